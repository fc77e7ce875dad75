/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Identify Memory Device (CXL 3.0 8.2.9.8.1.1): the identity and the capacity
 * of the device. Capacities are in bytes; a getter returns ULLONG_MAX when @cmd
 * is another command, was not submitted, or the device refused it or returned
 * less than the specification requires.
 */
#ifndef CXL_LIBCXL_IDENTIFY_H
#define CXL_LIBCXL_IDENTIFY_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

/* Returns the command, ready to be submitted. NULL as for cxl_cmd_new_raw(). */
struct cxl_cmd *cxl_cmd_new_identify(struct cxl_memdev *memdev);

/*
 * Returns 0 and copies the revision of the running firmware to @fw_rev: up to
 * 16 characters, at most @fw_len bytes, with a NUL only when @fw_len is more
 * than 16. Fails with -EINVAL when the command has no output and for a negative
 * @fw_len.
 */
int cxl_cmd_identify_get_fw_rev(struct cxl_cmd *cmd, char *fw_rev, int fw_len);

/*
 * Returns the total capacity: volatile, persistent, and partitionable.
 * ULLONG_MAX when the command has no output, as for the next three functions.
 */
unsigned long long cxl_cmd_identify_get_total_size(struct cxl_cmd *cmd);

/* Returns the capacity that can only be volatile, or ULLONG_MAX. */
unsigned long long cxl_cmd_identify_get_volatile_only_size(struct cxl_cmd *cmd);

/* Returns the capacity that can only be persistent, or ULLONG_MAX. */
unsigned long long
cxl_cmd_identify_get_persistent_only_size(struct cxl_cmd *cmd);

/*
 * Returns the alignment of partitions, of which each size is a multiple; 0 when
 * the device cannot be partitioned, ULLONG_MAX when the command has no output.
 */
unsigned long long cxl_cmd_identify_get_partition_align(struct cxl_cmd *cmd);

/*
 * Returns the size of the label storage area in bytes; UINT_MAX when the
 * command has no output.
 */
unsigned int cxl_cmd_identify_get_label_size(struct cxl_cmd *cmd);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_IDENTIFY_H */
