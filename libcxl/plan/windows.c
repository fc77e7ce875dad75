// SPDX-License-Identifier: LGPL-2.1-or-later
/* One process at a time changes regions: all windows are locked over a whole plan. */
#include <errno.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "memory/dax-driver.h"
#include "memory/policy.h"

struct cxl_window_lock {
	struct cxl_decoder **windows;
	size_t count;
};

/* No such file, a captured machine, no privilege: whatever writes will fail. */
static bool cannot_write(int rc)
{
	return rc == -EACCES || rc == -EPERM || rc == -EROFS || rc == -ENOENT;
}

static int keep(struct cxl_window_lock *lock, struct cxl_decoder *window)
{
	struct cxl_decoder **more = reallocarray(lock->windows, lock->count + 1,
						 sizeof(*more));

	if (!more)
		return -ENOMEM;
	lock->windows = more;
	more[lock->count++] = cxl_decoder_ref(window);
	return 0;
}

static int lock_window(struct cxl_window_lock *lock, struct cxl_decoder *window)
{
	int rc = cxl_decoder_lock(window);

	if (cannot_write(rc) || rc == -ENODEV)
		return 0;
	if (rc)
		return rc;
	rc = keep(lock, window);
	if (rc)
		cxl_decoder_unlock(window);
	return rc;
}

EXPORT int cxl_lock_windows(struct cxl_ctx *ctx, struct cxl_window_lock **ret)
{
	struct cxl_window_lock *lock = calloc(1, sizeof(*lock));
	struct cxl_decoder *window;
	struct cxl_bus *bus;
	int rc = 0;

	if (!lock)
		return -ENOMEM;
	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			if (!rc)
				rc = lock_window(lock, window);
	if (rc) {
		cxl_unlock_windows(lock);
		return rc;
	}
	if (lock->count) {	/* what a process left that was killed: no other holds the lock */
		policy_recover(&ctx->io);
		dax_recover_names(&ctx->io);
	}
	*ret = lock;
	return 0;
}

EXPORT void cxl_unlock_windows(struct cxl_window_lock *lock)
{
	if (!lock)
		return;
	while (lock->count) {
		struct cxl_decoder *window = lock->windows[--lock->count];

		cxl_decoder_unlock(window);
		cxl_decoder_unref(window);
	}
	free(lock->windows);
	free(lock);
}
