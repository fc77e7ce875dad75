// SPDX-License-Identifier: GPL-2.0-or-later
/* The lock of all windows, which one command at a time holds. */
#include <errno.h>
#include <stddef.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "region/turn.h"

enum status turn_take(struct cxl_ctx *ctx, struct turn *turn)
{
	int rc = cxl_lock_windows(ctx, &turn->lock);
	const char *window = NULL;

	if (!rc)
		return STATUS_DONE;
	if (cxl_get_error(ctx))
		window = cxl_error_get_object(cxl_get_error(ctx));
	if (rc == -EAGAIN)
		return say_error(window, "lock the window",
				 "timed out waiting for another cxl process (retry, or raise --timeout)");
	return say_errno(rc == -ENOMEM ? NULL : window, "lock the window", rc);
}

void turn_give(struct turn *turn)
{
	cxl_unlock_windows(turn->lock);
	turn->lock = NULL;
}
