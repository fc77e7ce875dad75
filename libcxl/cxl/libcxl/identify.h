/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Identify Memory Device (CXL 3.0 8.2.9.8.1.1): what the device is and how
 * much it has. Capacities are bytes; what a getter answers is ULLONG_MAX when
 * the command is another, was not submitted, or the device refused it or said
 * less than the specification asks for.
 */
#ifndef CXL_LIBCXL_IDENTIFY_H
#define CXL_LIBCXL_IDENTIFY_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

/* The command, ready to be submitted; NULL as at cxl_cmd_new_raw(). */
struct cxl_cmd *cxl_cmd_new_identify(struct cxl_memdev *memdev);

/*
 * The running firmware's revision: up to 16 characters into the @fw_len bytes
 * at @fw_rev, which get a NUL only when there are more than 16. 0, or -EINVAL
 * without an answer and for a negative @fw_len.
 */
int cxl_cmd_identify_get_fw_rev(struct cxl_cmd *cmd, char *fw_rev, int fw_len);

/*
 * All of its capacity: volatile, persistent, and what may be either.
 * ULLONG_MAX without an answer, as for the next three.
 */
unsigned long long cxl_cmd_identify_get_total_size(struct cxl_cmd *cmd);

/* Bytes that can only be volatile; else ULLONG_MAX. */
unsigned long long cxl_cmd_identify_get_volatile_only_size(struct cxl_cmd *cmd);

/* Bytes that can only be persistent; else ULLONG_MAX. */
unsigned long long
cxl_cmd_identify_get_persistent_only_size(struct cxl_cmd *cmd);

/* A partition is a multiple of this; 0 when the border cannot be moved. */
unsigned long long cxl_cmd_identify_get_partition_align(struct cxl_cmd *cmd);

/* Bytes of label storage; UINT_MAX without an answer. */
unsigned int cxl_cmd_identify_get_label_size(struct cxl_cmd *cmd);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_IDENTIFY_H */
