// SPDX-License-Identifier: LGPL-2.1-or-later
/* Error detail: what the last call that failed was about, and what may help. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/error.h"
#include "core/log.h"

/* The first row that fits is the hint. A number at the end of an attribute is any. */
static const struct hint {
	int number;
	const char *attribute;		/* NULL: any, or none */
	const char *text;
} hints[] = {
	{ EACCES,	NULL,		"run as root" },
	{ EPERM,	"commit",	"a locked region stays as it is until the next boot" },
	{ EPERM,	NULL,		"run as root; a locked-down kernel forbids it even then" },
	{ EBUSY,	"uuid",		"choose another uuid, a region has this one" },
	{ EBUSY,	"interleave_ways", "set the interleave before the size" },
	{ EBUSY,	"interleave_granularity", "set the interleave before the size" },
	{ ENXIO,	"size",		"set ways and granularity first, of a pmem region the uuid, too" },
	{ EINVAL,	"size",		"the size is a multiple of 256 MiB for each way" },
	{ ERANGE,	"size",		"the window has no such gap: ask for its largest one" },
	{ EBUSY,	"size",		"the region has a size: make another" },
	{ EBUSY,	"mode",		"a committed decoder keeps its mode" },
	{ EINVAL,	"dpa_size",	"the size is a multiple of 256 MiB" },
	{ ENOSPC,	"dpa_size",	"less is free on this memdev" },
	{ EBUSY,	"dpa_size",	"take decoders in ascending order, give them back in descending order" },
	{ EBUSY,	"target",	"reset the region first, or choose a memdev that is not in it" },
	{ EINVAL,	"target",	"mode and size of the decoder must fit the region" },
	{ ENXIO,	"target",	"the memdev cannot be reached at this position: try another order" },
	{ ENXIO,	"commit",	"every position needs its decoder" },
	{ EBUSY,	"commit",	"commit in ascending order, and not while a member is sanitized" },
	{ EBUSY,	"delete_region", "disable the region first; another program may be at work" },
	{ EAGAIN,	"delete_region", "another program holds the window: try again" },
	{ ENXIO,	"driver",	"the driver refused the device: dmesg may say why" },
	{ EINVAL,	"inject_poison", "the address is a multiple of 64 inside the memory" },
	{ EINVAL,	"clear_poison",	"the address is a multiple of 64 inside the memory" },
	{ EBUSY,	"inject_poison", "the device may hold no more poison: clear some" },
	{ ENOENT,	"inject_poison", "it takes debugfs, a driver and a device that can" },
	{ ENOENT,	"clear_poison",	"it takes debugfs, a driver and a device that can" },
	{ ETIMEDOUT,	NULL,		"try again, or allow more time" },
};

/* "target3" is a target. */
static bool is_a(const char *attribute, const char *kind)
{
	size_t len = strlen(kind);

	return !strncmp(attribute, kind, len) &&
	       !attribute[len + strspn(attribute + len, "0123456789")];
}

static const char *find_hint(const struct cxl_ctx *ctx,
			     const struct cxl_error *error)
{
	if (error->number == EROFS)
		return ctx->io.readonly ? "a captured machine is only looked at" :
			"mount /sys writable: in a container it often is not";
	for (size_t i = 0; i < ARRAY_SIZE(hints); i++)
		if (hints[i].number == error->number &&
		    (!hints[i].attribute ||
		     is_a(error->attribute, hints[i].attribute)))
			return hints[i].text;
	return NULL;
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
	error->hint = find_hint(ctx, error);
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
	return error->hint;
}
