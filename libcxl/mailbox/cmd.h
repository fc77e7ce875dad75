/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A mailbox command, as the files that know one command each see it. */
#pragma once

#include <stddef.h>

#include "mailbox/mbox.h"

struct cxl_cmd;

/*
 * A command with one reference, room for @in bytes of request, which are zero,
 * and for @out bytes of answer. NULL with errno set: EOPNOTSUPP when the memdev
 * does not offer it, EINVAL when it is larger than the mailbox.
 */
struct cxl_cmd *cmd_new(struct cxl_memdev *memdev, enum mbox_id id,
			size_t in, size_t out);

/* No command, and why: NULL, with errno set and noted. */
struct cxl_cmd *cmd_none(struct cxl_memdev *memdev, int rc);

/* The request of command @id, to be filled; NULL when @cmd is another. */
void *cmd_request(struct cxl_cmd *cmd, enum mbox_id id, size_t size);

/*
 * The answer to command @id, @size bytes at least; NULL when @cmd is another,
 * or was not submitted, or the device refused it or said less.
 */
const void *cmd_answer(const struct cxl_cmd *cmd, enum mbox_id id, size_t size);
