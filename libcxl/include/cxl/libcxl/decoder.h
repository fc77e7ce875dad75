/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A decoder: one range of host addresses that a port decodes, and the targets
 * over which it interleaves the range. A root decoder is a window that the
 * platform provides (CXL 3.0 9.17.1.3), a switch decoder routes the range
 * further down (8.2.4.19), an endpoint decoder maps it to memory of the device,
 * by DPA.
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

/* The capacity of a memdev that an endpoint decoder or a region maps. */
enum cxl_decoder_mode {
	CXL_DECODER_MODE_NONE,
	CXL_DECODER_MODE_MIXED,
	CXL_DECODER_MODE_PMEM,
	CXL_DECODER_MODE_RAM,
};

/* Returns "none", "mixed", "pmem" or "ram", and "none" for any other number. */
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

/*
 * Returns RAM for "ram" and "volatile", PMEM for "pmem", NONE for any other
 * word.
 */
static inline enum cxl_decoder_mode
cxl_decoder_mode_from_ident(const char *ident)
{
	if (strcmp(ident, "ram") == 0 || strcmp(ident, "volatile") == 0)
		return CXL_DECODER_MODE_RAM;
	if (strcmp(ident, "pmem") == 0)
		return CXL_DECODER_MODE_PMEM;
	return CXL_DECODER_MODE_NONE;
}

/* The devices to which a switch or endpoint decoder leads: type 3 or type 2. */
enum cxl_decoder_target_type {
	CXL_DECODER_TTYPE_UNKNOWN,
	CXL_DECODER_TTYPE_EXPANDER,
	CXL_DECODER_TTYPE_ACCELERATOR,
};

/*
 * Returns the decoder of @port with the lowest id, or NULL if there is none.
 * Since 5.14.
 */
struct cxl_decoder *cxl_decoder_get_first(struct cxl_port *port);

/* Returns the next decoder of the same port, or NULL after the last. */
struct cxl_decoder *cxl_decoder_get_next(struct cxl_decoder *decoder);

/*
 * Returns the decoder of @port with the highest id, or NULL if there is none.
 */
struct cxl_decoder *cxl_decoder_get_last(struct cxl_port *port);

/* Returns the previous decoder of the same port, or NULL before the first. */
struct cxl_decoder *cxl_decoder_get_prev(struct cxl_decoder *decoder);

/*
 * Iterates over the decoders of @port by ascending id, the order in which DPA
 * is allocated.
 */
#define cxl_decoder_foreach(port, decoder)				\
	for (decoder = cxl_decoder_get_first(port); decoder != NULL;	\
	     decoder = cxl_decoder_get_next(decoder))

/*
 * Iterates over the decoders of @port by descending id, the order in which DPA
 * is freed.
 */
#define cxl_decoder_foreach_reverse(port, decoder)			\
	for (decoder = cxl_decoder_get_last(port); decoder != NULL;	\
	     decoder = cxl_decoder_get_prev(decoder))

/*
 * Returns the decoder with exactly that name ("decoder3.0"), or NULL when there
 * is none.
 */
struct cxl_decoder *cxl_decoder_get_by_name(struct cxl_ctx *ctx,
					    const char *name);

/* Returns the name: "decoder3.0" is the first decoder of port 3. Never NULL. */
const char *cxl_decoder_get_devname(struct cxl_decoder *decoder);

/*
 * Returns the number after the dot, which counts the decoders of a port from 0.
 */
int cxl_decoder_get_id(struct cxl_decoder *decoder);

/*
 * Returns the context of the decoder, without taking a reference. Never NULL.
 */
struct cxl_ctx *cxl_decoder_get_ctx(struct cxl_decoder *decoder);

/*
 * Returns the port of the decoder; the kind of the port is the kind of the
 * decoder. Never NULL.
 */
struct cxl_port *cxl_decoder_get_port(struct cxl_decoder *decoder);

/*
 * Returns 0 after reading the decoder's attributes again, as cxl_refresh() does
 * for all objects. Fails with -ENODEV when the decoder has left, or with
 * -ENOMEM.
 */
int cxl_decoder_refresh(struct cxl_decoder *decoder);

/*
 * Returns true once this decoder has left, even when another now has its name.
 */
bool cxl_decoder_is_gone(struct cxl_decoder *decoder);

/*
 * Returns the first host address of the range (decoderN.M/start, since 5.14,
 * readable by root only), or ULLONG_MAX where it is absent.
 */
unsigned long long cxl_decoder_get_resource(struct cxl_decoder *decoder);

/*
 * Returns the size of the range in bytes (decoderN.M/size, since 5.14); 0 when
 * the decoder decodes nothing, ULLONG_MAX where it is absent.
 */
unsigned long long cxl_decoder_get_size(struct cxl_decoder *decoder);

/*
 * Returns the number of consecutive bytes that go to one target, 256 .. 16384
 * (decoderN.M/interleave_granularity, since 6.0), or UINT_MAX where it is
 * absent.
 */
unsigned int
cxl_decoder_get_interleave_granularity(struct cxl_decoder *decoder);

/*
 * Returns the number of targets that share the range, 1 .. 16
 * (decoderN.M/interleave_ways, since 6.0), or UINT_MAX where it is absent.
 */
unsigned int cxl_decoder_get_interleave_ways(struct cxl_decoder *decoder);

/*
 * Returns true when the hardware refuses changes until reset
 * (decoderN.M/locked, since 5.14), read on each call; false where it is absent.
 */
bool cxl_decoder_is_locked(struct cxl_decoder *decoder);

/*
 * Returns true when the window supports persistent memory (decoderN.M/cap_pmem,
 * since 5.14); false where it is absent. Always true for switch and endpoint
 * decoders; this also holds for the next three functions.
 */
bool cxl_decoder_is_pmem_capable(struct cxl_decoder *decoder);

/*
 * Returns true when the window supports volatile memory (decoderN.M/cap_ram,
 * since 5.14).
 */
bool cxl_decoder_is_volatile_capable(struct cxl_decoder *decoder);

/*
 * Returns true when the window supports memory expanders (decoderN.M/cap_type3,
 * since 5.14).
 */
bool cxl_decoder_is_mem_capable(struct cxl_decoder *decoder);

/*
 * Returns true when the window supports accelerators (decoderN.M/cap_type2,
 * since 5.14).
 */
bool cxl_decoder_is_accelmem_capable(struct cxl_decoder *decoder);

/*
 * Returns the QoS class that the platform assigned to the window
 * (decoderN.M/qos_class, since 6.5); CXL_QOS_CLASS_NONE where it is absent,
 * -EINVAL if @decoder is not a root decoder.
 */
int cxl_root_decoder_get_qos_class(struct cxl_decoder *decoder);

/*
 * Returns the size in bytes of the largest part of a window that no region
 * occupies, which is the maximum size of a new region. The library computes it
 * from the regions' addresses as it read them, or reads these now when no
 * caller has asked for the regions yet. Returns ULLONG_MAX when the start of
 * the window is absent or the regions cannot be read, 0 if @decoder is not a
 * root decoder.
 */
unsigned long long
cxl_decoder_get_max_available_extent(struct cxl_decoder *decoder);

/*
 * Returns EXPANDER or ACCELERATOR (decoderN.M/target_type, since 5.14), read on
 * each call; UNKNOWN for a root decoder, for any other word, and where it is
 * absent.
 */
enum cxl_decoder_target_type
cxl_decoder_get_target_type(struct cxl_decoder *decoder);

/*
 * Returns the region that the decoder is part of (decoderN.M/region, since
 * 6.0), read on each call; NULL for a root decoder, and while it is part of
 * none.
 */
struct cxl_region *cxl_decoder_get_region(struct cxl_decoder *decoder);

/*
 * Returns 0 and writes to @ret the region that an endpoint or switch decoder is
 * part of, read now, or NULL where there is none. The region belongs to the
 * context. Fails with -ENOENT when the decoder names a region that does not
 * exist, -ENODEV when the decoder is gone, or with the errno that prevented
 * reading (decoderX.Y/region). Not in version 85.
 */
int cxl_decoder_query_region(struct cxl_decoder *decoder,
			     struct cxl_region **ret);

/*
 * Returns the name in decoderN.M/region as the library last read the decoder's
 * attributes; the string is valid until they are read again. The region may not
 * exist: a process that is killed while it deletes a region can leave its name
 * behind. NULL for a root decoder, where the decoder is part of no region, and
 * where the file cannot be read.
 */
const char *cxl_decoder_get_region_name(struct cxl_decoder *decoder);

/*
 * Returns the first device physical address of the decoder's memory
 * (decoderN.M/dpa_resource, since 6.0); ULLONG_MAX while it has none, where it
 * is absent, and for any but an endpoint decoder.
 */
unsigned long long cxl_decoder_get_dpa_resource(struct cxl_decoder *decoder);

/*
 * Returns the bytes of device memory allocated to the decoder
 * (decoderN.M/dpa_size, since 6.0); ULLONG_MAX where it is absent and for any
 * but an endpoint decoder.
 */
unsigned long long cxl_decoder_get_dpa_size(struct cxl_decoder *decoder);

/*
 * Returns 0 and writes to @ret the bytes of device memory allocated to the
 * decoder, read now, for a decision that must not rest on a failed read. Fails
 * with -ENODEV when the decoder is gone, -ENOENT if it is not an endpoint
 * decoder, or with the errno that prevented reading (decoderX.Y/dpa_size); @ret
 * is then unchanged. Not in version 85.
 */
int cxl_decoder_query_dpa_size(struct cxl_decoder *decoder,
			       unsigned long long *ret);

/*
 * Returns the capacity that the decoder maps (decoderN.M/mode, since 6.0). NONE
 * before it is set, where it is absent, and for any but an endpoint decoder;
 * MIXED also for a word that this library does not know: see the next function.
 */
enum cxl_decoder_mode cxl_decoder_get_mode(struct cxl_decoder *decoder);

/*
 * Returns decoderN.M/mode as the kernel writes it: "ram", "pmem", "none", or a
 * word newer than this library. NULL where it is absent, and for any but an
 * endpoint decoder.
 */
const char *cxl_decoder_get_mode_name(struct cxl_decoder *decoder);

/*
 * Returns the memdev of an endpoint decoder; NULL for any other decoder, and
 * once the memdev has left.
 */
struct cxl_memdev *cxl_decoder_get_memdev(struct cxl_decoder *decoder);

/*
 * Returns 0 after setting the capacity that an endpoint decoder maps
 * (decoderN.M/mode). It cannot be set back to NONE. Fails with -EINVAL for any
 * mode but RAM and PMEM, for any but an endpoint decoder, and when the memdev
 * has no such capacity; -ENXIO when that capacity is empty; -EBUSY while the
 * decoder is committed.
 */
int cxl_decoder_set_mode(struct cxl_decoder *decoder,
			 enum cxl_decoder_mode mode);

/*
 * Returns 0 after allocating @size bytes of DPA, a multiple of 256 MiB, to an
 * endpoint decoder (decoderN.M/dpa_size); a size of 0 frees them. The kernel
 * first frees what the decoder had. Afterwards the getters return what the
 * kernel kept. Fails with -EINVAL for any but an endpoint decoder or a wrong
 * size; -ENOSPC when not enough is free; -EBUSY while the decoder is committed
 * or in a region, has no mode, or is out of order: DPA is allocated by
 * ascending ids of the decoders and freed by descending ids; -EIO when the
 * kernel accepts the write but shows another size.
 */
int cxl_decoder_set_dpa_size(struct cxl_decoder *decoder,
			     unsigned long long size);

/*
 * Returns 0 after marking the DPA of an endpoint decoder (dpa_size,
 * dpa_resource) as reserved on purpose, or after removing the mark. DPA without
 * a mark in no region was left behind by an unfinished change. The mark is the
 * extended attribute "security.cxl.reserved" of decoderN.M/dpa_size. It exists
 * as long as the decoder, and is void once the decoder has other DPA. Fails
 * with -EINVAL for any but an endpoint decoder; -ENODEV when it has left;
 * -EPERM without CAP_SYS_ADMIN; -EROFS on a captured machine.
 */
int cxl_decoder_set_reserved(struct cxl_decoder *decoder, bool reserved);

/*
 * Returns 0 and writes to @ret whether the DPA of an endpoint decoder has the
 * mark of cxl_decoder_set_reserved(), read now. On a captured machine nothing
 * is marked. Fails with -EINVAL for any but an endpoint decoder; -ENODEV when
 * it has left; or with the errno that prevented reading.
 */
int cxl_decoder_query_reserved(struct cxl_decoder *decoder, bool *ret);

/*
 * Returns a new, empty persistent region in the window of a root decoder
 * (decoderN.M/create_pmem_region, since 6.0), to be configured; it is one of
 * the decoder's regions. Returns NULL with errno on failure, and then leaves no
 * region behind: EINVAL if @decoder is not a root decoder, ENOENT when the
 * window does not support such memory, EBUSY when other programs took every
 * name first, EAGAIN and the other errors of cxl_decoder_lock().
 */
struct cxl_region *cxl_decoder_create_pmem_region(struct cxl_decoder *decoder);

/*
 * Like cxl_decoder_create_pmem_region(), for a volatile region
 * (decoderN.M/create_ram_region, since 6.3). Returns NULL with errno on
 * failure.
 */
struct cxl_region *cxl_decoder_create_ram_region(struct cxl_decoder *decoder);

/*
 * Returns 0 after locking the window of a root decoder for this process: other
 * programs that create or delete regions in it through this library wait. Use
 * it for a change of several steps; the functions that create or delete a
 * region lock the window themselves. A process that has the lock may lock the
 * window again, and must unlock it as often. Where the kernel has no such locks
 * it returns 0, and cxl_get_unlocked() returns the reason. Fails with -EINVAL
 * for any but a root decoder; -EAGAIN when another program held the lock for
 * too long (30 s, or cxl_set_timeout()); -EACCES for a process that may not
 * write to "delete_region", the file that is locked (flock()).
 */
int cxl_decoder_lock(struct cxl_decoder *decoder);

/* Releases one cxl_decoder_lock(). */
void cxl_decoder_unlock(struct cxl_decoder *decoder);

/* A part of a window's addresses and its owner; @owner is valid during the call. */
typedef int cxl_claim_fn(void *arg, unsigned long long start,
			 unsigned long long size, const char *owner);

/*
 * Returns 0 after calling @each, by ascending address, for every part of a root
 * decoder's range that is in use (/proc/iomem, the children of "CXL Window N"):
 * by a region ("region0"), by another driver ("dax3.0"), or by no owner that
 * the kernel knows ("Soft Reserved"). If a call returns non-zero, the walk
 * stops and returns that value. Fails with -EINVAL for any but a root decoder;
 * -EACCES for a process that may not see addresses, which needs CAP_SYS_ADMIN;
 * -ENOENT where there is no such file, or the window is not in it. After an
 * error no part is known to be free.
 */
int cxl_decoder_walk_claims(struct cxl_decoder *decoder, cxl_claim_fn *each,
			    void *arg);

/*
 * Returns the number of targets (decoderN.M/target_list); 0 for an endpoint
 * decoder, -1 when they cannot be read.
 */
int cxl_decoder_get_nr_targets(struct cxl_decoder *decoder);

/*
 * Returns the first target on the way down to @memdev, or NULL when none leads
 * there.
 */
struct cxl_target *
cxl_decoder_get_target_by_memdev(struct cxl_decoder *decoder,
				 struct cxl_memdev *memdev);

/*
 * Returns the target at @position in the interleave, which counts from 0, or
 * NULL.
 */
struct cxl_target *
cxl_decoder_get_target_by_position(struct cxl_decoder *decoder, int position);

/*
 * Returns @decoder after taking a reference to it and its context, which keeps
 * both beyond cxl_refresh() and the caller's own cxl_unref(), until
 * cxl_decoder_unref(). The device may still leave. NULL is ignored.
 */
struct cxl_decoder *cxl_decoder_ref(struct cxl_decoder *decoder);

/* Drops a reference that cxl_decoder_ref() took. NULL is ignored. */
void cxl_decoder_unref(struct cxl_decoder *decoder);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_DECODER_H */
