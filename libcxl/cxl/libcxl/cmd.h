/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A command for a memdev's mailbox (CXL 3.0 8.2.8.4): made for one memdev,
 * given its payloads, submitted, asked for its answer. It is counted, and must
 * be released before its context.
 */
#ifndef CXL_LIBCXL_CMD_H
#define CXL_LIBCXL_CMD_H

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
 * A command by its opcode, as the specification has it, with one reference;
 * for a kernel with CONFIG_CXL_MEM_RAW_COMMANDS, which is tainted when it is
 * used. NULL with errno EINVAL for an @opcode <= 0, EOPNOTSUPP when the kernel
 * does not offer it.
 */
struct cxl_cmd *cxl_cmd_new_raw(struct cxl_memdev *memdev, int opcode);

/* One reference more. */
void cxl_cmd_ref(struct cxl_cmd *cmd);

/* One reference less; the last one frees the command. NULL is allowed. */
void cxl_cmd_unref(struct cxl_cmd *cmd);

/* The name of the memdev it is for: "mem3". */
const char *cxl_cmd_get_devname(struct cxl_cmd *cmd);

/*
 * The @size bytes at @buf are what is sent; they stay the caller's, must
 * outlive the command, and are used in place. With a NULL @buf they are zeros
 * of the library's. -EINVAL when @size is negative or larger than a payload.
 */
int cxl_cmd_set_input_payload(struct cxl_cmd *cmd, void *buf, int size);

/*
 * The same for what comes back. A command whose answer varies in size has no
 * room for one until this is called.
 */
int cxl_cmd_set_output_payload(struct cxl_cmd *cmd, void *buf, int size);

/*
 * Sends the command and waits for the answer (CXL_MEM_SEND_COMMAND on
 * /dev/cxl/memN, since 5.12). 0 or more means that the device has answered,
 * not that it agreed: cxl_cmd_get_mbox_status(). -EOPNOTSUPP when the device
 * does not offer the command; -EBUSY when the kernel keeps it to itself or the
 * mailbox is busy; -EPERM for a raw command that is not allowed; -ENOMEM also
 * when a payload has not the size that the command takes.
 */
int cxl_cmd_submit(struct cxl_cmd *cmd);

/*
 * The device's return code of the last submit (CXL 3.0 8.2.8.4.5.1); 0 is
 * success, 1 is also what it says before the first.
 */
int cxl_cmd_get_mbox_status(struct cxl_cmd *cmd);

/* How many bytes the last submit brought back. */
int cxl_cmd_get_out_size(struct cxl_cmd *cmd);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_CMD_H */
