// SPDX-License-Identifier: GPL-2.0-or-later
/* The lock of all windows, which one command at a time holds. */
#include <errno.h>
#include <stddef.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "region/window-lock.h"

enum status window_lock_acquire(struct cxl_ctx *ctx, struct window_lock *lock)
{
	int rc = cxl_lock_windows(ctx, &lock->held);
	const char *window = NULL;

	if (!rc)
		return STATUS_DONE;
	if (cxl_get_error(ctx))
		window = cxl_error_get_object(cxl_get_error(ctx));
	if (rc == -EAGAIN) {
		say_error(window, "lock the window",
			  "timed out waiting for another cxl process (retry, or raise --timeout)");
		return STATUS_TIMEOUT;
	}
	return say_errno(rc == -ENOMEM ? NULL : window, "lock the window", rc);
}

void window_lock_release(struct window_lock *lock)
{
	cxl_unlock_windows(lock->held);
	lock->held = NULL;
}
