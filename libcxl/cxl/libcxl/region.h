/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A region: a range of host memory in a root decoder's window, interleaved
 * over endpoint decoders. It is made by cxl_decoder_create_ram_region() or
 * _pmem_region(), then set: granularity, ways, uuid (if persistent), size, a
 * target for each position ascending, commit, enable; and undone backwards.
 */
#ifndef CXL_LIBCXL_REGION_H
#define CXL_LIBCXL_REGION_H

#include <stdbool.h>
#include <stddef.h>

#include <cxl/libcxl/decoder.h>

/* The type uuid_t is that of libuuid where HAVE_UUID is defined. */
#ifdef HAVE_UUID
#include <uuid/uuid.h>
#else
typedef unsigned char uuid_t[16];
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_decoder;
struct cxl_memdev;
struct cxl_region;

/* Whether firmware fixed a region: see cxl_region_locked_state(). */
enum cxl_region_locked_state {
	CXL_REGION_LOCKED_UNKNOWN = -1,
	CXL_REGION_UNLOCKED = 0,
	CXL_REGION_LOCKED = 1,
};

/*
 * The region of a root decoder with the lowest id; NULL when there is none,
 * and for any other decoder. Since 6.0.
 */
struct cxl_region *cxl_region_get_first(struct cxl_decoder *decoder);

/* The region of the same root decoder after @region; NULL at the end. */
struct cxl_region *cxl_region_get_next(struct cxl_region *region);

/* For each region of @decoder. */
#define cxl_region_foreach(decoder, region)				\
	for (region = cxl_region_get_first(decoder); region != NULL;	\
	     region = cxl_region_get_next(region))

/* The same where the body may delete @region; @next is for the macro. */
#define cxl_region_foreach_safe(decoder, region, next)			\
	for (region = cxl_region_get_first(decoder),			\
	     next = region ? cxl_region_get_next(region) : NULL;	\
	     region != NULL;						\
	     region = next,						\
	     next = next ? cxl_region_get_next(next) : NULL)

/*
 * The region of exactly that name ("region0"); else NULL with errno ENODEV.
 * Costs the same on a large machine as on a small one.
 */
struct cxl_region *cxl_region_get_by_name(struct cxl_ctx *ctx,
					  const char *name);

/* "region0". Never NULL. */
const char *cxl_region_get_devname(struct cxl_region *region);

/* The N of regionN. */
int cxl_region_get_id(struct cxl_region *region);

/* The context of the region; no reference is taken. Never NULL. */
struct cxl_ctx *cxl_region_get_ctx(struct cxl_region *region);

/* The root decoder in whose window it is. Never NULL. */
struct cxl_decoder *cxl_region_get_decoder(struct cxl_region *region);

/*
 * 1 while a driver is bound (regionN/driver) or where that cannot be seen, else 0:
 * asked on each call.
 */
int cxl_region_is_enabled(struct cxl_region *region);

/*
 * Whether a driver is bound, read now, for a decision that must not rest on a
 * failed look: returns 0 and writes the answer to @ret, which is left alone
 * otherwise. Fails with -ENODEV when the region is gone, or with the -errno that
 * kept it from being seen (regionN/driver). Not in version 85.
 */
int cxl_region_query_enabled(struct cxl_region *region, bool *ret);

/* The same of whether its decoders are committed (regionN/commit). */
int cxl_region_query_committed(struct cxl_region *region, bool *ret);

/*
 * The same of whether the platform locked it (regionN/locked; before Linux 7.1
 * whether it locked one of its endpoint decoders, decoderX.Y/locked).
 */
int cxl_region_query_locked(struct cxl_region *region, bool *ret);

/*
 * The host addresses of the region, in bytes, read now: returns 0 and writes
 * where they start, which may be 0, and how many there are. Fails with -ENXIO
 * while the region has none, -ENODEV when it is gone, or with the -errno that
 * kept them from being read (regionN/size, regionN/resource). Not in version 85.
 */
int cxl_region_query_range(struct cxl_region *region, unsigned long long *start,
			   unsigned long long *size);

/*
 * Reads its attributes anew, as cxl_refresh() does those of all objects. 0,
 * -ENODEV when the region left, or -ENOMEM.
 */
int cxl_region_refresh(struct cxl_region *region);

/* True once this region has left, also when another now has its name. */
bool cxl_region_is_gone(struct cxl_region *region);

/*
 * 1 when its decoders are programmed, else 0 (regionN/commit, since 6.0): as
 * read, or as the last commit or reset of ours left it.
 */
int cxl_region_decode_is_committed(struct cxl_region *region);

/*
 * Whether firmware fixed it, so that it must not be reset (regionN/locked,
 * since 7.1); CXL_REGION_LOCKED_UNKNOWN absent.
 */
enum cxl_region_locked_state
cxl_region_locked_state(struct cxl_region *region);

/*
 * RAM or PMEM (regionN/mode, since 6.3); NONE absent and for a word this
 * library does not know.
 */
enum cxl_decoder_mode cxl_region_get_mode(struct cxl_region *region);

/*
 * regionN/mode as the kernel writes it: "ram", "pmem", or a word newer than this
 * library. Owned by @region; NULL absent.
 */
const char *cxl_region_get_mode_name(struct cxl_region *region);

/*
 * The 16 bytes that identify a persistent region for good (regionN/uuid, since
 * 6.0) into @uuid, asked on each call; all zero when none is set, as in a
 * volatile region, and absent.
 */
void cxl_region_get_uuid(struct cxl_region *region, uuid_t uuid);

/*
 * Bytes of the region, the extended linear cache included (regionN/size, since
 * 6.0); 0 while it has none, ULLONG_MAX absent.
 */
unsigned long long cxl_region_get_size(struct cxl_region *region);

/*
 * Bytes of host memory in front, which cache the rest and which no memdev has
 * (regionN/extended_linear_cache_size, since 6.19); 0 none, or absent.
 */
unsigned long long
cxl_region_get_extended_linear_cache_size(struct cxl_region *region);

/*
 * The host address where it begins (regionN/resource, since 6.0, only for
 * root); 0 while it has none, and absent.
 */
unsigned long long cxl_region_get_resource(struct cxl_region *region);

/*
 * How many decoders share it: 1, 2, 3, 4, 6, 8, 12 or 16
 * (regionN/interleave_ways, since 6.0). 0 before it is set, UINT_MAX absent.
 */
unsigned int cxl_region_get_interleave_ways(struct cxl_region *region);

/*
 * Bytes in a row that one of them gets, 256 .. 16384
 * (regionN/interleave_granularity, since 6.0). 0 before it is set, UINT_MAX
 * absent.
 */
unsigned int cxl_region_get_interleave_granularity(struct cxl_region *region);

/*
 * The endpoint decoder at @position, from 0 (regionN/targetN, since 6.0),
 * asked on each call; NULL when there is none, with errno 0 when the place is
 * known to be empty.
 */
struct cxl_decoder *cxl_region_get_target_decoder(struct cxl_region *region,
						  int position);

/*
 * Whether a member's QoS class, of the capacity that the region maps, is not
 * that of the window: the memory is slower or faster than it promises. An
 * unknown class (-1) is not any other.
 */
bool cxl_region_qos_class_mismatch(struct cxl_region *region);

/*
 * The same of classes that are known alone: false where the window or no member
 * has one, so that nothing can be compared.
 */
bool cxl_region_qos_class_differs(struct cxl_region *region);

/*
 * Allocates @size bytes of the window (regionN/size), a multiple of 256 MiB
 * times the ways. -EINVAL for another size and for 0; -ENXIO before ways and
 * granularity (and uuid, if persistent) are set; -ERANGE when the window has
 * no free piece so large; -EBUSY when it has another size already.
 */
int cxl_region_set_size(struct cxl_region *region, unsigned long long size);

/*
 * Names a persistent region for good (regionN/uuid). -EINVAL for all zero,
 * -EBUSY when another region has it or the targets are in, -EACCES for a
 * volatile region.
 */
int cxl_region_set_uuid(struct cxl_region *region, uuid_t uuid);

/*
 * How many decoders will share it (regionN/interleave_ways): 1, 2, 3, 4, 6, 8,
 * 12 or 16, and the window's ways times a power of 2, else -EINVAL. -EBUSY
 * once it has a size.
 */
int cxl_region_set_interleave_ways(struct cxl_region *region,
				   unsigned int ways);

/*
 * Bytes in a row for each (regionN/interleave_granularity): a power of 2, 256
 * .. 16384, and the window's where that is interleaved, else -EINVAL. -EBUSY
 * once it has a size.
 */
int cxl_region_set_interleave_granularity(struct cxl_region *region,
					  unsigned int granularity);

/*
 * Puts endpoint decoder @decoder at @position (regionN/targetN); 0 also when
 * it is there already. Fill positions ascending: over a hole the kernel
 * stumbles. -ENXIO for a NULL decoder, without DPA, and when it cannot be
 * reached at that position; -EINVAL when its mode or DPA size does not fit, or
 * it is no endpoint's; -EBUSY when the place is taken, the memdev is in the
 * region already, or the decoder is out of turn; -EIO when the kernel took it
 * and shows another. On failure the place is as it was.
 */
int cxl_region_set_target(struct cxl_region *region, int position,
			  struct cxl_decoder *decoder);

/*
 * Empties a position (regionN/targetN); 0 also when it is empty. -EBUSY while
 * the region is enabled. Empty positions descending.
 */
int cxl_region_clear_target(struct cxl_region *region, int position);

/*
 * Empties every position, descending, up to the first error. The ways are read
 * anew; errors are those of reading them, and of cxl_region_clear_target().
 */
int cxl_region_clear_all_targets(struct cxl_region *region);

/*
 * Programs the decoders (writes 1 to regionN/commit); 0 also when they are.
 * -ENXIO when a target is missing, or the platform cannot flush its caches;
 * -EBUSY when a decoder is out of turn, or a member is being sanitized;
 * -ETIMEDOUT or -EIO when the hardware refuses, -EIO also when the kernel took
 * it and shows that they are not.
 */
int cxl_region_decode_commit(struct cxl_region *region);

/*
 * Resets the decoders (writes 0 to regionN/commit): the memory is no longer
 * mapped, in use or not; 0 also when it was not. -EPERM when the region is
 * locked; -EIO when the kernel took it and shows that they are programmed.
 */
int cxl_region_decode_reset(struct cxl_region *region);

/*
 * Binds the region to its driver, which is loaded if need be, so that its
 * memory can be used. 0 also when it was bound; -ENXIO when it is not bound
 * afterwards.
 */
int cxl_region_enable(struct cxl_region *region);

/*
 * Unbinds the region (drivers/cxl_region/unbind). Returns 0, also when it was
 * disabled. The kernel does not refuse while its memory is in use; online memory
 * would then be lost until the next boot, so this fails with -EBUSY while a
 * memory block of the region is online (cxl_region_memory_offline() first), and
 * when the region is still bound afterwards; with -errno where that cannot be
 * seen. It does not look for other users: cxl_region_find_user().
 */
int cxl_region_disable(struct cxl_region *region);

/*
 * Empties its positions, removes the region (decoderN.M/delete_region, since
 * 6.0) and retires its object. 0; -EBUSY while it is enabled; -ESTALE when it
 * is gone, but another that had got its name meanwhile may have been deleted in
 * its place; and what cxl_decoder_lock() and cxl_region_clear_all_targets()
 * answer. Its decoders keep their DPA: cxl_decoder_set_dpa_size().
 */
int cxl_region_delete(struct cxl_region *region);

/*
 * Looks for something that uses the region's memory: a memory block that is
 * online, a disk on it, a process that has a DAX device open or mapped. 1 and a
 * description, cut to @len bytes with its NUL, in @name ("memory block memory33
 * is online", "pmem0 is mounted", "dax0.0 is open in process 42 (vmm)"; also
 * "dax0.0 may be open: ..." where not every process can be seen); 0 when nothing
 * does, @name untouched; or a negative errno. It is true of the moment it looked.
 */
int cxl_region_find_user(struct cxl_region *region, char *name, size_t len);

/*
 * Takes every memory block of the region offline
 * (/sys/devices/system/memory/memoryN/state). 0 also when none was online;
 * -EBUSY when one could not be, those before it staying offline.
 */
int cxl_region_memory_offline(struct cxl_region *region);

/*
 * Which memdev, and which address inside it, answers for the byte @offset of
 * the region: *@memdev and *@dpa. @offset counts from the region's start, its
 * extended linear cache included. -ERANGE beyond the region and within that
 * cache, which no memdev has; -EOPNOTSUPP when the window's arithmetic is not
 * known (XOR, or a multiple of three that lies off its grid); -ENXIO when the
 * region is not committed, or the member has left.
 */
int cxl_region_translate_offset(struct cxl_region *region,
				unsigned long long offset,
				struct cxl_memdev **memdev,
				unsigned long long *dpa);

/*
 * Keeps a region (and the context) beyond cxl_refresh() and
 * the caller's own cxl_unref(), until cxl_region_unref(); its device may leave
 * all the same. Returns its argument; NULL is ignored.
 */
struct cxl_region *cxl_region_ref(struct cxl_region *region);

/* Gives back what cxl_region_ref() took; NULL is ignored. */
void cxl_region_unref(struct cxl_region *region);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_REGION_H */
