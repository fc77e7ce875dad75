/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a context could not see: the first object or file, and why. */
#pragma once

#include <stdbool.h>

struct cxl_ctx;

/*
 * Notes that @what could not be made or read, unless it just left: lists lack
 * it, and a caller that relies on them has to know.
 */
void ctx_miss(struct cxl_ctx *ctx, const char *what, int rc);

/* The same, but what this user may not see is no more than that. */
void ctx_miss_readable(struct cxl_ctx *ctx, const char *what, int rc);

/*
 * Whether the file at @path exists, for getters that have no room for an error:
 * false also where it cannot be seen, which ctx_miss() notes.
 */
bool ctx_has(struct cxl_ctx *ctx, const char *path);
