/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Poison: memory that a device knows to be bad. Programs list it in production,
 * and inject and clear it for tests: reading injected poison causes a machine
 * check, and clearing writes zeros.
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
 * Returns true when poison of the memdev can be injected (@inject) or cleared
 * (!@inject) now: the debugfs file cxl/memN/inject_poison or clear_poison
 * (since 6.4) exists while the memdev is enabled, if the device supports it.
 * Reads the machine on each call; false without debugfs.
 */
bool cxl_memdev_has_poison_support(struct cxl_memdev *memdev, bool inject);

/*
 * Returns 0 and writes to @ret what cxl_memdev_has_poison_support() returns,
 * for a decision that must not rest on a failed read. Fails with the errno that
 * prevented looking for the file (debugfs, cxl/memN/inject_poison or
 * clear_poison); @ret is then unchanged. Not in version 85.
 */
int cxl_memdev_query_poison_support(struct cxl_memdev *memdev, bool inject,
				    bool *ret);

/*
 * Returns 0 after poisoning the 64 bytes at @dpa, and also when they were
 * already poisoned (debugfs cxl/memN/inject_poison, since 6.4; CXL 3.0
 * 8.2.9.8.4.2). Fails with -EINVAL unless @dpa is inside the device and a
 * multiple of 64; -ENOENT without the file; -EBUSY when the device accepts no
 * more poison, or is being sanitized; -EINTR when it took too long: the memdev
 * may be leaving.
 */
int cxl_memdev_inject_poison(struct cxl_memdev *memdev, size_t dpa);

/*
 * Returns 0 after clearing the poison of the 64 bytes at @dpa and writing zeros
 * there, and also when they had none (debugfs cxl/memN/clear_poison, since 6.4;
 * CXL 3.0 8.2.9.8.4.3). Fails with -ENXIO when the device cannot clear it, and
 * with the errors of cxl_memdev_inject_poison().
 */
int cxl_memdev_clear_poison(struct cxl_memdev *memdev, size_t dpa);

/*
 * Returns 0 after making the kernel read the device's poison list
 * (memN/trigger_poison_list, since 6.4; CXL 3.0 8.2.9.8.4.1). Before it
 * returns, the kernel emits the entries as trace events cxl:cxl_poison of the
 * calling thread. Fails with -ENXIO without the attribute: the memdev is
 * disabled, or the device has no poison list.
 */
int cxl_memdev_trigger_poison_list(struct cxl_memdev *memdev);

/*
 * Like cxl_memdev_has_poison_support(), for a region: the debugfs files
 * cxl/regionN/inject_poison and clear_poison (since 6.18) exist while the
 * region is enabled and every member supports both. Reads the machine on each
 * call; false without debugfs.
 */
bool cxl_region_has_poison_support(struct cxl_region *region, bool inject);

/*
 * Returns 0 and writes to @ret what cxl_region_has_poison_support() returns,
 * for a decision that must not rest on a failed read. Fails with the errno that
 * prevented looking for the file (debugfs, cxl/regionN/inject_poison or
 * clear_poison); @ret is then unchanged. Not in version 85.
 */
int cxl_region_query_poison_support(struct cxl_region *region, bool inject,
				    bool *ret);

/*
 * Returns 0 after poisoning the 64 bytes at @offset from the start of the
 * region (debugfs cxl/regionN/inject_poison, since 6.18); the kernel finds the
 * memdev. Fails with -ENOENT without the file; -EINVAL beyond the region,
 * within its extended linear cache, or if @offset is not a multiple of 64;
 * -ENXIO when a member is missing or the address has no translation; -EBUSY as
 * for a memdev.
 */
int cxl_region_inject_poison(struct cxl_region *region,
			     unsigned long long offset);

/*
 * Returns 0 after clearing the poison of the 64 bytes at @offset and writing
 * zeros there (debugfs cxl/regionN/clear_poison, since 6.18). Fails with the
 * errors of cxl_region_inject_poison().
 */
int cxl_region_clear_poison(struct cxl_region *region,
			    unsigned long long offset);

/*
 * Returns 0 after calling cxl_memdev_trigger_poison_list() for each mapped
 * memdev, by ascending position; it stops at the first error and returns it.
 */
int cxl_region_trigger_poison_list(struct cxl_region *region);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_POISON_H */
