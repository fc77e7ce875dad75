/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fwctl: the character device of a memdev that takes feature commands,
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
 * The memdev's (memN/fwctl/fwctlN, since about 6.15), owned by it; NULL with
 * errno ENOENT when it has none. Once found it is kept.
 */
struct cxl_fwctl *cxl_memdev_get_fwctl(struct cxl_memdev *memdev);

/* The major number of its node (fwctlN/dev). */
int cxl_fwctl_get_major(struct cxl_fwctl *fwctl);

/* The minor number. */
int cxl_fwctl_get_minor(struct cxl_fwctl *fwctl);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_FWCTL_H */
