/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The DAX region of a CXL region, an object of libdaxctl. */
#ifndef CXL_LIBCXL_DAX_H
#define CXL_LIBCXL_DAX_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_region;
struct daxctl_region;

/*
 * Returns the region's DAX region (regionN/dax_regionN, while it is enabled),
 * for the functions of libdaxctl. It belongs to a libdaxctl context that this
 * region's context owns, and is valid as long as that. Returns NULL with errno
 * ENOENT when the region has none, ENODEV when the region has left, ENOSYS
 * without libdaxctl on this machine or in this build, EROFS in a context of
 * cxl_new_at().
 */
struct daxctl_region *cxl_region_get_daxctl_region(struct cxl_region *region);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_DAX_H */
