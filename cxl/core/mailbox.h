/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sending a memdev a mailbox command, and saying why there is no answer. */
#pragma once

#include <stdbool.h>

#include <cxl/libcxl.h>

#include "core/status.h"

static inline void cmd_unrefp(struct cxl_cmd **cmd) { cxl_cmd_unref(*cmd); }
#define _cleanup_cmd_ __attribute__((cleanup(cmd_unrefp)))

/*
 * Send @cmd, as a constructor gave it (NULL: with errno). STATUS_DONE, or
 * STATUS_FAILED: what went wrong in @step has been said.
 */
enum status mailbox_send(struct cxl_memdev *memdev, struct cxl_cmd *cmd,
			 const char *step);

/* The same for a listing: did the device answer? Why not is only for --debug. */
bool mailbox_answers(struct cxl_memdev *memdev, struct cxl_cmd *cmd,
		     const char *what);

/* Once for all devices: that mailbox_answers() was not permitted to ask one. */
void mailbox_tell_denied(void);
