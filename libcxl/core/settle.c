// SPDX-License-Identifier: LGPL-2.1-or-later
/* Waiting until the kernel and udev have dealt with what was queued. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/log.h"
#include "core/retry.h"
#include "core/settle.h"

/* udevd keeps this file as long as events wait (libudev uses it as well). */
#define UDEV_QUEUE	"run/udev/queue"

int settle_udev(struct cxl_ctx *ctx)
{
	struct retry retry = RETRY(&ctx->io, RETRY_UDEV);
	bool busy;
	int rc;

	do {
		rc = io_look(&ctx->io, ctx->io.root, UDEV_QUEUE, &busy);
		if (rc < 0 || !busy)
			return rc;
	} while (retry_again(&retry, -EAGAIN));
	return -ETIMEDOUT;
}

EXPORT int cxl_settle(struct cxl_ctx *ctx)
{
	int rc;

	if (ctx->io.readonly)		/* a captured machine holds still */
		return 0;
	/* blocks until the memdevs that are being detached are detached */
	rc = io_write(&ctx->io, ctx->io.root, "sys/bus/cxl/flush", "1\n");
	if (rc < 0)		/* not root, or no such bus: nothing to wait for */
		log_debug(ctx, "/sys/bus/cxl/flush: %s", strerror(-rc));
	return error_note(ctx, NULL, NULL, "wait for udev", settle_udev(ctx));
}

void settle_once(struct cxl_ctx *ctx)
{
	if (ctx->settled)
		return;
	ctx->settled = true;
	cxl_settle(ctx);
}
