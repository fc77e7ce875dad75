/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A command: one request to a memdev's mailbox, and its answer (CXL 3.0
 * 8.2.8.4). It is made for one memdev, given its payloads, submitted, asked for
 * its answer; it is counted, and keeps its memdev and the context. The
 * commands this library knows have their own constructors and getters:
 * identify.h, health.h, alert.h, partition.h, firmware.h, label.h.
 */
#ifndef CXL_LIBCXL_CMD_H
#define CXL_LIBCXL_CMD_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

/*
 * A command by its opcode, as the specification has it, with one reference;
 * for a kernel with CONFIG_CXL_MEM_RAW_COMMANDS, which is tainted when it is
 * used. NULL with errno EINVAL for an @opcode <= 0 or > 65535. NULL, as for
 * every constructor, with errno EOPNOTSUPP when the kernel or the device does
 * not offer the command (CXL_MEM_QUERY_COMMANDS, asked once for a memdev),
 * EINVAL when it is larger than a payload may be, ENODEV, EACCES or another
 * when the device could not be asked.
 */
struct cxl_cmd *cxl_cmd_new_raw(struct cxl_memdev *memdev, int opcode);

/* One reference more. */
void cxl_cmd_ref(struct cxl_cmd *cmd);

/* One reference less; the last one frees the command. NULL is allowed. */
void cxl_cmd_unref(struct cxl_cmd *cmd);

/* The name of the memdev it is for: "mem3". Never NULL. */
const char *cxl_cmd_get_devname(struct cxl_cmd *cmd);

/*
 * The @size bytes at @buf are what is sent; they stay the caller's, must
 * outlive the command, and are used in place. With a NULL @buf they are zeros
 * of the library's. -EINVAL when @size is negative or larger than a payload.
 */
int cxl_cmd_set_input_payload(struct cxl_cmd *cmd, void *buf, int size);

/*
 * The same for what comes back. A raw command has no room for an answer until
 * this is called; the others have what they need.
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

/*
 * That code in words: "invalid input"; "unknown" for one that CXL 3.0 does not
 * have. Never NULL; the text is the library's, and stays.
 */
const char *cxl_cmd_get_mbox_status_name(struct cxl_cmd *cmd);

/* How many bytes the last submit brought back; 0 when it failed. */
int cxl_cmd_get_out_size(struct cxl_cmd *cmd);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_CMD_H */
