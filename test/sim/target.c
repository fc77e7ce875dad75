// SPDX-License-Identifier: GPL-2.0-or-later
/* Targets: endpoint decoders attached to a region, and the decoders on their way. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

static const struct sim_attr target_attr;

/* ---- files ------------------------------------------------------------- */

/* A write to interleave_ways recreates the whole group. */
void sim_targets_make(struct sim_region *region, unsigned int old_ways)
{
	char name[32];

	for (unsigned int i = 0; i < old_ways; i++) {
		snprintf(name, sizeof(name), "target%u", i);
		sim_child_remove(region->dir, name);
	}
	for (unsigned int i = 0; i < region->ways; i++) {
		struct sim_node *node = sim_attr_add(region->dir, &target_attr,
						     region, (int)i);

		snprintf(node->name, sizeof(node->name), "target%u", i);
	}
}

static int show_target(const struct sim_node *node, char *buf)
{
	const struct sim_region *region = node->owner;
	const struct sim_decoder *d = region->targets[node->arg];

	sprintf(buf, "%s\n", d ? d->dir->name : "");
	return 0;
}

/* ---- attaching --------------------------------------------------------- */

/* May this one stand there at all? */
static int check_member(const struct sim_region *region, int position,
			struct sim_decoder *d)
{
	if (d->mode == SIM_NONE)
		return -ENODEV;
	if (d->mode != region->mode)
		return -EINVAL;
	if (region->state > REGION_INTERLEAVE)
		return -EBUSY;
	if (region->state < REGION_INTERLEAVE)
		return -ENXIO;
	if (region->corrupt)
		return -ENXIO;
	if (region->lost_member)
		return -EINVAL;
	if (region->targets[position])
		return -EBUSY;
	for (unsigned int i = 0; i < region->ways; i++)
		if (region->targets[i] && region->targets[i]->port == d->port)
			return -EBUSY;
	if (d->region)
		return -EBUSY;
	if (!d->dpa_size)
		return -ENXIO;
	if (d->dpa_size * region->ways != region->size)
		return -EINVAL;
	return 0;
}

/* The dport of @top through which @d is reached. */
static const struct sim_dport *way_to(const struct sim_port *top,
				      const struct sim_decoder *d)
{
	const struct sim_port *p = d->port;

	while (p && p->parent != top)
		p = p->parent;
	return p ? p->parent_dport : NULL;
}

/* The window says which host bridge a position belongs to. */
static int check_position(const struct sim_region *region, int position,
			  const struct sim_decoder *d)
{
	const struct sim_decoder *root = region->root;
	const struct sim_dport *dport = way_to(root->port, d);

	if (!dport || root->targets[(unsigned int)position % root->ways] != dport->id)
		return -ENXIO;
	return 0;
}

static int reserve_way(struct sim_region *region, struct sim_decoder *d)
{
	for (struct sim_port *p = d->port->parent; p->parent; p = p->parent) {
		int rc = sim_port_reserve(p, region);

		if (rc < 0)
			return rc;
	}
	return 0;
}

static void release_way(struct sim_region *region, struct sim_decoder *d)
{
	for (struct sim_port *p = d->port->parent; p->parent; p = p->parent)
		sim_port_release(p, region);
}

/* ---- the last target: are the decoders of the way able to do it? ------- */

/* How many bytes come to @port in a row. */
static unsigned int bytes_above(const struct sim_region *region,
				const struct sim_port *port)
{
	const struct sim_decoder *above;

	if (!port->parent->parent)
		return region->granularity * region->root->ways;
	above = sim_port_decoder(port->parent, region);
	return above->granularity * above->ways;
}

/*
 * Each position below @port takes the next dport, and the same ones again and
 * again; else no decoder could be programmed so.
 */
static int setup_port(struct sim_region *region, struct sim_port *port)
{
	struct sim_decoder *d = sim_port_decoder(port, region);
	const struct sim_dport *ways[SIM_WAYS] = { NULL };
	unsigned int count = 0, i, turn = 0;

	for (i = 0; i < region->ways; i++) {
		const struct sim_dport *dport = way_to(port, region->targets[i]);
		unsigned int w = 0;

		if (!dport)
			continue;
		while (w < count && ways[w] != dport)
			w++;
		if (w == count)
			ways[count++] = dport;
	}
	if (!count || (count & (count - 1)))
		return -ENXIO;
	for (i = 0; i < region->ways; i++) {
		const struct sim_dport *dport = way_to(port, region->targets[i]);

		if (dport && ways[turn++ % count] != dport)
			return -ENXIO;
	}
	d->ways = count;
	d->granularity = bytes_above(region, port);
	d->nr_targets = (int)count;
	for (i = 0; i < count; i++)
		d->targets[i] = ways[i]->id;
	d->start = region->start;
	d->size = region->size;
	return 0;
}

static int setup_way(struct sim_region *region)
{
	for (int id = 0; id < SIM_PORTS; id++) {
		struct sim_port *port = sim->ports[id];
		int rc = 0;

		if (port && port->parent && port->kind != SIM_ENDPOINT &&
		    sim_port_decoder(port, region))
			rc = setup_port(region, port);
		if (rc < 0)
			return rc;
	}
	region->state = REGION_ACTIVE;
	return 0;
}

/* Decoders that are still reserved for the region map nothing from now on. */
static void teardown_way(const struct sim_region *region)
{
	for (int id = 0; id < SIM_PORTS; id++) {
		struct sim_decoder *d = NULL;

		if (sim->ports[id] && sim->ports[id]->parent &&
		    sim->ports[id]->kind != SIM_ENDPOINT)
			d = sim_port_decoder(sim->ports[id], region);
		if (d)
			d->start = d->size = 0;
	}
}

static int attach(struct sim_region *region, int position,
		  struct sim_decoder *d)
{
	int rc;

	if (region->targets[position] == d) {
		sim_violate("%s: target%d was written a second time",
			   region->dir->name, position);
		region->corrupt = true;
		return -EBUSY;
	}
	rc = check_member(region, position, d);
	if (!rc)
		rc = check_position(region, position, d);
	if (!rc)
		rc = reserve_way(region, d);
	if (rc < 0) {
		release_way(region, d);
		return rc;
	}
	for (int i = 0; i < position; i++)
		if (!region->targets[i])
			sim_violate("%s: target%d set before target%d",
				   region->dir->name, position, i);
	region->targets[position] = d;
	region->nr_targets++;
	d->region = region;
	d->position = position;
	/* a failure now leaves all that was done */
	rc = region->nr_targets == (int)region->ways ? setup_way(region) : 0;
	if (rc < 0)
		return rc;
	d->start = region->start;
	d->size = region->size;
	d->ways = region->ways;
	d->granularity = region->granularity;
	return 0;
}

/* ---- detaching --------------------------------------------------------- */

void sim_target_detach(struct sim_region *region, int position)
{
	struct sim_decoder *d = region->targets[position];

	if (!d)
		return;
	region->targets[position] = NULL;
	region->nr_targets--;
	sim_decoder_reset(d);
	d->start = d->size = 0;
	d->region = NULL;
	release_way(region, d);
	if (region->state <= REGION_INTERLEAVE)
		return;
	region->state = REGION_INTERLEAVE;
	teardown_way(region);
}

static void clear(struct sim_region *region, int position)
{
	for (unsigned int i = (unsigned int)position + 1; i < region->ways; i++)
		if (region->targets[position] && region->targets[i])
			sim_violate("%s: target%d cleared before target%u",
				   region->dir->name, position, i);
	if (!region->targets[position])
		return;
	sim_take_apart(region, "taken apart");
	if (region->bound)
		sim_violate("%s: target%d cleared while its driver is bound",
			   region->dir->name, position);
	sim_region_unbind(region);
	sim_region_reset(region);
	sim_target_detach(region, position);
}

static int store_target(struct sim_node *node, const char *text)
{
	struct sim_region *region = node->owner;
	struct sim_node *dir;
	struct sim_port *port;
	char name[32];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, "\n"), text);
	if (!*name) {
		clear(region, node->arg);
		return 0;
	}
	dir = sim_device(name);
	if (!dir)
		return -ENODEV;
	if (strncmp(name, "decoder", 7))
		return -EINVAL;
	port = dir->parent->owner;
	if (!port || port->kind != SIM_ENDPOINT)
		return -EINVAL;
	if (!(((struct sim_card *)dir->card)->foreign_to & 1u << sim->actor))
		sim_touch(dir->card, "a target");
	return attach(region, node->arg, dir->owner);
}

static const struct sim_attr target_attr = {
	"target", 0644, show_target, store_target,
};

/* ---- committing -------------------------------------------------------- */

static int commit_way(struct sim_region *region, struct sim_decoder *d)
{
	int rc = sim_decoder_commit(d);

	for (struct sim_port *p = d->port->parent; !rc && p->parent; p = p->parent)
		rc = sim_decoder_commit(sim_port_decoder(p, region));
	return rc;
}

int sim_region_commit(struct sim_region *region)
{
	if (region->state == REGION_COMMIT)
		return 0;
	if (region->state < REGION_ACTIVE)
		return -ENXIO;
	for (unsigned int i = 0; i < region->ways; i++) {
		int rc = commit_way(region, region->targets[i]);

		if (rc < 0) {
			region->state = REGION_COMMIT;
			sim_region_reset(region);
			return rc;
		}
	}
	region->state = REGION_COMMIT;
	return 0;
}

void sim_region_reset(struct sim_region *region)
{
	if (region->state != REGION_COMMIT)
		return;
	region->state = REGION_ACTIVE;
	for (int i = (int)region->ways - 1; i >= 0; i--) {
		struct sim_decoder *d = region->targets[i];

		if (!d)
			continue;
		sim_decoder_reset(d);
		for (struct sim_port *p = d->port->parent; p->parent; p = p->parent)
			if (sim_port_decoder(p, region))
				sim_decoder_reset(sim_port_decoder(p, region));
	}
}
