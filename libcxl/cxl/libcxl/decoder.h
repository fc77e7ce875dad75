/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A decoder: one range of host addresses that a port passes on, and the
 * targets it spreads it over. A root decoder is a window that the platform
 * offers (CXL 3.0 9.17.1.3), a switch decoder a step on the way (8.2.4.19), an
 * endpoint decoder maps the range to memory inside the device, by DPA.
 */
#ifndef CXL_LIBCXL_DECODER_H
#define CXL_LIBCXL_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_decoder;
struct cxl_memdev;
struct cxl_port;
struct cxl_region;
struct cxl_target;

/* Which of a memdev's capacities an endpoint decoder or a region maps. */
enum cxl_decoder_mode {
	CXL_DECODER_MODE_NONE,
	CXL_DECODER_MODE_MIXED,
	CXL_DECODER_MODE_PMEM,
	CXL_DECODER_MODE_RAM,
};

/* "none", "mixed", "pmem" or "ram"; "none" for any other number. */
static inline const char *cxl_decoder_mode_name(enum cxl_decoder_mode mode)
{
	switch (mode) {
	case CXL_DECODER_MODE_MIXED:
		return "mixed";
	case CXL_DECODER_MODE_PMEM:
		return "pmem";
	case CXL_DECODER_MODE_RAM:
		return "ram";
	case CXL_DECODER_MODE_NONE:
	default:
		return "none";
	}
}

/* RAM for "ram" and "volatile", PMEM for "pmem", NONE for all else. */
static inline enum cxl_decoder_mode
cxl_decoder_mode_from_ident(const char *ident)
{
	if (strcmp(ident, "ram") == 0 || strcmp(ident, "volatile") == 0)
		return CXL_DECODER_MODE_RAM;
	if (strcmp(ident, "pmem") == 0)
		return CXL_DECODER_MODE_PMEM;
	return CXL_DECODER_MODE_NONE;
}

/* What a switch or endpoint decoder leads to: type 3 or type 2 devices. */
enum cxl_decoder_target_type {
	CXL_DECODER_TTYPE_UNKNOWN,
	CXL_DECODER_TTYPE_EXPANDER,
	CXL_DECODER_TTYPE_ACCELERATOR,
};

/* The decoder of @port with the lowest id; NULL without any. Since 5.14. */
struct cxl_decoder *cxl_decoder_get_first(struct cxl_port *port);

/* The decoder of the same port after @decoder; NULL at the end. */
struct cxl_decoder *cxl_decoder_get_next(struct cxl_decoder *decoder);

/* The decoder of @port with the highest id; NULL without any. */
struct cxl_decoder *cxl_decoder_get_last(struct cxl_port *port);

/* The decoder of the same port before @decoder; NULL at the start. */
struct cxl_decoder *cxl_decoder_get_prev(struct cxl_decoder *decoder);

/* For each decoder of @port, ids ascending: as DPA is allocated. */
#define cxl_decoder_foreach(port, decoder)				\
	for (decoder = cxl_decoder_get_first(port); decoder != NULL;	\
	     decoder = cxl_decoder_get_next(decoder))

/* For each decoder of @port, ids descending: as DPA is freed. */
#define cxl_decoder_foreach_reverse(port, decoder)			\
	for (decoder = cxl_decoder_get_last(port); decoder != NULL;	\
	     decoder = cxl_decoder_get_prev(decoder))

/* The decoder of exactly that name ("decoder3.0"); NULL when there is none. */
struct cxl_decoder *cxl_decoder_get_by_name(struct cxl_ctx *ctx,
					    const char *name);

/* "decoder3.0": of port 3, the first. Never NULL. */
const char *cxl_decoder_get_devname(struct cxl_decoder *decoder);

/* The number behind the dot: which of its port's decoders it is. */
int cxl_decoder_get_id(struct cxl_decoder *decoder);

/* The context of the decoder; no reference is taken. Never NULL. */
struct cxl_ctx *cxl_decoder_get_ctx(struct cxl_decoder *decoder);

/* The port it belongs to, whose kind is the decoder's kind. Never NULL. */
struct cxl_port *cxl_decoder_get_port(struct cxl_decoder *decoder);

/*
 * Reads its attributes anew, as cxl_refresh() does those of all objects. 0,
 * -ENODEV when the decoder left, or -ENOMEM.
 */
int cxl_decoder_refresh(struct cxl_decoder *decoder);

/* True once this decoder has left, also when another now has its name. */
bool cxl_decoder_is_gone(struct cxl_decoder *decoder);

/*
 * The host address where the range begins (decoderN.M/start, since 5.14, only
 * for root); ULLONG_MAX absent.
 */
unsigned long long cxl_decoder_get_resource(struct cxl_decoder *decoder);

/*
 * Bytes in the range (decoderN.M/size, since 5.14); 0 when it decodes nothing,
 * ULLONG_MAX absent.
 */
unsigned long long cxl_decoder_get_size(struct cxl_decoder *decoder);

/*
 * Bytes in a row that one target gets, 256 .. 16384
 * (decoderN.M/interleave_granularity, since 6.0); UINT_MAX absent.
 */
unsigned int
cxl_decoder_get_interleave_granularity(struct cxl_decoder *decoder);

/*
 * How many targets share the range, 1 .. 16 (decoderN.M/interleave_ways, since
 * 6.0); UINT_MAX absent.
 */
unsigned int cxl_decoder_get_interleave_ways(struct cxl_decoder *decoder);

/*
 * Whether the hardware refuses changes until reset (decoderN.M/locked, since
 * 5.14), asked on each call; false absent.
 */
bool cxl_decoder_is_locked(struct cxl_decoder *decoder);

/*
 * Whether the window takes persistent memory (decoderN.M/cap_pmem, since
 * 5.14); false absent. Always true for switch and endpoint decoders; so the
 * next three.
 */
bool cxl_decoder_is_pmem_capable(struct cxl_decoder *decoder);

/* Whether the window takes volatile memory (decoderN.M/cap_ram, 5.14). */
bool cxl_decoder_is_volatile_capable(struct cxl_decoder *decoder);

/* Whether the window takes memory expanders (decoderN.M/cap_type3, 5.14). */
bool cxl_decoder_is_mem_capable(struct cxl_decoder *decoder);

/* Whether the window takes accelerators (decoderN.M/cap_type2, 5.14). */
bool cxl_decoder_is_accelmem_capable(struct cxl_decoder *decoder);

/*
 * The QoS class the platform gave the window (decoderN.M/qos_class, since
 * 6.5); CXL_QOS_CLASS_NONE absent, -EINVAL when it is no root decoder.
 */
int cxl_root_decoder_get_qos_class(struct cxl_decoder *decoder);

/*
 * Bytes of the largest piece of a window that no region holds: what a new one
 * can have at most. It goes by the sizes of its regions as they were read, or
 * reads them now when nobody has asked for its regions yet. ULLONG_MAX when
 * the window's start is absent or they cannot be read, 0 when it is no root
 * decoder.
 */
unsigned long long
cxl_decoder_get_max_available_extent(struct cxl_decoder *decoder);

/*
 * decoderN.M/target_type (since 5.14), asked on each call: EXPANDER or
 * ACCELERATOR; UNKNOWN for a root decoder, for any other word, and absent.
 */
enum cxl_decoder_target_type
cxl_decoder_get_target_type(struct cxl_decoder *decoder);

/*
 * The region it is part of (decoderN.M/region, since 6.0), asked on each call.
 * NULL for a root decoder, and while it is part of none.
 */
struct cxl_region *cxl_decoder_get_region(struct cxl_decoder *decoder);

/*
 * The region that an endpoint or switch decoder is part of, read now: returns 0
 * and writes it to @ret, NULL where there is none. It belongs to the context.
 * Fails with -ENOENT when the decoder names a region that does not exist,
 * -ENODEV when the decoder is gone, or with the -errno that kept it from being
 * seen (decoderX.Y/region). Not in version 85.
 */
int cxl_decoder_query_region(struct cxl_decoder *decoder,
			     struct cxl_region **ret);

/*
 * The name in decoderN.M/region as the decoder's attributes were read, valid
 * until they are read again: also that of a region which is no more, as a
 * process that was killed while it deleted one leaves it. NULL for a root
 * decoder, and where it has none or cannot be read.
 */
const char *cxl_decoder_get_region_name(struct cxl_decoder *decoder);

/*
 * Where in the device its memory begins (decoderN.M/dpa_resource, since 6.0);
 * ULLONG_MAX while it has none, where absent, and for any but an endpoint
 * decoder.
 */
unsigned long long cxl_decoder_get_dpa_resource(struct cxl_decoder *decoder);

/*
 * Bytes of the device's memory it has (decoderN.M/dpa_size, since 6.0);
 * ULLONG_MAX where absent and for any but an endpoint decoder.
 */
unsigned long long cxl_decoder_get_dpa_size(struct cxl_decoder *decoder);

/*
 * The same, read now, for a decision that must not rest on a failed look:
 * returns 0 and writes the bytes to @ret, which is left alone otherwise. Fails
 * with -ENODEV when the decoder is gone, -ENOENT when it is no endpoint decoder,
 * or with the -errno that kept it from being read (decoderX.Y/dpa_size). Not in
 * version 85.
 */
int cxl_decoder_query_dpa_size(struct cxl_decoder *decoder,
			       unsigned long long *ret);

/*
 * Which capacity it maps (decoderN.M/mode, since 6.0). NONE before one was
 * chosen, absent, and for any but an endpoint decoder; MIXED also for a word
 * that this library does not know: see the next.
 */
enum cxl_decoder_mode cxl_decoder_get_mode(struct cxl_decoder *decoder);

/*
 * decoderN.M/mode as the kernel writes it: "ram", "pmem", "none", or a word
 * newer than this library. NULL absent, and for any but an endpoint decoder.
 */
const char *cxl_decoder_get_mode_name(struct cxl_decoder *decoder);

/* The memdev of an endpoint decoder; NULL for any other, and once it left. */
struct cxl_memdev *cxl_decoder_get_memdev(struct cxl_decoder *decoder);

/*
 * Chooses the capacity of an endpoint decoder (decoderN.M/mode), which cannot
 * go back to NONE. -EINVAL for any but RAM and PMEM, for any but an endpoint
 * decoder, and when the memdev has no such capacity; -ENXIO when that is
 * empty; -EBUSY while the decoder is committed.
 */
int cxl_decoder_set_mode(struct cxl_decoder *decoder,
			 enum cxl_decoder_mode mode);

/*
 * Gives an endpoint decoder @size bytes of the memdev, a multiple of 256 MiB
 * (decoderN.M/dpa_size); 0 gives them back. The kernel frees what was there
 * first. -EINVAL for any but an endpoint decoder or a wrong size; -ENOSPC when
 * so much is not free; -EBUSY while it is committed or in a region, has no
 * mode, or is out of turn: decoders get DPA by ascending ids and free it by
 * descending ones; -EIO when the kernel took it and shows another size.
 * Afterwards the getters tell what the kernel kept.
 */
int cxl_decoder_set_dpa_size(struct cxl_decoder *decoder,
			     unsigned long long size);

/*
 * Marks what an endpoint decoder holds (dpa_size, dpa_resource) as set aside on
 * purpose, or takes the mark away: memory that is in no region and bears no mark
 * is what an unfinished change left behind. The mark is the extended attribute
 * "security.cxl.reserved" of decoderN.M/dpa_size. It lasts as long as the decoder
 * does, and is void once that holds other memory. 0; -EINVAL for another decoder;
 * -EPERM without CAP_SYS_ADMIN; -EROFS on a captured machine.
 */
int cxl_decoder_set_reserved(struct cxl_decoder *decoder, bool reserved);

/*
 * Whether what an endpoint decoder holds bears that mark, in @ret, written on
 * success: 0; -EINVAL for another decoder; -ENODEV when it left; or why it
 * cannot be told. On a captured machine nothing is marked.
 */
int cxl_decoder_query_reserved(struct cxl_decoder *decoder, bool *ret);

/*
 * Makes a persistent region in a root decoder's window
 * (decoderN.M/create_pmem_region, since 6.0): empty, to be configured, and
 * among the decoder's regions. NULL with errno on failure, no region left
 * behind: EINVAL when it is no root decoder, ENOENT when the window takes no
 * such memory, EBUSY when other programs were always faster, EAGAIN and the
 * others of cxl_decoder_lock().
 */
struct cxl_region *cxl_decoder_create_pmem_region(struct cxl_decoder *decoder);

/* The same, volatile (decoderN.M/create_ram_region, since 6.3); or NULL. */
struct cxl_region *cxl_decoder_create_ram_region(struct cxl_decoder *decoder);

/*
 * Takes the window (a root decoder, else -EINVAL) for this process: other
 * programs that make or delete regions in it through this library wait. Who
 * has it may take it again, and gives it back as often. For what takes several
 * steps; creating and deleting a region take it by themselves. 0; -EAGAIN when
 * another program kept it for too long (30 s, or cxl_set_timeout()); -EACCES
 * for who may not write "delete_region", on which the lock is (flock()). Where
 * the kernel has no such locks it returns 0, and cxl_get_unlocked() tells why.
 */
int cxl_decoder_lock(struct cxl_decoder *decoder);

/* Gives back what one cxl_decoder_lock() took. */
void cxl_decoder_unlock(struct cxl_decoder *decoder);

/* A part of a window's addresses, and who holds it: valid during the call. */
typedef int cxl_claim_fn(void *arg, unsigned long long start,
			 unsigned long long size, const char *owner);

/*
 * Calls @each for what the kernel has given away of a root decoder's range, by
 * ascending address: to a region ("region0"), to another driver ("dax3.0"), or
 * to nobody that it knows ("Soft Reserved"), until it returns non-zero: that.
 * 0 at the end (/proc/iomem, the children of "CXL Window N"); -EINVAL for
 * another decoder; -EACCES for who may not see addresses, which takes
 * CAP_SYS_ADMIN; -ENOENT where there is no such file, or the window is not in
 * it. After an error nothing is known to be free.
 */
int cxl_decoder_walk_claims(struct cxl_decoder *decoder, cxl_claim_fn *each,
			    void *arg);

/*
 * How many targets it has (decoderN.M/target_list); 0 for an endpoint's, -1 when
 * they cannot be read.
 */
int cxl_decoder_get_nr_targets(struct cxl_decoder *decoder);

/* The first target on the way down to @memdev; NULL when none leads there. */
struct cxl_target *
cxl_decoder_get_target_by_memdev(struct cxl_decoder *decoder,
				 struct cxl_memdev *memdev);

/* The target whose turn in the interleave is @position, from 0; or NULL. */
struct cxl_target *
cxl_decoder_get_target_by_position(struct cxl_decoder *decoder, int position);

/*
 * Keeps a decoder (and the context) beyond cxl_refresh() and
 * the caller's own cxl_unref(), until cxl_decoder_unref(); its device may leave
 * all the same. Returns its argument; NULL is ignored.
 */
struct cxl_decoder *cxl_decoder_ref(struct cxl_decoder *decoder);

/* Gives back what cxl_decoder_ref() took; NULL is ignored. */
void cxl_decoder_unref(struct cxl_decoder *decoder);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_DECODER_H */
