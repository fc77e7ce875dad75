/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The way from a region to the DAX devices made of it, which are libdaxctl's. */
#ifndef CXL_LIBCXL_DAX_H
#define CXL_LIBCXL_DAX_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_region;
struct daxctl_region;

/*
 * The region's DAX region (regionN/dax_regionN, while it is enabled), for
 * libdaxctl's functions. It belongs to a context of libdaxctl's that this
 * region's context owns, and lives as long. NULL with errno: ENOENT when it
 * has none, ENODEV when the region has left, ENOSYS without libdaxctl on this
 * machine or in this build, EROFS in a context of cxl_new_at().
 */
struct daxctl_region *cxl_region_get_daxctl_region(struct cxl_region *region);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_DAX_H */
