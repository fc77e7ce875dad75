// SPDX-License-Identifier: GPL-2.0-or-later
/* Poison: the cards' lists, and the files that inject, clear and post it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

#define LINE 64

/* ---- a card's list ----------------------------------------------------- */

static int find(const struct sim_card *card, uint64_t dpa)
{
	for (int i = 0; i < card->nr_poison; i++)
		if (card->poison[i] == dpa)
			return i;
	return -1;
}

static int check(const struct sim_card *card, uint64_t dpa)
{
	return dpa % LINE || dpa >= card->ram + card->pmem ? -EINVAL : 0;
}

static int inject(struct sim_card *card, uint64_t dpa)
{
	int max = sim->spec.poison_max ? sim->spec.poison_max : 8;

	if (check(card, dpa) < 0)
		return -EINVAL;
	sim_touch(card, "poison");
	if (find(card, dpa) >= 0)
		return 0;
	if (card->nr_poison == max)
		return -EBUSY;
	card->poison[card->nr_poison++] = dpa;
	return 0;
}

static int clear(struct sim_card *card, uint64_t dpa)
{
	int at = find(card, dpa);

	if (check(card, dpa) < 0)
		return -EINVAL;
	sim_touch(card, "poison");
	if (at >= 0)
		card->poison[at] = card->poison[--card->nr_poison];
	return 0;
}

int sim_poison_count(uint64_t serial)
{
	return sim_card(serial)->nr_poison;
}

/* The region that the decoders of @memdev map @dpa into, or NULL. */
static struct sim_region *region_of(const struct sim_memdev *memdev, uint64_t dpa)
{
	const struct sim_port *port = memdev->endpoint;

	for (int i = 0; port && i < port->nr_decoders; i++) {
		const struct sim_decoder *d = &port->decoders[i];

		if (d->dpa_size && dpa >= d->dpa && dpa - d->dpa < d->dpa_size)
			return d->region;
	}
	return NULL;
}

/* The kernel crashes when it resolves a poison event in a region with a hole. */
static void trip(const struct sim_memdev *memdev, const char *what)
{
	for (int i = 0; memdev->endpoint && i < memdev->endpoint->nr_decoders; i++) {
		const struct sim_region *r = memdev->endpoint->decoders[i].region;

		if (r && sim_region_has_hole(r) &&
		    sim_was_avoidable(r->hole_since))
			sim_violate("%s: %s while %s has a hole among its targets",
				   memdev->dir->name, what, r->dir->name);
	}
}

/* ---- memdev: by DPA ---------------------------------------------------- */

static int memdev_write(struct sim_node *node, const char *text,
			int (*act)(struct sim_card *card, uint64_t dpa))
{
	struct sim_memdev *memdev = node->owner;
	uint64_t dpa;

	if (sim_parse_u64(text, &dpa) < 0)
		return -EINVAL;
	trip(memdev, "poison");
	sim_touch_memory(region_of(memdev, dpa), "poison");
	return act(memdev->card, dpa);
}

static int store_inject(struct sim_node *node, const char *text)
{
	return memdev_write(node, text, inject);
}

static int store_clear(struct sim_node *node, const char *text)
{
	return memdev_write(node, text, clear);
}

static int show_dpamem(const struct sim_node *node, char *buf)
{
	*buf = '\0';
	return 0;
}

static const struct sim_attr memdev_files[] = {
	{ "dpamem", 0444, show_dpamem, NULL },
	{ "inject_poison", 0200, NULL, store_inject },
	{ "clear_poison", 0200, NULL, store_clear },
	{ NULL },
};

void sim_memdev_debugfs(struct sim_memdev *memdev)
{
	memdev->debugfs = sim_dir_add(sim->debugfs, memdev->dir->name, memdev);
	memdev->debugfs->card = memdev->card;
	sim_attrs_add(memdev->debugfs, memdev_files, memdev);
}

/* ---- memdev: the list, as trace events --------------------------------- */

static int store_list(struct sim_node *node, const char *text)
{
	const struct sim_memdev *memdev = node->owner;
	const struct sim_card *card = memdev->card;
	bool on;

	if (sim_parse_bool(text, &on) < 0 || !on)
		return -EINVAL;
	trip(memdev, "a poison list");
	for (int i = 0; i < card->nr_poison; i++) {
		int n = sim->nr_posted[sim->actor];
		struct sim_poison *p = &sim->posted[sim->actor][n];
		const struct sim_region *region = region_of(memdev,
							    card->poison[i]);

		if (n == 64)
			break;
		sim->nr_posted[sim->actor]++;
		snprintf(p->memdev, sizeof(p->memdev), "%.15s", memdev->dir->name);
		snprintf(p->region, sizeof(p->region), "%.15s",
			 region ? region->dir->name : "");
		p->dpa = card->poison[i];
		p->length = LINE;
	}
	return 0;
}

const struct sim_attr sim_poison_list[] = {
	{ "trigger_poison_list", 0200, NULL, store_list }, { NULL },
};

int sim_poison_posted(int actor, struct sim_poison *records, int max)
{
	int n = sim->nr_posted[actor] < max ? sim->nr_posted[actor] : max;

	memcpy(records, sim->posted[actor], (size_t)n * sizeof(*records));
	sim->nr_posted[actor] = 0;
	return n;
}

/* ---- region: by offset ------------------------------------------------- */

static int region_write(struct sim_node *node, const char *text,
			int (*act)(struct sim_card *card, uint64_t dpa))
{
	struct sim_region *region = node->owner;
	uint64_t offset, line;
	struct sim_decoder *d;

	if (sim_parse_u64(text, &offset) < 0 || offset >= region->size)
		return -EINVAL;
	if (sim_region_has_hole(region) && sim_was_avoidable(region->hole_since))
		sim_violate("%s: poison while a member is missing",
			   region->dir->name);
	sim_touch_memory(region, "poison");
	line = offset / region->granularity;
	d = region->targets[line % region->ways];
	if (!d)
		return -ENXIO;
	return act(d->port->memdev->card,
		   d->dpa + line / region->ways * region->granularity +
		   offset % region->granularity);
}

static int store_region_inject(struct sim_node *node, const char *text)
{
	return region_write(node, text, inject);
}

static int store_region_clear(struct sim_node *node, const char *text)
{
	return region_write(node, text, clear);
}

static const struct sim_attr region_files[] = {
	{ "inject_poison", 0200, NULL, store_region_inject },
	{ "clear_poison", 0200, NULL, store_region_clear },
	{ NULL },
};

void sim_region_debugfs(struct sim_region *region)
{
	region->debugfs = sim_dir_add(sim->debugfs, region->dir->name, region);
	sim_attrs_add(region->debugfs, region_files, region);
}
