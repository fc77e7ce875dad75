// SPDX-License-Identifier: LGPL-2.1-or-later
/* A new context, which knows every kind of object. */
#include <cxl/libcxl.h>

#include "core/captured.h"
#include "core/cleanup.h"
#include "core/ctx.h"
#include "object/classes.h"

static const struct object_class *const classes[] = {
	[OBJECT_BUS] = &bus_class,
	[OBJECT_PORT] = &port_class,
	[OBJECT_ENDPOINT] = &endpoint_class,
	[OBJECT_DECODER] = &decoder_class,
	[OBJECT_REGION] = &region_class,
	[OBJECT_MEMDEV] = &memdev_class,
};

EXPORT int cxl_new(struct cxl_ctx **ret)
{
	return ctx_new(ret, classes, "/", io_init);
}

EXPORT int cxl_new_at(struct cxl_ctx **ret, const char *root)
{
	return ctx_new(ret, classes, root, io_init_captured);
}
