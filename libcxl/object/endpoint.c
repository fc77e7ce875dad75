// SPDX-License-Identifier: LGPL-2.1-or-later
/* An endpoint: the port of one memdev. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/index.h"
#include "core/io.h"
#include "core/missing.h"
#include "core/text.h"
#include "object/classes.h"
#include "object/endpoint.h"
#include "object/memdev.h"
#include "object/port.h"

struct cxl_endpoint {
	struct cxl_port port;
	struct cxl_memdev *memdev;	/* once found */
};

static struct list *endpoint_siblings(struct object *object)
{
	return &port_above(object)->endpoints.list;
}

/* Memdevs are freed when a context is refreshed, never in between. */
static void endpoint_expire(struct object *object)
{
	((struct cxl_endpoint *)object)->memdev = NULL;
	port_expire(object);
}

const struct object_class endpoint_class = {
	.size = sizeof(struct cxl_endpoint),
	.load = port_load,
	.expire = endpoint_expire,
	.done = port_done,
	.siblings = endpoint_siblings,
};

/* ---- walking ----------------------------------------------------------- */

static struct siblings *endpoints(struct cxl_port *port)
{
	siblings_list(&port->endpoints, port_names(port));
	return &port->endpoints;
}

EXPORT struct cxl_endpoint *cxl_endpoint_get_first(struct cxl_port *port)
{
	return (struct cxl_endpoint *)siblings_first(endpoints(port));
}

EXPORT struct cxl_endpoint *cxl_endpoint_get_next(struct cxl_endpoint *endpoint)
{
	struct object *object = &endpoint->port.object;

	return (struct cxl_endpoint *)
		siblings_next(endpoints(port_above(object)), object);
}

/* ---- memdev and endpoint ----------------------------------------------- */

/* Where the link to its memdev leads; @target has IO_PATH_MAX bytes. */
static int uport_read(const struct cxl_ctx *ctx, const char *endpoint,
		      char *target)
{
	char link[64];
	int rc = path_join(link, sizeof(link), CTX_DEVICES, endpoint, "uport");
	ssize_t n;

	if (rc < 0)
		return rc;
	n = io_readlink(&ctx->io, ctx->io.root, link, target, IO_PATH_MAX);
	return n < 0 ? (int)n : 0;
}

/* sysfs leads from endpoint to memdev only; the ports above know the way down. */
static struct cxl_endpoint *find_below(struct cxl_port *port,
				       struct cxl_memdev *memdev)
{
	struct cxl_port *next;
	struct cxl_endpoint *endpoint;

	while ((next = port_towards(port, memdev)))
		port = next;
	cxl_endpoint_foreach(port, endpoint)
		if (!strcmp(endpoint->port.uport, memdev_path(memdev)))
			return endpoint;
	return NULL;
}

/*
 * An endpoint knows its memdev by path. If the memdev we mean is alive after
 * the endpoint was found, the path was still its own.
 */
static struct cxl_endpoint *endpoint_of_memdev(struct cxl_memdev *memdev)
{
	struct cxl_endpoint *endpoint = NULL;
	struct cxl_bus *bus;

	cxl_bus_foreach(cxl_memdev_get_ctx(memdev), bus)
		if (!endpoint)
			endpoint = find_below(cxl_bus_get_port(bus), memdev);
	return endpoint && !cxl_memdev_is_gone(memdev) ? endpoint : NULL;
}

EXPORT struct cxl_endpoint *cxl_memdev_get_endpoint(struct cxl_memdev *memdev)
{
	struct cxl_endpoint **endpoint = memdev_endpoint(memdev);

	if (!*endpoint && cxl_memdev_is_enabled(memdev) > 0)
		*endpoint = endpoint_of_memdev(memdev);
	return *endpoint;
}

EXPORT struct cxl_bus *cxl_memdev_get_bus(struct cxl_memdev *memdev)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);

	return endpoint ? cxl_endpoint_get_bus(endpoint) : NULL;
}

EXPORT bool cxl_port_hosts_memdev(struct cxl_port *port,
				  struct cxl_memdev *memdev)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	struct cxl_port *p = endpoint ? cxl_endpoint_get_port(endpoint) : NULL;

	for (; p; p = port_above(&p->object))
		if (p == port)
			return true;
	return false;
}

struct cxl_memdev *endpoint_known_memdev(struct cxl_ctx *ctx, const char *name)
{
	struct object *endpoint = ctx_index_find(ctx, name);
	char target[IO_PATH_MAX];

	if (list_is_empty(&ctx->memdevs.list))
		return NULL;
	if (endpoint && endpoint->kind == OBJECT_ENDPOINT)
		strcpy(target, cxl_endpoint_get_host((struct cxl_endpoint *)endpoint));
	else if (uport_read(ctx, name, target) < 0)
		return NULL;
	return memdev_known(ctx, path_name(target));
}

/*
 * The same the other way: the path was the memdev's own if the endpoint is
 * alive afterwards. It is an endpoint of this memdev as long as it lives.
 */
static struct cxl_memdev *find_memdev(struct cxl_endpoint *endpoint)
{
	struct cxl_port *port = &endpoint->port;
	struct object *memdev = NULL;
	int rc = object_at(port->object.ctx, port->uport, &memdev);

	if (rc == -EINVAL || (!rc && memdev->kind != OBJECT_MEMDEV))
		return NULL;
	ctx_miss(port->object.ctx, cxl_port_get_host(port), rc);
	return node_is_gone(&port->object.node) ?
		NULL : (struct cxl_memdev *)memdev;
}

struct cxl_memdev *endpoint_memdev(struct cxl_endpoint *endpoint)
{
	if (object_is_retired(&endpoint->port.object))
		return find_memdev(endpoint);
	if (!endpoint->memdev ||
	    object_is_retired(memdev_object(endpoint->memdev)))
		endpoint->memdev = find_memdev(endpoint);
	return endpoint->memdev;
}

EXPORT struct cxl_memdev *cxl_endpoint_get_memdev(struct cxl_endpoint *endpoint)
{
	return cxl_endpoint_is_enabled(endpoint) ? endpoint_memdev(endpoint) :
						   NULL;
}

/* ---- getters ----------------------------------------------------------- */

EXPORT const char *cxl_endpoint_get_devname(struct cxl_endpoint *endpoint)
{
	return cxl_port_get_devname(&endpoint->port);
}

EXPORT int cxl_endpoint_get_id(struct cxl_endpoint *endpoint)
{
	return cxl_port_get_id(&endpoint->port);
}

EXPORT struct cxl_ctx *cxl_endpoint_get_ctx(struct cxl_endpoint *endpoint)
{
	return cxl_port_get_ctx(&endpoint->port);
}

EXPORT int cxl_endpoint_is_enabled(struct cxl_endpoint *endpoint)
{
	return cxl_port_is_enabled(&endpoint->port);
}

EXPORT struct cxl_port *cxl_endpoint_get_parent(struct cxl_endpoint *endpoint)
{
	return cxl_port_get_parent(&endpoint->port);
}

EXPORT struct cxl_port *cxl_endpoint_get_port(struct cxl_endpoint *endpoint)
{
	return &endpoint->port;
}

EXPORT const char *cxl_endpoint_get_host(struct cxl_endpoint *endpoint)
{
	return cxl_port_get_host(&endpoint->port);
}

EXPORT struct cxl_bus *cxl_endpoint_get_bus(struct cxl_endpoint *endpoint)
{
	return cxl_port_get_bus(&endpoint->port);
}
