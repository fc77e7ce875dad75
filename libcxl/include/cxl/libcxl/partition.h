/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Get and Set Partition Info (CXL 3.0 8.2.9.8.2.1, .2): how much of a device's
 * capacity is volatile, and how much is persistent.
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

/*
 * Returns a command that reads the partitions. NULL as for cxl_cmd_new_raw().
 */
struct cxl_cmd *cxl_cmd_new_get_partition(struct cxl_memdev *memdev);

/*
 * Returns the bytes that are volatile now. Like the next three functions,
 * returns ULLONG_MAX when @cmd is another command, was not submitted, or the
 * device refused it or returned less than the specification requires.
 */
unsigned long long
cxl_cmd_partition_get_active_volatile_size(struct cxl_cmd *cmd);

/* Returns the bytes that are persistent now, or ULLONG_MAX. */
unsigned long long
cxl_cmd_partition_get_active_persistent_size(struct cxl_cmd *cmd);

/*
 * Returns the bytes that will be volatile after the next reset, or ULLONG_MAX.
 * 0 both here and in the next function means that no change is pending.
 */
unsigned long long cxl_cmd_partition_get_next_volatile_size(struct cxl_cmd *cmd);

/*
 * Returns the bytes that will be persistent after the next reset, or
 * ULLONG_MAX.
 */
unsigned long long
cxl_cmd_partition_get_next_persistent_size(struct cxl_cmd *cmd);

/*
 * Returns a command that makes @volatile_size bytes of the partitionable
 * capacity volatile, and the rest persistent, at the next reset. NULL as for
 * cxl_cmd_new_raw(), and with errno EINVAL when the size is not a multiple of
 * 256 MiB; the device requires a multiple of
 * cxl_cmd_identify_get_partition_align().
 */
struct cxl_cmd *cxl_cmd_new_set_partition(struct cxl_memdev *memdev,
					  unsigned long long volatile_size);

/*
 * Returns 0 after setting when the new partitioning takes effect; the kernel
 * refuses IMMEDIATE with -EBUSY when the command is submitted. Fails with
 * -EINVAL when @cmd is another command, or for another @mode.
 */
int cxl_cmd_partition_set_mode(struct cxl_cmd *cmd,
			       enum cxl_setpartition_mode mode);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_PARTITION_H */
