// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a context could not see: the first object or file, and why. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/missing.h"

void ctx_miss(struct cxl_ctx *ctx, const char *what, int rc)
{
	if (rc >= 0 || rc == -ENODEV)
		return;
	log_debug(ctx, "%s: %s", what, strerror(-rc));
	if (ctx->missing)
		return;
	ctx->missing = rc;
	snprintf(ctx->missing_name, sizeof(ctx->missing_name), "%.63s", what);
}

void ctx_miss_readable(struct cxl_ctx *ctx, const char *what, int rc)
{
	if (rc != -EACCES && rc != -EPERM)
		ctx_miss(ctx, what, rc);
}

bool ctx_has(struct cxl_ctx *ctx, const char *path)
{
	bool there = false;

	ctx_miss_readable(ctx, path, io_look(&ctx->io, ctx->io.root, path, &there));
	return there;
}

EXPORT int cxl_get_missing(struct cxl_ctx *ctx)
{
	return ctx->missing;
}

EXPORT const char *cxl_get_missing_name(struct cxl_ctx *ctx)
{
	return ctx->missing ? ctx->missing_name : NULL;
}
