// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports and the decoders of the way: what they show, and for which region they are reserved. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

/* ---- what all decoders show -------------------------------------------- */

static const struct sim_decoder *of(const struct sim_node *node)
{
	return node->owner;
}

/* printf() has no prefix for a zero, the kernel has. */
static int show_hex(char *buf, uint64_t value)
{
	sprintf(buf, "0x%llx\n", (unsigned long long)value);
	return 0;
}

static int show_start(const struct sim_node *node, char *buf)
{
	return show_hex(buf, of(node)->start);
}

static int show_size(const struct sim_node *node, char *buf)
{
	return show_hex(buf, of(node)->size);
}

static int show_granularity(const struct sim_node *node, char *buf)
{
	sprintf(buf, "%u\n", of(node)->granularity);
	return 0;
}

static int show_ways(const struct sim_node *node, char *buf)
{
	sprintf(buf, "%u\n", of(node)->ways);
	return 0;
}

static int show_region(const struct sim_node *node, char *buf)
{
	const struct sim_region *region = of(node)->region;

	if (region)
		sprintf(buf, "region%d\n", region->id);
	else
		strcpy(buf, "\n");
	return 0;
}

static int show_targets(const struct sim_node *node, char *buf)
{
	const struct sim_decoder *d = of(node);
	int n = 0;

	for (int i = 0; i < d->nr_targets; i++)
		n += sprintf(buf + n, "%s%d", i ? "," : "", d->targets[i]);
	strcpy(buf + n, "\n");
	return 0;
}

static const struct sim_attr decoder_attrs[] = {
	{ "start", 0400, show_start, NULL },
	{ "size", 0444, show_size, NULL },
	{ "interleave_granularity", 0444, show_granularity, NULL },
	{ "interleave_ways", 0444, show_ways, NULL },
	{ NULL },
};

static const struct sim_attr target_attrs[] = {
	{ "target_list", 0444, show_targets, NULL },
	{ NULL },
};

static const struct sim_attr below_attrs[] = {
	{ "region", 0444, show_region, NULL },
	{ NULL },
};

struct sim_decoder *sim_decoder_add(struct sim_port *port, const char *devtype)
{
	struct sim_decoder *d = &port->decoders[port->nr_decoders];
	char name[32];

	d->port = port;
	d->id = port->nr_decoders++;
	d->ways = 1;
	d->granularity = 256;
	d->dpa = NO_DPA;
	snprintf(name, sizeof(name), "decoder%d.%d", port->id, d->id);
	d->dir = sim_dir_add(port->dir, name, d);
	sim_device_add(d->dir, devtype, 0);
	sim_attrs_add(d->dir, decoder_attrs, d);
	sim_text_add(d->dir, "locked", "0\n");
	if (port->kind != SIM_ENDPOINT)
		sim_attrs_add(d->dir, target_attrs, d);
	if (port->kind == SIM_ROOT)
		return d;
	sim_text_add(d->dir, "target_type", "expander\n");
	sim_attrs_add(d->dir, below_attrs, d);
	return d;
}

void sim_decoder_enumerate(struct sim_decoder *d)
{
	if (!d->registers.ways)
		return;
	d->ways = d->registers.ways;
	d->granularity = d->registers.granularity;
}

void sim_decoders_vanish(struct sim_port *port)
{
	for (int i = port->nr_decoders - 1; i >= 0; i--)
		sim_device_remove(port->decoders[i].dir);
}

void sim_decoders_appear(struct sim_port *port)
{
	int count = port->nr_decoders;

	port->nr_decoders = 0;
	for (int i = 0; i < count; i++) {
		struct sim_decoder *d = sim_decoder_add(port, "cxl_decoder_switch");

		sim_decoder_enumerate(d);
		if (!d->enabled)
			d->start = d->size = 0;
	}
}

/* ---- ports ------------------------------------------------------------- */

static int show_committed(const struct sim_node *node, char *buf)
{
	const struct sim_port *port = node->owner;
	int count = 0;

	for (int i = 0; i < port->nr_decoders; i++)
		count += port->kind != SIM_ROOT && port->decoders[i].enabled;
	sprintf(buf, "%d\n", count);
	return 0;
}

static const struct sim_attr port_attrs[] = {
	{ "decoders_committed", 0444, show_committed, NULL },
	{ NULL },
};

static int port_id(void)
{
	int id = 0;

	while (sim->ports[id])
		id++;
	return id;
}

struct sim_port *sim_port_new(enum sim_port_kind kind, struct sim_port *parent,
			      struct sim_dport *dport, struct sim_node *device)
{
	static const char *const names[] = { "root", "port", "port", "endpoint" };
	struct sim_port *port = sim_alloc(sizeof(*port));
	char name[32];

	port->kind = kind;
	port->id = port_id();
	port->parent = parent;
	port->parent_dport = dport;
	port->device = device;
	port->last_committed = port->last_allocated = -1;
	sim->ports[port->id] = port;
	snprintf(name, sizeof(name), "%s%d", names[kind], port->id);
	port->dir = sim_dir_add(parent ? parent->dir : device, name, port);
	sim_device_add(port->dir, "cxl_port", parent ? 3 : 4);
	sim_attrs_add(port->dir, port_attrs, port);
	sim_link_add(port->dir, "uport", device);
	if (dport)
		sim_link_add(port->dir, "parent_dport", dport->device);
	return port;
}

struct sim_dport *sim_dport_add(struct sim_port *port, int id,
				struct sim_node *device)
{
	struct sim_dport *dport = &port->dports[port->nr_dports++];
	char name[32];

	dport->id = id;
	dport->device = device;
	snprintf(name, sizeof(name), "dport%d", id);
	sim_link_add(port->dir, name, device);
	return dport;
}

void sim_port_remove(struct sim_port *port)
{
	for (int i = 0; i < port->nr_decoders; i++)
		sim_device_remove(port->decoders[i].dir);
	sim_device_remove(port->dir);
	sim->ports[port->id] = NULL;
}

/* ---- decoders of the way ----------------------------------------------- */

struct sim_decoder *sim_port_decoder(struct sim_port *port,
				     const struct sim_region *region)
{
	for (int i = 0; i < port->nr_decoders; i++)
		if (port->decoders[i].region == region)
			return &port->decoders[i];
	return NULL;
}

/*
 * Only the decoder that is to be committed next can be taken, and only while
 * no region of a higher address goes through this port.
 */
int sim_port_reserve(struct sim_port *port, struct sim_region *region)
{
	struct sim_decoder *next;

	if (sim_port_decoder(port, region))
		return 0;
	for (int i = 0; i < port->nr_decoders; i++) {
		const struct sim_region *other = port->decoders[i].region;

		if (other && other->start > region->start)
			return -EBUSY;
	}
	if (port->last_committed + 1 >= port->nr_decoders)
		return -EBUSY;
	next = &port->decoders[port->last_committed + 1];
	if (next->region)
		return -EBUSY;
	next->region = region;
	return 0;
}

static bool is_below(const struct sim_decoder *endpoint,
		     const struct sim_port *port)
{
	const struct sim_port *p = endpoint->port;

	while (p && p != port)
		p = p->parent;
	return p != NULL;
}

void sim_port_release(struct sim_port *port, struct sim_region *region)
{
	struct sim_decoder *d = sim_port_decoder(port, region);

	if (!d)
		return;
	for (unsigned int i = 0; i < region->ways; i++)
		if (region->targets[i] && is_below(region->targets[i], port))
			return;
	sim_decoder_reset(d);
	d->region = NULL;
}

int sim_decoder_commit(struct sim_decoder *d)
{
	if (d->enabled)
		return 0;
	if (d->id != d->port->last_committed + 1)
		return -EBUSY;
	d->registers = (struct sim_registers){ d->ways, d->granularity };
	d->enabled = true;
	d->port->last_committed = d->id;
	return 0;
}

/* Resets the hardware. The kernel allocates the decoder again only once all decoders above it are reset. */
void sim_decoder_reset(struct sim_decoder *d)
{
	struct sim_port *port = d->port;

	d->enabled = false;
	while (port->last_committed >= 0 &&
	       !port->decoders[port->last_committed].enabled)
		port->last_committed--;
}
