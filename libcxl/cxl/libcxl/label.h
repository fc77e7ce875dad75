/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Labels: the bytes of a device in which its persistent memory is described
 * (CXL 3.0 9.13.2). There are cxl_memdev_get_label_size() of them. While an
 * nvdimm is bound they are the kernel's: cxl_memdev_nvdimm_bridge_active().
 */
#ifndef CXL_LIBCXL_LABEL_H
#define CXL_LIBCXL_LABEL_H

#include <stddef.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

/*
 * Reads @length bytes at @offset of the labels into @buf, by as many commands
 * as it takes; no other process that uses this library moves labels of the
 * memdev meanwhile. 0, also for a @length of 0. -EINVAL without a @buf, and
 * when the size of a payload is not known; -ERANGE beyond the labels; -ENXIO
 * when the device refuses; -EOPNOTSUPP when it does not offer the command;
 * -EAGAIN when another process works on the memdev for too long. On an error
 * @buf may be half filled.
 */
int cxl_memdev_read_label(struct cxl_memdev *memdev, void *buf, size_t length,
			  size_t offset);

/*
 * Writes @length bytes at @buf to @offset of the labels; else as reading, and
 * -EBUSY while the kernel keeps them to itself. What was written before an
 * error stays: how much it was is logged as an error.
 */
int cxl_memdev_write_label(struct cxl_memdev *memdev, void *buf, size_t length,
			   size_t offset);

/* The same with zeros. */
int cxl_memdev_zero_label(struct cxl_memdev *memdev, size_t length,
			  size_t offset);

/*
 * One Get LSA (CXL 3.0 8.2.9.8.2.3) of @length bytes, with room for them; NULL
 * as at cxl_cmd_new_raw(), and with errno EINVAL for none, or for more than a
 * payload holds.
 */
struct cxl_cmd *cxl_cmd_new_read_label(struct cxl_memdev *memdev,
				       unsigned int offset, unsigned int length);

/*
 * The first @length bytes of what came into @buf: @length; or -EINVAL when
 * there were not so many, it was not submitted, or the device refused it.
 */
ssize_t cxl_cmd_read_label_get_payload(struct cxl_cmd *cmd, void *buf,
				       unsigned int length);

/*
 * One Set LSA (CXL 3.0 8.2.9.8.2.4) of the @length bytes at @buf, which are
 * copied; NULL as at cxl_cmd_new_raw(), and with errno EINVAL for none, or for
 * more than a payload holds besides 8 bytes of header.
 */
struct cxl_cmd *cxl_cmd_new_write_label(struct cxl_memdev *memdev, void *buf,
					unsigned int offset,
					unsigned int length);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_LABEL_H */
