/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fwctl: the character device of a memdev for feature commands,
 * /dev/fwctl/fwctlN.
 */
#ifndef CXL_LIBCXL_FWCTL_H
#define CXL_LIBCXL_FWCTL_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_fwctl;
struct cxl_memdev;

/*
 * Returns the memdev's fwctl device (memN/fwctl/fwctlN, since about 6.15),
 * which belongs to the memdev, or NULL with errno ENOENT when it has none. The
 * result is cached.
 */
struct cxl_fwctl *cxl_memdev_get_fwctl(struct cxl_memdev *memdev);

/* Returns the major number of the character device (fwctlN/dev). */
int cxl_fwctl_get_major(struct cxl_fwctl *fwctl);

/* Returns the minor number of the character device (fwctlN/dev). */
int cxl_fwctl_get_minor(struct cxl_fwctl *fwctl);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_FWCTL_H */
