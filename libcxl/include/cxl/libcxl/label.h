/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Labels: the label storage area of a device, which describes its persistent
 * memory (CXL 3.0 9.13.2). It has cxl_memdev_get_label_size() bytes. While an
 * nvdimm is bound the kernel owns it: see cxl_memdev_nvdimm_bridge_active().
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
 * Returns 0 after reading @length bytes at @offset of the label area into @buf,
 * with as many commands as needed, and also for a @length of 0. No other
 * process that uses this library reads or writes labels of the memdev at the
 * same time. Fails with -EINVAL when @buf is NULL, and when the size of a
 * payload is unknown; -ERANGE beyond the label area; -ENXIO when the device
 * refuses; -EOPNOTSUPP when it does not support the command; -EAGAIN when
 * another process has the memdev locked for too long. After an error @buf may
 * be partly filled.
 */
int cxl_memdev_read_label(struct cxl_memdev *memdev, void *buf, size_t length,
			  size_t offset);

/*
 * Returns 0 and writes to @ret how many labels the index of the label area says
 * are in use (UEFI 2.10 13.19): each describes a part of a namespace, or of a
 * region, so 0 means that no data is described. 0 also where there is no label
 * area, or no index in it. Fails with -EIO when the size of the label area is
 * unknown, -EBADMSG when the index is damaged, -ENOMEM, and with the errors of
 * cxl_memdev_read_label(); @ret is then unchanged: such a memdev may hold data.
 * Not in version 85.
 */
int cxl_memdev_query_labels(struct cxl_memdev *memdev, unsigned int *ret);

/*
 * Returns 0 after writing @length bytes at @buf to @offset of the label area.
 * Fails with the errors of cxl_memdev_read_label(), and with -EBUSY while the
 * kernel owns the labels. Bytes written before an error stay written; the
 * library logs their number as an error.
 */
int cxl_memdev_write_label(struct cxl_memdev *memdev, void *buf, size_t length,
			   size_t offset);

/*
 * Returns 0 after writing @length zeros to @offset of the label area. Fails
 * with the errors of cxl_memdev_write_label(), and with -ENOMEM.
 */
int cxl_memdev_zero_label(struct cxl_memdev *memdev, size_t length,
			  size_t offset);

/*
 * Returns one Get LSA command (CXL 3.0 8.2.9.8.2.3) for @length bytes, with
 * room for them. NULL as for cxl_cmd_new_raw(), and with errno EINVAL for a
 * @length of 0 or more than a payload holds.
 */
struct cxl_cmd *cxl_cmd_new_read_label(struct cxl_memdev *memdev,
				       unsigned int offset, unsigned int length);

/*
 * Returns @length after copying the first @length bytes of the command's output
 * to @buf. Fails with -EINVAL when the output is shorter, the command was not
 * submitted, or the device refused it.
 */
ssize_t cxl_cmd_read_label_get_payload(struct cxl_cmd *cmd, void *buf,
				       unsigned int length);

/*
 * Returns one Set LSA command (CXL 3.0 8.2.9.8.2.4) for the @length bytes at
 * @buf, which it copies. NULL as for cxl_cmd_new_raw(), and with errno EINVAL
 * for a @length of 0 or more than a payload holds besides 8 bytes of header.
 */
struct cxl_cmd *cxl_cmd_new_write_label(struct cxl_memdev *memdev, void *buf,
					unsigned int offset,
					unsigned int length);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_LABEL_H */
