/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A mailbox command: made, given its payloads, submitted, asked for its answer. */
#ifndef CXL_LIBCXL_CMD_H
#define CXL_LIBCXL_CMD_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

enum cxl_setpartition_mode {
	CXL_SETPART_NEXTBOOT,
	CXL_SETPART_IMMEDIATE,
};

struct cxl_cmd *cxl_cmd_new_raw(struct cxl_memdev *memdev, int opcode);
void cxl_cmd_ref(struct cxl_cmd *cmd);
void cxl_cmd_unref(struct cxl_cmd *cmd);
const char *cxl_cmd_get_devname(struct cxl_cmd *cmd);
int cxl_cmd_set_input_payload(struct cxl_cmd *cmd, void *buf, int size);
int cxl_cmd_set_output_payload(struct cxl_cmd *cmd, void *buf, int size);
int cxl_cmd_submit(struct cxl_cmd *cmd);
int cxl_cmd_get_mbox_status(struct cxl_cmd *cmd);
int cxl_cmd_get_out_size(struct cxl_cmd *cmd);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_CMD_H */
