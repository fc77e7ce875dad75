// SPDX-License-Identifier: GPL-2.0-or-later
/* The lock of all windows, which one command at a time holds. */
#include <errno.h>
#include <stddef.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "region/turn.h"

int turn_take(struct cxl_ctx *ctx, struct turn *turn)
{
	int rc = cxl_lock_windows(ctx, &turn->lock);
	const char *window = NULL;

	if (!rc)
		return STATUS_DONE;
	if (cxl_get_error(ctx))
		window = cxl_error_get_object(cxl_get_error(ctx));
	if (rc == -EAGAIN)
		say_error(window, "wait for our turn",
			  "another cxl has been changing regions all the time (try again, or wait longer: --timeout)");
	else
		say_errno(rc == -ENOMEM ? NULL : window, "wait for our turn", rc);
	return STATUS_FAILED;
}

void turn_give(struct turn *turn)
{
	cxl_unlock_windows(turn->lock);
	turn->lock = NULL;
}
