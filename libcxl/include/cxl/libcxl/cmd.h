/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A command: one request to a memdev's mailbox, and its output (CXL 3.0
 * 8.2.8.4). Create it for one memdev, set its payloads, submit it, and read its
 * output. It is reference-counted, and holds a reference to its memdev and the
 * context. The commands that this library knows have their own constructors and
 * getters: identify.h, health.h, alert.h, partition.h, firmware.h, label.h.
 */
#ifndef CXL_LIBCXL_CMD_H
#define CXL_LIBCXL_CMD_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

/*
 * Returns a command with the @opcode of the specification, and one reference to
 * it; for a kernel with CONFIG_CXL_MEM_RAW_COMMANDS, which becomes tainted when
 * the command is used. Returns NULL with errno EINVAL for an @opcode <= 0 or >
 * 65535. This and every other constructor return NULL with errno EOPNOTSUPP
 * when the kernel or the device does not support the command
 * (CXL_MEM_QUERY_COMMANDS, read once for a memdev), EINVAL when it is larger
 * than a payload may be, ENODEV, EACCES or another errno when the device could
 * not be queried.
 */
struct cxl_cmd *cxl_cmd_new_raw(struct cxl_memdev *memdev, int opcode);

/* Takes a reference to @cmd. */
void cxl_cmd_ref(struct cxl_cmd *cmd);

/*
 * Drops a reference to @cmd; the last one frees the command. NULL is ignored.
 */
void cxl_cmd_unref(struct cxl_cmd *cmd);

/* Returns the name of the command's memdev, "mem3". Never NULL. */
const char *cxl_cmd_get_devname(struct cxl_cmd *cmd);

/*
 * Returns 0 after setting the input payload to the @size bytes at @buf. The
 * buffer belongs to the caller, must outlive the command, and is used in place.
 * With a NULL @buf the payload is zeros in a buffer of the library. Fails with
 * -EINVAL when @size is negative or larger than a payload.
 */
int cxl_cmd_set_input_payload(struct cxl_cmd *cmd, void *buf, int size);

/*
 * Returns 0 after setting the buffer for the output payload, in the same way
 * and with the same errors. A raw command has no room for output until this is
 * called; the other commands have the room they need.
 */
int cxl_cmd_set_output_payload(struct cxl_cmd *cmd, void *buf, int size);

/*
 * Returns 0 or more after sending the command and waiting until the device has
 * completed it (CXL_MEM_SEND_COMMAND on /dev/cxl/memN, since 5.12). The device
 * may still have refused it: see cxl_cmd_get_mbox_status(). Fails with
 * -EOPNOTSUPP when the device does not support the command; -EBUSY when the
 * kernel reserves it for itself or the mailbox is busy; -EPERM for a raw
 * command that is not allowed; -ENOMEM also when a payload does not have the
 * size that the command requires.
 *
 * The file stays open for the next command, and with it those of the few
 * memdevs used last. While it is open, the kernel gives the number of a device
 * that was removed to no other device. cxl_refresh(), disabling the memdev and
 * the end of the context close it.
 */
int cxl_cmd_submit(struct cxl_cmd *cmd);

/*
 * Returns the device's return code of the last submission (CXL 3.0
 * 8.2.8.4.5.1): 0 is success; 1 is also the value before the first submission.
 */
int cxl_cmd_get_mbox_status(struct cxl_cmd *cmd);

/*
 * Returns that return code in words, "invalid input"; "unknown" for a code that
 * CXL 3.0 does not define. Never NULL; the string is static.
 */
const char *cxl_cmd_get_mbox_status_name(struct cxl_cmd *cmd);

/*
 * Returns the size of the last submission's output in bytes; 0 when it failed.
 */
int cxl_cmd_get_out_size(struct cxl_cmd *cmd);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_CMD_H */
