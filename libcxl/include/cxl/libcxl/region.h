/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A region: a range of host memory in a root decoder's window, interleaved over
 * endpoint decoders. To create one, call cxl_decoder_create_ram_region() or
 * cxl_decoder_create_pmem_region(). Then set granularity, ways, uuid (if
 * persistent), size, and a target for each position in ascending order; commit,
 * and enable. To destroy it, undo these steps in reverse order.
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

/* Whether firmware locked a region: see cxl_region_locked_state(). */
enum cxl_region_locked_state {
	CXL_REGION_LOCKED_UNKNOWN = -1,
	CXL_REGION_UNLOCKED = 0,
	CXL_REGION_LOCKED = 1,
};

/*
 * Returns the region of a root decoder with the lowest id, or NULL when there
 * is none and for any other decoder. Since 6.0.
 */
struct cxl_region *cxl_region_get_first(struct cxl_decoder *decoder);

/* Returns the next region of the same root decoder, or NULL after the last. */
struct cxl_region *cxl_region_get_next(struct cxl_region *region);

/* Iterates over the regions of @decoder. */
#define cxl_region_foreach(decoder, region)				\
	for (region = cxl_region_get_first(decoder); region != NULL;	\
	     region = cxl_region_get_next(region))

/*
 * Iterates over the regions of @decoder like the macro above, but the body may
 * delete @region; the macro uses @next for itself.
 */
#define cxl_region_foreach_safe(decoder, region, next)			\
	for (region = cxl_region_get_first(decoder),			\
	     next = region ? cxl_region_get_next(region) : NULL;	\
	     region != NULL;						\
	     region = next,						\
	     next = next ? cxl_region_get_next(next) : NULL)

/*
 * Returns the region with exactly that name ("region0"), or NULL with errno
 * ENODEV. The cost does not depend on the size of the machine.
 */
struct cxl_region *cxl_region_get_by_name(struct cxl_ctx *ctx,
					  const char *name);

/* Returns the name, "region0". Never NULL. */
const char *cxl_region_get_devname(struct cxl_region *region);

/* Returns the N of regionN. */
int cxl_region_get_id(struct cxl_region *region);

/* Returns the context of the region, without taking a reference. Never NULL. */
struct cxl_ctx *cxl_region_get_ctx(struct cxl_region *region);

/* Returns the root decoder whose window contains the region. Never NULL. */
struct cxl_decoder *cxl_region_get_decoder(struct cxl_region *region);

/*
 * Returns 1 while a driver is bound (regionN/driver) or where that cannot be
 * determined, else 0. Reads the machine on each call.
 */
int cxl_region_is_enabled(struct cxl_region *region);

/*
 * Returns 0 and writes to @ret whether a driver is bound (regionN/driver), read
 * now, for a decision that must not rest on a failed read. Fails with -ENODEV
 * when the region is gone, or with the errno that prevented reading; @ret is
 * then unchanged. Not in version 85.
 */
int cxl_region_query_enabled(struct cxl_region *region, bool *ret);

/*
 * Like cxl_region_query_enabled(), for whether the region's decoders are
 * committed (regionN/commit).
 */
int cxl_region_query_committed(struct cxl_region *region, bool *ret);

/*
 * Like cxl_region_query_enabled(), for whether the platform locked the region
 * (regionN/locked; before Linux 7.1 whether it locked one of the endpoint
 * decoders, decoderX.Y/locked).
 */
int cxl_region_query_locked(struct cxl_region *region, bool *ret);

/*
 * Returns 0 and writes the host addresses of the region, read now: to @start
 * the first, which may be 0, and to @size their number in bytes
 * (regionN/resource, regionN/size). Fails with -ENXIO while the region has no
 * addresses, -ENODEV when it is gone, or with the errno that prevented reading.
 * Not in version 85.
 */
int cxl_region_query_range(struct cxl_region *region, unsigned long long *start,
			   unsigned long long *size);

/*
 * Returns 0 after reading the region's attributes again, as cxl_refresh() does
 * for all objects. Fails with -ENODEV when the region has left, or with
 * -ENOMEM.
 */
int cxl_region_refresh(struct cxl_region *region);

/*
 * Returns true once this region has left, even when another now has its name.
 */
bool cxl_region_is_gone(struct cxl_region *region);

/*
 * Returns 1 when the region's decoders are committed, else 0 (regionN/commit,
 * since 6.0): as read, or as the last commit or reset through this context left
 * it.
 */
int cxl_region_decode_is_committed(struct cxl_region *region);

/* Whether firmware locked a region: see cxl_region_locked_state(). */
enum cxl_region_locked_state
cxl_region_locked_state(struct cxl_region *region);

/*
 * Returns RAM or PMEM (regionN/mode, since 6.3), or NONE where it is absent and
 * for a word that this library does not know.
 */
enum cxl_decoder_mode cxl_region_get_mode(struct cxl_region *region);

/*
 * Returns regionN/mode as the kernel writes it: "ram", "pmem", or a word newer
 * than this library. The string belongs to @region. NULL where it is absent.
 */
const char *cxl_region_get_mode_name(struct cxl_region *region);

/*
 * Writes to @uuid the 16 bytes that identify a persistent region permanently
 * (regionN/uuid, since 6.0), read on each call; all zero when none is set, as
 * in a volatile region, and where it is absent.
 */
void cxl_region_get_uuid(struct cxl_region *region, uuid_t uuid);

/*
 * Returns the size of the region in bytes, including the extended linear cache
 * (regionN/size, since 6.0); 0 while it has none, ULLONG_MAX where it is
 * absent.
 */
unsigned long long cxl_region_get_size(struct cxl_region *region);

/*
 * Returns the bytes of host memory at the start of the region which cache the
 * rest and which no memdev backs (regionN/extended_linear_cache_size, since
 * 6.19); 0 when there are none, and where it is absent.
 */
unsigned long long
cxl_region_get_extended_linear_cache_size(struct cxl_region *region);

/*
 * Returns the first host address of the region (regionN/resource, since 6.0,
 * readable by root only); 0 while it has none, and where it is absent.
 */
unsigned long long cxl_region_get_resource(struct cxl_region *region);

/*
 * Returns the number of endpoint decoders that share the region: 1, 2, 3, 4, 6,
 * 8, 12 or 16 (regionN/interleave_ways, since 6.0); 0 before it is set,
 * UINT_MAX where it is absent.
 */
unsigned int cxl_region_get_interleave_ways(struct cxl_region *region);

/*
 * Returns the number of consecutive bytes that go to one decoder, 256 .. 16384
 * (regionN/interleave_granularity, since 6.0); 0 before it is set, UINT_MAX
 * where it is absent.
 */
unsigned int cxl_region_get_interleave_granularity(struct cxl_region *region);

/*
 * Returns the endpoint decoder at @position, which counts from 0
 * (regionN/targetN, since 6.0), read on each call; NULL when there is none,
 * with errno 0 when the position is known to be empty.
 */
struct cxl_decoder *cxl_region_get_target_decoder(struct cxl_region *region,
						  int position);

/*
 * Returns true when the QoS class of a member, for the capacity that the region
 * maps, differs from that of the window: the memory is slower or faster than
 * the window promises. An unknown class (-1) differs from every known one.
 */
bool cxl_region_qos_class_mismatch(struct cxl_region *region);

/*
 * Like cxl_region_qos_class_mismatch(), but compares known classes only:
 * returns false where the class of the window or of every member is unknown.
 */
bool cxl_region_qos_class_differs(struct cxl_region *region);

/*
 * Returns 0 after allocating @size bytes of the window (regionN/size), a
 * multiple of 256 MiB times the ways. Fails with -EINVAL for another size and
 * for 0; -ENXIO before ways and granularity (and uuid, if persistent) are set;
 * -ERANGE when the window has no free range of that size; -EBUSY when the
 * region already has another size.
 */
int cxl_region_set_size(struct cxl_region *region, unsigned long long size);

/*
 * Returns 0 after setting the uuid that identifies a persistent region
 * permanently (regionN/uuid). Fails with -EINVAL if it is all zero, -EBUSY when
 * another region has it or the targets are set, -EACCES for a volatile region.
 */
int cxl_region_set_uuid(struct cxl_region *region, uuid_t uuid);

/*
 * Returns 0 after setting how many endpoint decoders will share the region
 * (regionN/interleave_ways): 1, 2, 3, 4, 6, 8, 12 or 16, and the window's ways
 * times a power of 2. Fails with -EINVAL for another number, -EBUSY once the
 * region has a size.
 */
int cxl_region_set_interleave_ways(struct cxl_region *region,
				   unsigned int ways);

/*
 * Returns 0 after setting the number of consecutive bytes that go to one
 * decoder (regionN/interleave_granularity): a power of 2, 256 .. 16384, and the
 * window's granularity if the window is interleaved. Fails with -EINVAL for
 * another number, -EBUSY once the region has a size.
 */
int cxl_region_set_interleave_granularity(struct cxl_region *region,
					  unsigned int granularity);

/*
 * Returns 0 after attaching the endpoint decoder @decoder at @position
 * (regionN/targetN), and also when it is already attached there. Set positions
 * in ascending order: the kernel does not handle a gap. Fails with -ENXIO when
 * @decoder is NULL, has no DPA, or cannot be reached at that position; -EINVAL
 * when its mode or DPA size does not fit, or it is not an endpoint decoder;
 * -EBUSY when the position is occupied, the memdev is already in the region, or
 * the decoder is not the next to be committed; -EIO when the kernel accepts the
 * write but shows another decoder. On failure the position is unchanged.
 */
int cxl_region_set_target(struct cxl_region *region, int position,
			  struct cxl_decoder *decoder);

/*
 * Returns 0 after detaching the decoder at @position (regionN/targetN), and
 * also when the position is empty. Clear positions in descending order. Fails
 * with -EBUSY while the region is enabled.
 */
int cxl_region_clear_target(struct cxl_region *region, int position);

/*
 * Returns 0 after clearing every position in descending order; it stops at the
 * first error. Reads the ways now. Fails with the errors of that read and of
 * cxl_region_clear_target().
 */
int cxl_region_clear_all_targets(struct cxl_region *region);

/*
 * Returns 0 after committing the region's decoders (writes 1 to
 * regionN/commit), and also when they are already committed. Fails with -ENXIO
 * when a target is missing, or the platform cannot flush its caches; -EBUSY
 * when a decoder is not the next to be committed, or a member is being
 * sanitized; -ETIMEDOUT or -EIO when the hardware refuses, -EIO also when the
 * kernel accepts the write but shows that they are not committed.
 */
int cxl_region_decode_commit(struct cxl_region *region);

/*
 * Returns 0 after resetting the region's decoders (writes 0 to regionN/commit),
 * and also when they were not committed. The memory is then no longer mapped,
 * even if it is in use. Fails with -EBUSY while the region is enabled, -EPERM
 * when it is locked, -EIO when the kernel accepts the write but shows that they
 * are still committed.
 */
int cxl_region_decode_reset(struct cxl_region *region);

/*
 * Returns 0 after binding the region to its driver, so that its memory can be
 * used, and also when it was already bound. Loads the driver if needed. Fails
 * with -ENXIO when the region is not bound afterwards.
 */
int cxl_region_enable(struct cxl_region *region);

/*
 * Returns 0 after unbinding the region from its driver
 * (drivers/cxl_region/unbind), and also when it was already disabled. The
 * kernel does not refuse while memory is online, and would lose it until the
 * next boot: this function fails with -EBUSY while a memory block of the region
 * is online (call cxl_region_memory_offline() first), and when the region is
 * still bound afterwards; with -errno when that cannot be seen; with
 * -ENOTRECOVERABLE when memory came online between the look and the unbind, and
 * is lost until the next boot: cxl_plan_disable_region() keeps the kernel from
 * onlining it. It does not look
 * for other users: call cxl_region_find_user() first.
 */
int cxl_region_disable(struct cxl_region *region);

/*
 * Returns 0 after clearing the region's targets, deleting it
 * (decoderN.M/delete_region, since 6.0) and retiring its object. Its decoders
 * keep their DPA: free it with cxl_decoder_set_dpa_size(). Fails with -EBUSY
 * while the region is enabled; -ESTALE when it is gone, but the call may have
 * deleted another region that got its name in between; and with the errors of
 * cxl_decoder_lock() and cxl_region_clear_all_targets().
 */
int cxl_region_delete(struct cxl_region *region);

/*
 * Returns 1 when something uses the region's memory: a memory block that is
 * online, a disk on it that is mounted, used as swap or held by another device,
 * a process that has a disk or a DAX device open or mapped. What udev has open
 * for a moment is waited for. Opens disks with O_EXCL: a mount(2) at the same
 * moment may fail. @name
 * then holds a description, truncated to @len bytes including its NUL ("memory
 * block memory33 is online", "pmem0 is mounted", "dax0.0 is open in process 42
 * (vmm)"; also "pmem0 may be in use: ..." where some processes are hidden).
 * Returns 0 when nothing uses it, and leaves @name unchanged; or a negative
 * errno. The result holds for the moment of the check.
 */
int cxl_region_find_user(struct cxl_region *region, char *name, size_t len);

/*
 * Returns 0 and writes to *@memdev and *@dpa the memdev and its device physical
 * address (DPA) that back the byte @offset of the region. @offset counts from
 * the start of the region, including its extended linear cache. Fails with
 * -ERANGE beyond the region and within that cache, which no memdev backs;
 * -EOPNOTSUPP when the library does not know the window's arithmetic (XOR, or a
 * multiple of three that lies off its grid); -ENXIO when the region is not
 * committed, or the member has left.
 */
int cxl_region_translate_offset(struct cxl_region *region,
				unsigned long long offset,
				struct cxl_memdev **memdev,
				unsigned long long *dpa);

/*
 * Returns @region after taking a reference to it and its context, which keeps
 * both beyond cxl_refresh() and the caller's own cxl_unref(), until
 * cxl_region_unref(). The device may still leave. NULL is ignored.
 */
struct cxl_region *cxl_region_ref(struct cxl_region *region);

/* Drops a reference that cxl_region_ref() took. NULL is ignored. */
void cxl_region_unref(struct cxl_region *region);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_REGION_H */
