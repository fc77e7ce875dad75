// SPDX-License-Identifier: GPL-2.0-or-later
/* Endpoint decoders: which memory of the card they stand for. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

static const struct sim_card *card_of(const struct sim_decoder *d)
{
	return d->port->memdev->card;
}

/* ---- mode -------------------------------------------------------------- */

const char *sim_mode_name(enum sim_mode mode)
{
	static const char *const names[] = { "none", "ram", "pmem" };

	return names[mode];
}

static int show_mode(const struct sim_node *node, char *buf)
{
	const struct sim_decoder *d = node->owner;

	sprintf(buf, "%s\n", sim_mode_name(d->mode));
	return 0;
}

static bool is_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	return !strncmp(text, word, n) && (!text[n] || !strcmp(text + n, "\n"));
}

/* "none" cannot be written: a mode once set stays. */
static int store_mode(struct sim_node *node, const char *text)
{
	struct sim_decoder *d = node->owner;
	enum sim_mode mode = is_word(text, "ram") ? SIM_RAM :
			     is_word(text, "pmem") ? SIM_PMEM : SIM_NONE;

	if (mode == SIM_NONE)
		return -EINVAL;
	if (!(mode == SIM_RAM ? card_of(d)->ram : card_of(d)->pmem))
		return -EINVAL;
	if (d->enabled || d->dpa_size)
		return -EBUSY;
	d->mode = mode;
	return 0;
}

/* ---- DPA --------------------------------------------------------------- */

static int show_dpa_size(const struct sim_node *node, char *buf)
{
	const struct sim_decoder *d = node->owner;

	sprintf(buf, "0x%016llx\n", (unsigned long long)d->dpa_size);
	return 0;
}

static int show_dpa(const struct sim_node *node, char *buf)
{
	const struct sim_decoder *d = node->owner;

	sprintf(buf, "0x%llx\n", (unsigned long long)d->dpa);
	return 0;
}

static int dpa_free(struct sim_decoder *d)
{
	if (!d->dpa_size)
		return 0;
	if (d->port->last_allocated != d->id)
		return -EBUSY;
	d->dpa = NO_DPA;
	d->dpa_size = 0;
	do
		d->port->last_allocated--;
	while (d->port->last_allocated >= 0 &&
	       !d->port->decoders[d->port->last_allocated].dpa_size);
	return 0;
}

/* The first byte behind what is allocated of this kind of memory. */
static uint64_t dpa_end(const struct sim_decoder *d, enum sim_mode mode)
{
	uint64_t ram = card_of(d)->ram;
	uint64_t end = mode == SIM_RAM ? 0 : ram;

	for (int i = 0; i < d->port->nr_decoders; i++) {
		const struct sim_decoder *other = &d->port->decoders[i];

		if (!other->dpa_size)
			continue;
		if (mode == SIM_RAM && other->dpa >= ram)
			return ram;	/* what lies below pmem is skipped */
		if ((other->dpa < ram) == (mode == SIM_RAM))
			end = other->dpa + other->dpa_size;
	}
	return end;
}

static int dpa_alloc(struct sim_decoder *d, uint64_t size)
{
	uint64_t limit = card_of(d)->ram, start;

	if (d->mode == SIM_NONE)
		return -EBUSY;
	if (d->port->last_allocated + 1 != d->id)
		return -EBUSY;
	if (d->mode == SIM_PMEM)
		limit += card_of(d)->pmem;
	start = dpa_end(d, d->mode);
	if (size > limit - start)
		return -ENOSPC;
	d->dpa = start;
	d->dpa_size = size;
	d->port->last_allocated = d->id;
	return 0;
}

/* Frees the old allocation before it tries the new one. */
static int store_dpa_size(struct sim_node *node, const char *text)
{
	struct sim_decoder *d = node->owner;
	uint64_t size;
	int rc = sim_parse_u64(text, &size);

	if (rc < 0 || size % UNIT)
		return -EINVAL;
	if (d->region)
		sim_violate("%s: dpa_size written, but it is part of %s",
			   d->dir->name, d->region->dir->name);
	if (d->enabled || d->region)
		return -EBUSY;
	rc = dpa_free(d);
	if (rc < 0 || !size)
		return rc;
	return dpa_alloc(d, size);
}

static const struct sim_attr endpoint_attrs[] = {
	{ "mode", 0644, show_mode, store_mode },
	{ "dpa_size", 0644, show_dpa_size, store_dpa_size },
	{ "dpa_resource", 0444, show_dpa, NULL },
	{ NULL },
};

/* ---- endpoints come and go with the driver of their memdev ------------- */

void sim_endpoint_make(struct sim_memdev *memdev)
{
	struct sim_slot *slot = memdev->card->slot;
	struct sim_port *port = sim_port_new(SIM_ENDPOINT, slot->port,
					     slot->dport, memdev->dir);

	port->memdev = memdev;
	port->dir->card = memdev->card;
	for (int i = 0; i < SIM_DECODERS; i++) {
		struct sim_decoder *d =
			sim_decoder_add(port, "cxl_decoder_endpoint");

		sim_attrs_add(d->dir, endpoint_attrs, d);
		d->registers = memdev->card->registers[i];
		sim_decoder_enumerate(d);
	}
	sim_driver_bind(port->dir, "cxl_port");
	port->bound = true;
	memdev->endpoint = port;
}

static void lose_member(struct sim_decoder *d)
{
	struct sim_region *region = d->region;

	if (!region)
		return;
	sim_take_apart(region, "deprived of a member");
	if (sim->pulling)
		region->guarded = false;	/* torn as it is, it may be cleared up */
	sim_region_reset(region);
	sim_target_detach(region, d->position);
	sim_region_unbind(region);
	region->lost_member = true;
	if (!region->hole_since)
		region->hole_since = sim->calls;
}

void sim_endpoint_unmake(struct sim_memdev *memdev)
{
	struct sim_port *port = memdev->endpoint;

	if (!port)
		return;
	for (int i = port->nr_decoders - 1; i >= 0; i--) {
		lose_member(&port->decoders[i]);
		memdev->card->registers[i] = port->decoders[i].registers;
	}
	sim_port_remove(port);
	memdev->endpoint = NULL;
}
