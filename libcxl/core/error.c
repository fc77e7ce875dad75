// SPDX-License-Identifier: LGPL-2.1-or-later
/* Error detail: what the last call that failed was about, and why it failed. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cause.h"
#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/error.h"
#include "core/log.h"

static const struct cxl_cause *find_cause(const struct cxl_ctx *ctx,
					  const struct cxl_error *error)
{
	bool captured = error->number == EROFS && ctx->io.readonly;

	return cxl_cause_find(error->number, captured ? CAUSE_CAPTURED : error->attribute);
}

static void put(char *field, const char *text)
{
	snprintf(field, ERROR_TEXT_MAX, "%s", text ? text : "");
}

int error_note(struct cxl_ctx *ctx, const char *object, const char *attribute,
	       const char *step, int rc)
{
	struct cxl_error *error = &ctx->error;

	if (rc >= 0)
		return rc;
	error->number = -rc;
	put(error->object, object);
	put(error->attribute, attribute);
	error->step = step;
	error->cause = find_cause(ctx, error);
	put(error->value, io_refused(&ctx->io, attribute, rc));
	log_debug(ctx, "%s: %s %s: %s", *error->object ? error->object : "machine",
		  step, error->attribute, strerror(-rc));
	return rc;
}

/* ---- getters ----------------------------------------------------------- */

EXPORT const struct cxl_error *cxl_get_error(struct cxl_ctx *ctx)
{
	return ctx->error.number ? &ctx->error : NULL;
}

EXPORT int cxl_error_get_errno(const struct cxl_error *error)
{
	return error->number;
}

EXPORT const char *cxl_error_get_object(const struct cxl_error *error)
{
	return *error->object ? error->object : NULL;
}

EXPORT const char *cxl_error_get_attribute(const struct cxl_error *error)
{
	return *error->attribute ? error->attribute : NULL;
}

EXPORT const char *cxl_error_get_step(const struct cxl_error *error)
{
	return error->step;
}

EXPORT const char *cxl_error_get_hint(const struct cxl_error *error)
{
	return error->cause ? cxl_cause_get_remedy(error->cause) : NULL;
}

EXPORT const struct cxl_cause *cxl_error_get_cause(const struct cxl_error *error)
{
	return error->cause;
}

EXPORT const char *cxl_error_get_value(const struct cxl_error *error)
{
	return *error->value ? error->value : NULL;
}
