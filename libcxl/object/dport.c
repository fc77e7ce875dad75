// SPDX-License-Identifier: LGPL-2.1-or-later
/* A dport: one downstream way out of a port. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/log.h"
#include "core/missing.h"
#include "core/text.h"
#include "object/dport.h"
#include "object/memdev.h"
#include "object/port.h"

struct cxl_dport {
	struct list sibling;
	struct cxl_port *port;
	int id;
	char *path;			/* of its device */
	char *firmware_node, *physical_node;	/* names; NULL: none */
	bool nodes_read;
};

/* ---- life -------------------------------------------------------------- */

static void dport_free(struct cxl_dport *dport)
{
	free(dport->path);
	free(dport->firmware_node);
	free(dport->physical_node);
	free(dport);
}

static void dports_free(struct cxl_port *port)
{
	while (port->dports.next && !list_is_empty(&port->dports)) {
		struct cxl_dport *dport = container_of(port->dports.next,
						       struct cxl_dport, sibling);

		list_remove(&dport->sibling);
		dport_free(dport);
	}
}

static int dport_new(struct cxl_port *port, const struct device_name *name)
{
	char path[IO_PATH_MAX];
	struct cxl_dport *dport;
	int rc = node_follow(&port->object.node, name->text, path);

	if (rc < 0)
		return rc;
	dport = calloc(1, sizeof(*dport));
	if (!dport)
		return -ENOMEM;
	dport->port = port;
	dport->id = name->id;
	dport->path = strdup(path);
	if (!dport->path) {
		dport_free(dport);
		return -ENOMEM;
	}
	list_add_tail(&port->dports, &dport->sibling);
	port->free_dports = dports_free;
	return 0;
}

/* ---- finding ----------------------------------------------------------- */

/* The id of the last that was made; -1: none was. */
static int last_id(const struct cxl_port *port)
{
	return list_is_empty(&port->dports) ? -1 :
		container_of(port->dports.prev, struct cxl_dport, sibling)->id;
}

/* A link that leads nowhere is no dport; one that cannot be read may be. */
static void make(struct cxl_port *port, const struct device_name *name)
{
	int rc = dport_new(port, name);

	if (rc < 0 && rc != -EINVAL && rc != -ENODEV)
		port->object.unread = rc;
	ctx_miss(port->object.ctx, name->text, rc);
}

/* Like all that stands below a port, they are made when a walk comes to them. */
static void make_next(struct cxl_port *port)
{
	const struct device_names *names = port_names(port);
	int last = last_id(port);

	for (size_t i = 0; i < names->count && last_id(port) == last; i++)
		if (names->all[i].kind == OBJECT_DPORT && names->all[i].id > last)
			make(port, &names->all[i]);
}

static struct cxl_dport *after(struct cxl_port *port, struct list *at)
{
	if (at->next == &port->dports)
		make_next(port);
	return at->next == &port->dports ? NULL :
		container_of(at->next, struct cxl_dport, sibling);
}

EXPORT struct cxl_dport *cxl_dport_get_first(struct cxl_port *port)
{
	return after(port, &port->dports);
}

EXPORT struct cxl_dport *cxl_dport_get_next(struct cxl_dport *dport)
{
	return after(dport->port, &dport->sibling);
}

static struct cxl_dport *dport_at(struct cxl_port *port, const char *path)
{
	struct cxl_dport *dport;

	cxl_dport_foreach(port, dport)
		if (!strcmp(dport->path, path))
			return dport;
	return NULL;
}

struct cxl_dport *dport_of_id(struct cxl_port *port, unsigned long id)
{
	struct cxl_dport *dport;

	cxl_dport_foreach(port, dport)
		if ((unsigned long)dport->id == id)
			return dport;
	return NULL;
}

/* ---- relations --------------------------------------------------------- */

static struct cxl_dport *parent_dport(struct cxl_port *port)
{
	struct cxl_port *above = port_above(&port->object);

	if (above && !port->parent_dport && port->parent_path)
		port->parent_dport = dport_at(above, port->parent_path);
	return port->parent_dport;
}

/* By the decode topology: some port on the memdev's way up hangs here. */
static bool on_the_way(struct cxl_dport *dport, struct cxl_endpoint *endpoint)
{
	struct cxl_port *port = cxl_endpoint_get_port(endpoint), *above;

	for (; (above = port_above(&port->object)); port = above)
		if (above == dport->port)
			return parent_dport(port) == dport;
	return false;
}

/* By the device tree, for a memdev without endpoint. */
static bool is_ancestor(struct cxl_dport *dport, struct cxl_memdev *memdev)
{
	size_t len = strlen(dport->path);
	const char *path = memdev_path(memdev);

	return !strncmp(path, dport->path, len) && path[len] == '/';
}

/* Also by the device tree. */
static struct cxl_dport *dport_towards(struct cxl_port *port,
				       struct cxl_memdev *memdev)
{
	struct cxl_dport *dport;

	cxl_dport_foreach(port, dport)
		if (is_ancestor(dport, memdev))
			return dport;
	return NULL;
}

static struct cxl_dport *lowest_below(struct cxl_port *port,
				      struct cxl_memdev *memdev)
{
	struct cxl_dport *lowest = NULL, *dport;

	while (port && (dport = dport_towards(port, memdev))) {
		lowest = dport;
		port = port_towards(port, memdev);
	}
	return lowest;
}

EXPORT struct cxl_dport *cxl_memdev_get_dport(struct cxl_memdev *memdev)
{
	struct cxl_dport *dport = NULL;
	struct cxl_bus *bus;

	cxl_bus_foreach(cxl_memdev_get_ctx(memdev), bus)
		if (!dport)
			dport = lowest_below(cxl_bus_get_port(bus), memdev);
	return dport;
}

EXPORT bool cxl_dport_maps_memdev(struct cxl_dport *dport,
				  struct cxl_memdev *memdev)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);

	return endpoint ? on_the_way(dport, endpoint) :
			  is_ancestor(dport, memdev);
}

/* ---- getters ----------------------------------------------------------- */

static char *node_name_at(struct cxl_dport *dport, const char *link)
{
	const struct io *io = dport->port->object.node.io;
	char path[IO_PATH_MAX], target[IO_PATH_MAX], *name;

	if (path_join(path, sizeof(path), dport->path, link) < 0)
		return NULL;
	if (io_readlink(io, io->root, path, target, sizeof(target)) < 0)
		return NULL;
	name = strdup(path_name(target));
	if (!name)
		ctx_miss(dport->port->object.ctx, dport->path, -ENOMEM);
	return name;
}

/* An ACPI device has a physical node; others may have a firmware node. */
static void read_nodes(struct cxl_dport *dport)
{
	if (dport->nodes_read)
		return;
	dport->nodes_read = true;
	dport->physical_node = node_name_at(dport, "physical_node");
	dport->firmware_node = node_name_at(dport, "firmware_node");
}

EXPORT const char *cxl_dport_get_physical_node(struct cxl_dport *dport)
{
	read_nodes(dport);
	if (dport->physical_node)
		return dport->physical_node;
	return dport->firmware_node ? path_name(dport->path) : NULL;
}

EXPORT const char *cxl_dport_get_firmware_node(struct cxl_dport *dport)
{
	read_nodes(dport);
	return dport->firmware_node;
}

EXPORT const char *cxl_dport_get_devname(struct cxl_dport *dport)
{
	return path_name(dport->path);
}

EXPORT struct cxl_port *cxl_dport_get_port(struct cxl_dport *dport)
{
	return dport->port;
}

EXPORT int cxl_dport_get_id(struct cxl_dport *dport)
{
	return dport->id;
}

/* ---- of ports ------------------------------------------------------------ */

EXPORT struct cxl_dport *cxl_port_get_upper_dport(struct cxl_port *port)
{
	return parent_dport(port);
}

/* A host bridge has one as well; the published interface never told. */
EXPORT struct cxl_dport *cxl_port_get_parent_dport(struct cxl_port *port)
{
	return port->depth < 2 ? NULL : parent_dport(port);
}

EXPORT int cxl_port_get_nr_dports(struct cxl_port *port)
{
	struct cxl_dport *dport;
	int count = 0;

	cxl_dport_foreach(port, dport)
		count++;
	return port->object.unread ? -1 : count;
}

EXPORT struct cxl_dport *cxl_port_get_dport_by_memdev(struct cxl_port *port,
						      struct cxl_memdev *memdev)
{
	struct cxl_dport *dport;

	cxl_dport_foreach(port, dport)
		if (cxl_dport_maps_memdev(dport, memdev))
			return dport;
	return NULL;
}
