// SPDX-License-Identifier: LGPL-2.1-or-later
/* A mailbox command: made, given its payloads, submitted, asked for its answer. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <linux/cxl_mem.h>
#include <linux/ioctl.h>

#include <cxl/libcxl.h>

#include "cleanup.h"
#include "ctx.h"
#include "io.h"
#include "log.h"
#include "memdev.h"

/* What the status says of a command that was never submitted. */
#define NOT_SUBMITTED 1

struct cxl_cmd {
	int refs;
	struct cxl_memdev *memdev;
	struct cxl_send_command send;
	void *input, *output;		/* buffers of ours; NULL: the caller's */
	int status;
};

/* ---- life -------------------------------------------------------------- */

static struct cxl_cmd *cmd_new(struct cxl_memdev *memdev, uint32_t id)
{
	struct cxl_cmd *cmd = calloc(1, sizeof(*cmd));

	if (!cmd)
		return NULL;
	cmd->refs = 1;
	cmd->memdev = memdev;
	cmd->send.id = id;
	cmd->status = NOT_SUBMITTED;
	return cmd;
}

EXPORT struct cxl_cmd *cxl_cmd_new_raw(struct cxl_memdev *memdev, int opcode)
{
	struct cxl_cmd *cmd;

	if (opcode <= 0 || opcode > UINT16_MAX) {
		errno = EINVAL;
		return NULL;
	}
	cmd = cmd_new(memdev, CXL_MEM_COMMAND_ID_RAW);
	if (cmd)
		cmd->send.raw.opcode = (uint16_t)opcode;
	return cmd;
}

EXPORT void cxl_cmd_ref(struct cxl_cmd *cmd)
{
	cmd->refs++;
}

EXPORT void cxl_cmd_unref(struct cxl_cmd *cmd)
{
	if (!cmd || --cmd->refs)
		return;
	free(cmd->input);
	free(cmd->output);
	free(cmd);
}

/* ---- payloads ---------------------------------------------------------- */

/* Either the caller's buffer, used in place, or one of ours. */
static int set_payload(struct cxl_cmd *cmd, void *buf, int size, void **own,
		       __u64 *payload, __u32 *payload_size)
{
	void *mine = NULL;

	if (size < 0 || (size_t)size > cxl_memdev_get_payload_max(cmd->memdev))
		return -EINVAL;
	if (!buf && size) {
		mine = calloc(1, (size_t)size);
		if (!mine)
			return -ENOMEM;
	}
	free(*own);
	*own = mine;
	*payload = (uintptr_t)(buf ? buf : mine);
	*payload_size = (__u32)size;
	return 0;
}

EXPORT int cxl_cmd_set_input_payload(struct cxl_cmd *cmd, void *buf, int size)
{
	return set_payload(cmd, buf, size, &cmd->input, &cmd->send.in.payload,
			   &cmd->send.in.size);
}

EXPORT int cxl_cmd_set_output_payload(struct cxl_cmd *cmd, void *buf, int size)
{
	return set_payload(cmd, buf, size, &cmd->output, &cmd->send.out.payload,
			   &cmd->send.out.size);
}

/* ---- submitting -------------------------------------------------------- */

EXPORT int cxl_cmd_submit(struct cxl_cmd *cmd)
{
	struct cxl_ctx *ctx = cxl_memdev_get_ctx(cmd->memdev);
	int fd = memdev_open(cmd->memdev, O_RDWR), rc;

	if (fd < 0)
		return fd;
	rc = io_ioctl(&ctx->io, fd, CXL_MEM_SEND_COMMAND, &cmd->send);
	io_close(&ctx->io, fd);
	if (rc == -ENXIO)	/* what an open memdev says once it is removed */
		rc = -ENODEV;
	if (rc == -ENOTTY)	/* the device does not offer it */
		rc = -EOPNOTSUPP;
	if (rc < 0)
		log_debug(ctx, "%s: command %u: %s", cxl_cmd_get_devname(cmd),
			  cmd->send.id, strerror(-rc));
	else
		cmd->status = (int)cmd->send.retval;
	return rc;
}

EXPORT int cxl_cmd_get_mbox_status(struct cxl_cmd *cmd)
{
	return cmd->status;
}

EXPORT int cxl_cmd_get_out_size(struct cxl_cmd *cmd)
{
	return (int)cmd->send.out.size;
}

EXPORT const char *cxl_cmd_get_devname(struct cxl_cmd *cmd)
{
	return cxl_memdev_get_devname(cmd->memdev);
}
