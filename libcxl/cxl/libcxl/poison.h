/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Poison: memory a device knows to be bad. Listed for real, injected and
 * cleared for tests: reading injected poison is a machine check, and clearing
 * writes zeros.
 */
#ifndef CXL_LIBCXL_POISON_H
#define CXL_LIBCXL_POISON_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_memdev;
struct cxl_region;

/*
 * Whether poison of the memdev can be injected (@inject) or cleared (!@inject)
 * now: the debugfs file cxl/memN/inject_poison or clear_poison (since 6.4) is
 * there while the memdev is enabled, if the device can. Asked on each call;
 * false without debugfs.
 */
bool cxl_memdev_has_poison_support(struct cxl_memdev *memdev, bool inject);

/*
 * The same, for a decision that must not rest on a failed look: returns 0 and
 * writes the answer to @ret, which is left alone otherwise. Fails with the
 * -errno that kept the file from being seen (debugfs, cxl/memN/inject_poison or
 * clear_poison). Not in version 85.
 */
int cxl_memdev_query_poison_support(struct cxl_memdev *memdev, bool inject,
				    bool *ret);

/*
 * Marks the 64 bytes at @dpa, inside the device and a multiple of 64, else
 * -EINVAL (debugfs cxl/memN/inject_poison, since 6.4; CXL 3.0 8.2.9.8.4.2). 0
 * also when they were. -ENOENT without the file; -EBUSY when the device takes
 * no more, or is being sanitized; -EINTR when it lasted too long: the memdev
 * may be leaving.
 */
int cxl_memdev_inject_poison(struct cxl_memdev *memdev, size_t dpa);

/*
 * Clears the 64 bytes at @dpa and writes zeros there (debugfs
 * cxl/memN/clear_poison, since 6.4; CXL 3.0 8.2.9.8.4.3). 0 also when they
 * were clean; -ENXIO when the device cannot. Else as injecting.
 */
int cxl_memdev_clear_poison(struct cxl_memdev *memdev, size_t dpa);

/*
 * Has the kernel read the device's list (memN/trigger_poison_list, since 6.4;
 * CXL 3.0 8.2.9.8.4.1). The entries come as trace events cxl:cxl_poison of the
 * calling thread, before this returns. -ENXIO without the attribute: the
 * memdev is disabled, or the device keeps no list.
 */
int cxl_memdev_trigger_poison_list(struct cxl_memdev *memdev);

/*
 * The same question of a region: the debugfs files cxl/regionN/inject_poison
 * and clear_poison (since 6.18) are there while it is enabled and every member
 * can do both. Asked on each call; false without debugfs.
 */
bool cxl_region_has_poison_support(struct cxl_region *region, bool inject);

/*
 * The same, for a decision that must not rest on a failed look: returns 0 and
 * writes the answer to @ret, which is left alone otherwise. Fails with the
 * -errno that kept the file from being seen (debugfs, cxl/regionN/inject_poison or
 * clear_poison). Not in version 85.
 */
int cxl_region_query_poison_support(struct cxl_region *region, bool inject,
				    bool *ret);

/*
 * Marks the 64 bytes at @offset from the region's start (debugfs
 * cxl/regionN/inject_poison, since 6.18); the kernel finds the memdev. -ENOENT
 * without the file; -EINVAL beyond the region, within its extended linear
 * cache, or no multiple of 64; -ENXIO when a member is missing or the address
 * has no translation; -EBUSY as for a memdev.
 */
int cxl_region_inject_poison(struct cxl_region *region,
			     unsigned long long offset);

/*
 * Clears them and writes zeros there (debugfs cxl/regionN/clear_poison, since
 * 6.18). Answers as cxl_region_inject_poison().
 */
int cxl_region_clear_poison(struct cxl_region *region,
			    unsigned long long offset);

/*
 * cxl_memdev_trigger_poison_list() for each mapped memdev, positions
 * ascending, up to the first error.
 */
int cxl_region_trigger_poison_list(struct cxl_region *region);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_POISON_H */
