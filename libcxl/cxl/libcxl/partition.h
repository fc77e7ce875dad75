/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Get and Set Partition Info (CXL 3.0 8.2.9.8.2.1, .2): how much of a device's
 * capacity is volatile, and how much persistent.
 */
#ifndef CXL_LIBCXL_PARTITION_H
#define CXL_LIBCXL_PARTITION_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

/* When a new partitioning takes effect. */
enum cxl_setpartition_mode {
	CXL_SETPART_NEXTBOOT,
	CXL_SETPART_IMMEDIATE,
};

/* Asks for the partitions; NULL as at cxl_cmd_new_raw(). */
struct cxl_cmd *cxl_cmd_new_get_partition(struct cxl_memdev *memdev);

/*
 * Bytes that are volatile now. ULLONG_MAX, as for the next three, when the
 * command is another, was not submitted, or the device refused it or said less
 * than the specification asks for.
 */
unsigned long long
cxl_cmd_partition_get_active_volatile_size(struct cxl_cmd *cmd);

/* Bytes that are persistent now; else ULLONG_MAX. */
unsigned long long
cxl_cmd_partition_get_active_persistent_size(struct cxl_cmd *cmd);

/* Bytes that will be volatile after the next reset; 0: no change is due. */
unsigned long long cxl_cmd_partition_get_next_volatile_size(struct cxl_cmd *cmd);

/* Bytes that will be persistent then; else ULLONG_MAX. */
unsigned long long
cxl_cmd_partition_get_next_persistent_size(struct cxl_cmd *cmd);

/*
 * Makes @volatile_size bytes of what may be either volatile, and the rest
 * persistent, with the next reset. NULL as at cxl_cmd_new_raw(), and with errno
 * EINVAL when it is no multiple of 256 MiB; the device wants a multiple of
 * cxl_cmd_identify_get_partition_align().
 */
struct cxl_cmd *cxl_cmd_new_set_partition(struct cxl_memdev *memdev,
					  unsigned long long volatile_size);

/*
 * When it takes effect; the kernel refuses IMMEDIATE with -EBUSY. 0, or
 * -EINVAL when @cmd is another command, or @mode none of the two.
 */
int cxl_cmd_partition_set_mode(struct cxl_cmd *cmd,
			       enum cxl_setpartition_mode mode);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_PARTITION_H */
