// SPDX-License-Identifier: GPL-2.0-or-later
/* One cxl at a time changes regions: the windows are locked over a whole plan. */
#include <errno.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "core/scope.h"
#include "region/turn.h"

/* No such file, a captured machine, no privilege: whoever writes will say so. */
static bool cannot_write(int rc)
{
	return rc == -EACCES || rc == -EPERM || rc == -EROFS || rc == -ENOENT;
}

static int keep(struct turn *turn, struct cxl_decoder *window)
{
	struct cxl_decoder **more = reallocarray(turn->windows, turn->count + 1,
						 sizeof(*more));

	if (!more)
		return -ENOMEM;
	turn->windows = more;
	more[turn->count++] = cxl_decoder_ref(window);
	return 0;
}

static int take_window(struct turn *turn, struct cxl_decoder *window)
{
	int rc = cxl_decoder_lock(window);

	if (cannot_write(rc) || rc == -ENODEV)
		return STATUS_DONE;
	if (!rc) {
		rc = keep(turn, window);
		if (!rc)
			return STATUS_DONE;
		cxl_decoder_unlock(window);
	}
	if (rc == -EAGAIN)
		say_error(cxl_decoder_get_devname(window), "wait for our turn",
			  "another cxl has been changing regions all the time (try again, or wait longer: --timeout)");
	else
		say_errno(cxl_decoder_get_devname(window), "wait for our turn", rc);
	return STATUS_FAILED;
}

int turn_take(struct cxl_ctx *ctx, struct turn *turn)
{
	struct cxl_decoder *window;
	struct cxl_bus *bus;
	int rc = STATUS_DONE;

	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			if (!rc)
				rc = take_window(turn, window);
	return rc;
}

void turn_give(struct turn *turn)
{
	while (turn->count) {
		struct cxl_decoder *window = turn->windows[--turn->count];

		cxl_decoder_unlock(window);
		cxl_decoder_unref(window);
	}
	free(turn->windows);
	turn->windows = NULL;
}
