/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A port, which buses and endpoints begin with. */
#pragma once

#include <stdbool.h>

#include "core/list.h"
#include "core/names.h"
#include "core/object.h"
#include "core/siblings.h"

struct cxl_port {
	struct object object;
	int depth;		/* 0 for a root */
	char *uport;		/* path of the device that owns its registers */
	int decoders_committed;	/* once it was read; -1: it cannot be */
	bool committed_read;
	char *parent_path;	/* of the device of the dport that leads here; NULL: none */
	struct cxl_dport *parent_dport;	/* the same, sought when first asked for */

	/* what stands below: the names are read once, objects made on demand */
	struct device_names names;
	bool names_read;
	struct siblings ports, endpoints, decoders;
	struct list dports;
	void (*free_dports)(struct cxl_port *port);	/* set with the first */
};

/* What every kind of port does when it is made and freed. */
int port_load(struct object *object, int fd);
void port_done(struct object *object);
void port_expire(struct object *object);

/* The names below a port; read once, and again after they were forgotten. */
const struct device_names *port_names(struct cxl_port *port);
void port_forget_names(struct object *port);

/* The nearest port above @object, or NULL. */
struct cxl_port *port_above(const struct object *object);

/* The root above @port, whatever its state. */
struct cxl_bus *port_bus(struct cxl_port *port);

/* Its ports, endpoints and decoders changed: what is known below is retired. */
void port_forget_below(struct cxl_port *port);
