// SPDX-License-Identifier: LGPL-2.1-or-later
/* A port: root, host bridge or switch, or endpoint. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/attr.h"
#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/missing.h"
#include "core/text.h"
#include "driver/driver.h"
#include "object/classes.h"
#include "object/dport.h"
#include "object/endpoint.h"
#include "object/port.h"

static const struct attr port_attrs[] = {
	ATTR_MUST("decoders_committed", cxl_port, decoders_committed, 0),
};

static struct cxl_port *to_port(struct object *object)
{
	return container_of(object, struct cxl_port, object);
}

/* ---- life -------------------------------------------------------------- */

void port_done(struct object *object)
{
	struct cxl_port *port = to_port(object);

	if (port->free_dports)
		port->free_dports(port);
	names_done(&port->names);
	free(port->uport);
	free(port->parent_path);
}

/* Where a link of the port leads. */
static int load_link(struct cxl_port *port, int fd, const char *link,
		     char **field)
{
	const struct node *node = &port->object.node;
	char target[IO_PATH_MAX], path[IO_PATH_MAX];
	ssize_t n = io_readlink(node->io, fd, link, target, sizeof(target));
	int rc;

	if (n < 0)
		return (int)n;
	rc = path_follow(node->path, target, path, sizeof(path));
	if (rc < 0)
		return rc;
	*field = strdup(path);
	return *field ? 0 : -ENOMEM;
}

/*
 * A port without a uport is about to go or not yet whole: no object then. A
 * root has no dport above it, and another is not lost without.
 */
static int load_links(struct cxl_port *port, int fd)
{
	int rc = load_link(port, fd, "uport", &port->uport);

	if (rc < 0)
		return rc == -ENOENT ? -ENODEV : rc;
	if (port->depth)
		rc = load_link(port, fd, "parent_dport", &port->parent_path);
	if (rc != -ENOENT)
		ctx_miss(port->object.ctx, object_name(&port->object), rc);
	return rc == -ENOMEM ? rc : 0;
}

int port_load(struct object *object, int fd)
{
	struct cxl_port *port = to_port(object), *above = port_above(object);

	siblings_init(&port->ports, object->ctx, object, OBJECT_PORT);
	siblings_init(&port->endpoints, object->ctx, object, OBJECT_ENDPOINT);
	siblings_init(&port->decoders, object->ctx, object, OBJECT_DECODER);
	list_init(&port->dports);
	port->depth = above ? above->depth + 1 : 0;
	return load_links(port, fd);
}

void port_forget_names(struct object *object)
{
	struct cxl_port *port = to_port(object);

	siblings_forget(&port->ports);
	siblings_forget(&port->endpoints);
	siblings_forget(&port->decoders);
	names_done(&port->names);
	port->names_read = false;
}

/* Its dports stay: programs hold on to them, and slots hardly come and go. */
void port_expire(struct object *object)
{
	port_forget_names(object);
	to_port(object)->committed_read = false;
}

static struct list *port_siblings(struct object *object)
{
	return &port_above(object)->ports.list;
}

const struct object_class port_class = {
	.size = sizeof(struct cxl_port),
	.load = port_load,
	.expire = port_expire,
	.forget = port_forget_names,
	.done = port_done,
	.siblings = port_siblings,
};

/* ---- what stands below, and above -------------------------------------- */

const struct device_names *port_names(struct cxl_port *port)
{
	int fd;

	if (port->names_read)
		return &port->names;
	port->names_read = true;
	fd = node_dir(&port->object.node);
	if (fd >= 0)
		fd = names_read(&port->names, port->object.node.io, fd, ".");
	port->object.unread = fd < 0 ? fd : 0;
	ctx_miss(port->object.ctx, object_name(&port->object), fd);
	return &port->names;
}

struct cxl_port *port_above(const struct object *object)
{
	struct object *o = object->parent;

	while (o && o->kind != OBJECT_BUS && o->kind != OBJECT_PORT &&
	       o->kind != OBJECT_ENDPOINT)
		o = o->parent;
	return o ? to_port(o) : NULL;
}

static struct cxl_port *root_of(struct cxl_port *port)
{
	while (port->object.parent)
		port = port_above(&port->object);
	return port;
}

struct cxl_bus *port_bus(struct cxl_port *port)
{
	return cxl_port_to_bus(root_of(port));
}

void port_forget_below(struct cxl_port *port)
{
	object_retire_below(&port->object);
	ctx_forget_endpoints(port->object.ctx);
}

static struct siblings *children(struct cxl_port *port)
{
	siblings_list(&port->ports, port_names(port));
	return &port->ports;
}

EXPORT struct cxl_port *cxl_port_get_first(struct cxl_port *parent)
{
	return (struct cxl_port *)siblings_first(children(parent));
}

EXPORT struct cxl_port *cxl_port_get_next(struct cxl_port *port)
{
	struct cxl_port *parent = port_above(&port->object);

	if (!parent || port->object.kind != OBJECT_PORT)
		return NULL;
	return (struct cxl_port *)siblings_next(children(parent), &port->object);
}

EXPORT struct cxl_port *cxl_port_get_next_all(struct cxl_port *port,
					      const struct cxl_port *top)
{
	struct cxl_port *next = cxl_port_get_first(port);

	while (!next && port != top) {
		next = cxl_port_get_next(port);
		port = port_above(&port->object);
	}
	return next;
}

EXPORT struct cxl_port *cxl_port_get_by_name(struct cxl_ctx *ctx,
					     const char *name)
{
	struct object *object;
	int rc = object_find(ctx, name, &object);

	if (!rc && object->kind != OBJECT_PORT && object->kind != OBJECT_BUS &&
	    object->kind != OBJECT_ENDPOINT)
		rc = -ENODEV;
	if (rc < 0) {
		errno = -error_note(ctx, name, NULL, "find",
				    rc == -EINVAL ? -ENODEV : rc);
		return NULL;
	}
	return to_port(object);
}

EXPORT struct cxl_port *cxl_port_get_parent(struct cxl_port *port)
{
	return port_above(&port->object);
}

EXPORT struct cxl_bus *cxl_port_get_bus(struct cxl_port *port)
{
	return cxl_port_is_enabled(port) > 0 ? port_bus(port) : NULL;
}

EXPORT bool cxl_port_is_root(struct cxl_port *port)
{
	return port->object.kind == OBJECT_BUS;
}

EXPORT bool cxl_port_is_switch(struct cxl_port *port)
{
	return port->object.kind == OBJECT_PORT;
}

EXPORT bool cxl_port_is_endpoint(struct cxl_port *port)
{
	return port->object.kind == OBJECT_ENDPOINT;
}

EXPORT struct cxl_bus *cxl_port_to_bus(struct cxl_port *port)
{
	return cxl_port_is_root(port) ? (struct cxl_bus *)port : NULL;
}

EXPORT struct cxl_endpoint *cxl_port_to_endpoint(struct cxl_port *port)
{
	return cxl_port_is_endpoint(port) ? (struct cxl_endpoint *)port : NULL;
}

/* ---- driver ------------------------------------------------------------ */

EXPORT int cxl_port_is_enabled(struct cxl_port *port)
{
	return driver_may_be_bound(&port->object);
}

EXPORT int cxl_port_enable(struct cxl_port *port)
{
	bool bound;
	int rc = driver_look(&port->object, &bound);

	if (!rc && bound)
		return 0;
	if (!rc)
		rc = driver_bind(&port->object, "cxl_port");
	return object_note(&port->object, "driver", "bind", rc);
}

static int disable(struct cxl_port *port)
{
	struct cxl_port *root = root_of(port);
	bool bound;
	int rc;

	if (cxl_port_is_root(port))
		return -EINVAL;
	rc = driver_look(&port->object, &bound);
	if (rc < 0 || !bound)
		return rc;
	rc = driver_unbind(&port->object);
	if (rc < 0)
		return rc;
	cxl_settle(port->object.ctx);	/* memdevs below detach by themselves */
	port_forget_below(root);
	return 0;
}

EXPORT int cxl_port_disable_invalidate(struct cxl_port *port)
{
	return object_note(&port->object, "driver", "unbind", disable(port));
}

/* ---- getters ----------------------------------------------------------- */

EXPORT const char *cxl_port_get_devname(struct cxl_port *port)
{
	return object_name(&port->object);
}

EXPORT int cxl_port_get_id(struct cxl_port *port)
{
	return port->object.id;
}

EXPORT struct cxl_ctx *cxl_port_get_ctx(struct cxl_port *port)
{
	return port->object.ctx;
}

EXPORT int cxl_port_get_depth(struct cxl_port *port)
{
	return port->depth;
}

EXPORT const char *cxl_port_get_host(struct cxl_port *port)
{
	return path_name(port->uport);
}

/* Asking takes a lock of the kernel's, which may have been lost: only who wants to know asks. */
EXPORT int cxl_port_decoders_committed(struct cxl_port *port)
{
	int rc = 0;

	if (!port->committed_read)
		rc = attrs_reload(&port->object.node, port_attrs,
				  ARRAY_SIZE(port_attrs), port);
	if (rc < 0)
		port->decoders_committed = -1;
	ctx_miss(port->object.ctx, node_name(&port->object.node), rc);
	port->committed_read = true;
	return port->decoders_committed;
}

EXPORT bool cxl_port_is_gone(struct cxl_port *port)
{
	return node_is_gone(&port->object.node);
}
