// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where debugfs is mounted, which is looked up once for a context. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/debugfs.h"
#include "core/missing.h"

#define MOUNTS_MAX 1048576
#define DEBUGFS_USUAL "sys/kernel/debug/cxl"

/* Where /proc/mounts says debugfs is; NULL when it is nowhere. */
static char *debugfs_mounted(struct cxl_ctx *ctx)
{
	_cleanup_free_ char *text = malloc(MOUNTS_MAX);
	char *line, *save = NULL, *path = NULL;

	if (!text)
		ctx_miss(ctx, "proc/mounts", -ENOMEM);
	if (!text || io_load(&ctx->io, ctx->io.root, "proc/mounts", text,
			     MOUNTS_MAX) < 0)
		return NULL;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		char dir[512], type[64];

		if (sscanf(line, "%*s /%511s %63s", dir, type) != 2 ||
		    strcmp(type, "debugfs"))
			continue;
		if (asprintf(&path, "%s/cxl", dir) >= 0)
			return path;
		ctx_miss(ctx, dir, -ENOMEM);
		return NULL;
	}
	return NULL;
}

static char *debugfs_usual(struct cxl_ctx *ctx)
{
	char *path = strdup(DEBUGFS_USUAL);

	if (!path)
		ctx_miss(ctx, DEBUGFS_USUAL, -ENOMEM);
	return path;
}

const char *ctx_debugfs(struct cxl_ctx *ctx)
{
	if (ctx->debugfs_sought)
		return ctx->debugfs;
	ctx->debugfs_sought = true;
	ctx->debugfs = ctx_has(ctx, DEBUGFS_USUAL) ?
		debugfs_usual(ctx) : debugfs_mounted(ctx);
	if (ctx->debugfs && !ctx_has(ctx, ctx->debugfs)) {
		free(ctx->debugfs);
		ctx->debugfs = NULL;
	}
	return ctx->debugfs;
}

EXPORT bool cxl_debugfs_exists(struct cxl_ctx *ctx)
{
	return ctx_debugfs(ctx) != NULL;
}
