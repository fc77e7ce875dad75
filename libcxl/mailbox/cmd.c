// SPDX-License-Identifier: LGPL-2.1-or-later
/* A mailbox command: made, given its payloads, submitted, asked for its answer. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <linux/cxl_mem.h>
#include <linux/ioctl.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/missing.h"
#include "core/object.h"
#include "mailbox/cmd.h"
#include "object/memdev.h"

/* What every mailbox takes: CXL 3.1 8.2.8.4.3. */
#define PAYLOAD_LEAST 256

/* What the status says of a command that was never submitted. */
#define NOT_SUBMITTED 1

struct cxl_cmd {
	int refs;
	struct cxl_memdev *memdev;
	struct cxl_send_command send;
	void *input, *output;		/* buffers of ours; NULL: the caller's */
	uint32_t room;			/* of the output payload */
	uint32_t answered;		/* how much of it the device has filled */
	int status;
};

/* ---- payloads ---------------------------------------------------------- */

/* Either the caller's buffer, used in place, or one of ours. */
static int set_payload(struct cxl_cmd *cmd, void *buf, size_t size, void **own,
		       __u64 *payload)
{
	void *mine = NULL;

	if (size > INT32_MAX ||
	    (size > PAYLOAD_LEAST && size > cxl_memdev_get_payload_max(cmd->memdev)))
		return -EINVAL;
	if (!buf && size) {
		mine = calloc(1, size);
		if (!mine)
			return -ENOMEM;
	}
	free(*own);
	*own = mine;
	*payload = (uintptr_t)(buf ? buf : mine);
	return 0;
}

static int set_input(struct cxl_cmd *cmd, void *buf, size_t size)
{
	int rc = set_payload(cmd, buf, size, &cmd->input, &cmd->send.in.payload);

	if (!rc)
		cmd->send.in.size = (uint32_t)size;
	return rc;
}

static int set_output(struct cxl_cmd *cmd, void *buf, size_t size)
{
	int rc = set_payload(cmd, buf, size, &cmd->output, &cmd->send.out.payload);

	if (!rc) {
		cmd->room = (uint32_t)size;
		cmd->answered = 0;
	}
	return rc;
}

EXPORT int cxl_cmd_set_input_payload(struct cxl_cmd *cmd, void *buf, int size)
{
	return size < 0 ? -EINVAL : set_input(cmd, buf, (size_t)size);
}

EXPORT int cxl_cmd_set_output_payload(struct cxl_cmd *cmd, void *buf, int size)
{
	return size < 0 ? -EINVAL : set_output(cmd, buf, (size_t)size);
}

void *cmd_request(struct cxl_cmd *cmd, enum mbox_id id, size_t size)
{
	if (cmd->send.id != id || cmd->send.in.size < size)
		return NULL;
	return (void *)(uintptr_t)cmd->send.in.payload;
}

const void *cmd_answer(const struct cxl_cmd *cmd, enum mbox_id id, size_t size)
{
	if (cmd->send.id != id || cmd->status != 0 || cmd->answered < size)
		return NULL;
	return (const void *)(uintptr_t)cmd->send.out.payload;
}

/* ---- life -------------------------------------------------------------- */

/*
 * Where the kernel fixes a size it takes no other for a request, and no smaller
 * one for an answer; a longer request than ours ends in zeros.
 */
static int make_room(struct cxl_cmd *cmd, size_t in, size_t out,
		     const struct mbox_sizes *fixed)
{
	int rc;

	if (fixed->in != MBOX_VARIABLE && fixed->in < in)
		return -EOPNOTSUPP;
	if (fixed->in != MBOX_VARIABLE)
		in = fixed->in;
	if (fixed->out != MBOX_VARIABLE && fixed->out > out)
		out = fixed->out;
	rc = set_input(cmd, NULL, in);
	return rc < 0 ? rc : set_output(cmd, NULL, out);
}

struct cxl_cmd *cmd_none(struct cxl_memdev *memdev, int rc)
{
	if (rc == -ENOMEM)	/* a listing would lack its answer */
		ctx_miss(cxl_memdev_get_ctx(memdev), cxl_memdev_get_devname(memdev), rc);
	errno = -object_note(memdev_object(memdev), NULL, "make a command", rc);
	return NULL;
}

struct cxl_cmd *cmd_new(struct cxl_memdev *memdev, enum mbox_id id,
			size_t in, size_t out)
{
	struct mbox_sizes sizes;
	struct cxl_cmd *cmd;
	int rc = mbox_query(memdev, id, &sizes);

	if (rc < 0)
		return cmd_none(memdev, rc);
	cmd = calloc(1, sizeof(*cmd));
	if (!cmd)
		return cmd_none(memdev, -ENOMEM);
	cmd->refs = 1;
	cmd->memdev = cxl_memdev_ref(memdev);
	cmd->send.id = id;
	cmd->status = NOT_SUBMITTED;
	rc = make_room(cmd, in, out, &sizes);
	if (rc < 0) {
		cxl_cmd_unref(cmd);
		return cmd_none(memdev, rc);
	}
	return cmd;
}

EXPORT struct cxl_cmd *cxl_cmd_new_raw(struct cxl_memdev *memdev, int opcode)
{
	struct cxl_cmd *cmd;

	if (opcode <= 0 || opcode > UINT16_MAX)
		return cmd_none(memdev, -EINVAL);
	cmd = cmd_new(memdev, MBOX_RAW, 0, 0);
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
	cxl_memdev_unref(cmd->memdev);
	free(cmd->input);
	free(cmd->output);
	free(cmd);
}

/* ---- submitting -------------------------------------------------------- */

/* The kernel writes what came back over what there was room for. */
EXPORT int cxl_cmd_submit(struct cxl_cmd *cmd)
{
	int rc;

	cmd->status = NOT_SUBMITTED;
	cmd->answered = 0;
	cmd->send.retval = 0;
	cmd->send.out.size = cmd->room;
	rc = mbox_ioctl(cmd->memdev, CXL_MEM_SEND_COMMAND, &cmd->send);
	if (rc == -ENOTTY)	/* the device does not offer it */
		rc = -EOPNOTSUPP;
	if (rc < 0)
		return object_note(memdev_object(cmd->memdev), NULL, "send", rc);
	cmd->status = (int)cmd->send.retval;
	cmd->answered = cmd->send.out.size < cmd->room ?
		cmd->send.out.size : cmd->room;
	return rc;
}

EXPORT int cxl_cmd_get_mbox_status(struct cxl_cmd *cmd)
{
	return cmd->status;
}

EXPORT int cxl_cmd_get_out_size(struct cxl_cmd *cmd)
{
	return (int)cmd->answered;
}

EXPORT const char *cxl_cmd_get_devname(struct cxl_cmd *cmd)
{
	return cxl_memdev_get_devname(cmd->memdev);
}
