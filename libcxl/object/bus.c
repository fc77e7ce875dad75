// SPDX-License-Identifier: LGPL-2.1-or-later
/* A bus: a CXL root, which one platform device gives. */
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "driver/driver.h"
#include "object/classes.h"
#include "object/port.h"

struct cxl_bus {
	struct cxl_port port;
};

/* The platform devices whose buses have a name of their own. */
static const struct {
	const char *uport;
	const char *provider;
} providers[] = {
	{ "ACPI0017:00",	"ACPI.CXL" },
	{ "cxl_acpi.0",		"cxl_test" },
};

static struct list *bus_siblings(struct object *object)
{
	return &object->ctx->buses.list;
}

const struct object_class bus_class = {
	.size = sizeof(struct cxl_bus),
	.load = port_load,
	.expire = port_expire,
	.forget = port_forget_names,
	.done = port_done,
	.siblings = bus_siblings,
};

static struct siblings *buses(struct cxl_ctx *ctx)
{
	siblings_list(&ctx->buses, ctx_names(ctx));
	return &ctx->buses;
}

EXPORT struct cxl_bus *cxl_bus_get_first(struct cxl_ctx *ctx)
{
	return (struct cxl_bus *)siblings_first(buses(ctx));
}

EXPORT struct cxl_bus *cxl_bus_get_next(struct cxl_bus *bus)
{
	struct object *object = &bus->port.object;

	return (struct cxl_bus *)siblings_next(buses(object->ctx), object);
}

EXPORT struct cxl_bus *cxl_bus_get_by_provider(struct cxl_ctx *ctx,
					       const char *provider)
{
	struct cxl_bus *bus;

	cxl_bus_foreach(ctx, bus)
		if (!strcmp(cxl_bus_get_provider(bus), provider))
			return bus;
	return NULL;
}

EXPORT int cxl_bus_disable_invalidate(struct cxl_bus *bus)
{
	int rc = driver_unbind_path(&bus->port.object, bus->port.uport);

	if (rc < 0)
		return object_note(&bus->port.object, "driver", "unbind", rc);
	cxl_settle(bus->port.object.ctx);
	port_forget_below(&bus->port);
	object_retire(&bus->port.object);
	return 0;
}

EXPORT const char *cxl_bus_get_provider(struct cxl_bus *bus)
{
	const char *uport = cxl_port_get_host(&bus->port);

	for (size_t i = 0; i < ARRAY_SIZE(providers); i++)
		if (!strcmp(uport, providers[i].uport))
			return providers[i].provider;
	return uport;
}

EXPORT const char *cxl_bus_get_devname(struct cxl_bus *bus)
{
	return object_name(&bus->port.object);
}

EXPORT int cxl_bus_get_id(struct cxl_bus *bus)
{
	return bus->port.object.id;
}

EXPORT struct cxl_port *cxl_bus_get_port(struct cxl_bus *bus)
{
	return &bus->port;
}

EXPORT struct cxl_ctx *cxl_bus_get_ctx(struct cxl_bus *bus)
{
	return bus->port.object.ctx;
}
