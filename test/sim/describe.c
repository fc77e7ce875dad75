// SPDX-License-Identifier: GPL-2.0-or-later
/* The machine's state in words: what an administrator would call the same or not. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

struct words {
	char *at;
	size_t left;
};

__attribute__((format(printf, 2, 3)))
static void add(struct words *w, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(w->at, w->left, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= w->left)
		return;
	w->at += n;
	w->left -= (size_t)n;
}

/* ---- cards and what their decoders hold -------------------------------- */

static void add_decoder(struct words *w, const struct sim_decoder *d)
{
	if (!d->dpa_size && !d->region)
		return;
	add(w, "  decoder .%d: dpa %#llx+%#llx %s%s%s\n", d->id,
	    (unsigned long long)d->dpa, (unsigned long long)d->dpa_size,
	    sim_mode_name(d->mode), d->region ? " attached" : "",
	    d->enabled ? " committed" : "");
}

static int by_number(const void *a, const void *b)
{
	const uint64_t *l = a, *r = b;

	return (*l > *r) - (*l < *r);
}

/* What the mailbox set and is not as it left the factory. */
static void add_settings(struct words *w, const struct sim_card *card)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < card->label_size; i++)
		sum = sum * 31 + card->labels[i];
	if (sum)
		add(w, " labels %#llx", (unsigned long long)sum);
	if (card->sanitized_at)
		add(w, sim->now_ns < card->sanitized_at ? " being sanitized" : " sanitized");
	if (card->next_ram != card->ram)
		add(w, " next ram %#llx", (unsigned long long)card->next_ram);
	if (card->alerts.enable)
		add(w, " alerts %#x life %d over %d", card->alerts.enable,
		    card->alerts.life_used, card->alerts.over_temperature);
}

static void add_card(struct words *w, const struct sim_card *card)
{
	const struct sim_memdev *memdev = card->memdev;
	uint64_t poison[SIM_POISON];

	if (!memdev && !card->nr_poison)
		return;
	add(w, "card %#llx: %s", (unsigned long long)card->serial,
	    !memdev ? "pulled" : memdev->bound ? "enabled" : "disabled");
	memcpy(poison, card->poison, sizeof(poison));
	qsort(poison, (size_t)card->nr_poison, sizeof(*poison), by_number);
	for (int i = 0; i < card->nr_poison; i++)
		add(w, " poison %#llx", (unsigned long long)poison[i]);
	add_settings(w, card);
	add(w, "\n");
	for (int i = 0; memdev && memdev->endpoint && i < SIM_DECODERS; i++)
		add_decoder(w, &memdev->endpoint->decoders[i]);
}

/* ---- regions, in the order of their addresses -------------------------- */

static int by_address(const void *a, const void *b)
{
	const struct sim_region *l = *(struct sim_region *const *)a;
	const struct sim_region *r = *(struct sim_region *const *)b;

	if (l->root->id != r->root->id)
		return l->root->id - r->root->id;
	if (l->size && r->size && l->start != r->start)
		return l->start < r->start ? -1 : 1;
	return l->id - r->id;
}

static void add_blocks(struct words *w, const struct sim_region *r)
{
	int movable = sim_region_blocks_online(r, true);
	int others = sim_region_blocks_online(r, false);

	if (movable || others)
		add(w, "  online: %d movable, %d of the kernel\n", movable, others);
}

static void add_region(struct words *w, const struct sim_region *r)
{
	static const char *const states[] = {
		"idle", "sized", "complete", "committed"
	};

	add(w, "region in decoder0.%d: %s %#llx+%#llx ways %u granularity %u %s%s%s%s\n",
	    r->root->id, sim_mode_name(r->mode),
	    (unsigned long long)(r->size ? r->start : 0),
	    (unsigned long long)r->size, r->ways, r->granularity,
	    states[r->state], r->bound ? " enabled" : "",
	    r->lost_member ? " lost a member" : "",
	    r->corrupt ? " corrupt" : "");
	add_blocks(w, r);
	for (unsigned int i = 0; i < r->ways; i++) {
		const struct sim_decoder *d = r->targets[i];

		if (d)
			add(w, "  target%u: %#llx .%d\n", i, (unsigned long long)
			    d->port->memdev->card->serial, d->id);
	}
}

static void add_regions(struct words *w)
{
	struct sim_region *all[SIM_REGIONS];
	size_t n = 0;

	for (int i = 0; i < SIM_REGIONS; i++)
		if (sim->regions[i])
			all[n++] = sim->regions[i];
	if (n)
		qsort(all, n, sizeof(*all), by_address);
	for (size_t i = 0; i < n; i++)
		add_region(w, all[i]);
}

/* ---- decoders of the way ----------------------------------------------- */

static void add_port(struct words *w, const struct sim_port *port)
{
	if (port->kind == SIM_ENDPOINT || port->kind == SIM_ROOT)
		return;
	if (!port->bound)
		add(w, "port at %s: disabled\n", port->device->name);
	for (int i = 0; i < port->nr_decoders; i++)
		if (port->decoders[i].region)
			add(w, "port at %s: decoder .%d reserved%s\n",
			    port->device->name, i,
			    port->decoders[i].enabled ? " committed" : "");
}

static void add_lost_memory(struct words *w)
{
	int lost = 0;

	for (int i = 0; i < sim->nr_blocks; i++)
		lost += !sim->blocks[i].region->alive ||
			!sim->blocks[i].region->bound;
	if (lost)
		add(w, "%d memory blocks lost until reboot\n", lost);
}

/* What is not as the kernel makes it. */
static void add_dax(struct words *w)
{
	for (int i = 0; i < SIM_REGIONS; i++) {
		const struct sim_region *r = sim->regions[i];

		if (r && r->dax && strcmp(sim_dax_driver(r), "kmem"))
			add(w, "%s has driver \"%s\"\n", r->dax->name, sim_dax_driver(r));
	}
	for (size_t i = 0; i < sizeof(sim->dax_ids) / sizeof(*sim->dax_ids); i++)
		if (*sim->dax_ids[i])
			add(w, "device_dax binds %s\n", sim->dax_ids[i]);
	if (strcmp(sim->policy, "online_movable"))
		add(w, "memory that is added: %s\n", sim->policy);
}

static void add_slots(struct words *w)
{
	for (int i = 0; i < sim->nr_slots; i++)
		if (sim->slots[i].attention)
			add(w, "slot %d: attention %u\n", i + 1, sim->slots[i].attention);
}

void sim_describe(char *buf, size_t len)
{
	struct words w = { buf, len };

	*buf = '\0';
	for (int i = 0; i < sim->nr_cards; i++)
		add_card(&w, sim->cards[i]);
	for (int i = 0; i < SIM_PORTS; i++)
		if (sim->ports[i])
			add_port(&w, sim->ports[i]);
	add_regions(&w);
	add_lost_memory(&w);
	add_dax(&w);
	add_slots(&w);
}

/* ---- orphans ----------------------------------------------------------- */

/* What was set aside on purpose is marked, and waits for nobody. */
static bool is_reserved(const struct sim_decoder *d)
{
	const struct sim_node *size = sim_child(d->dir, "dpa_size");

	return size && *size->mark;
}

static bool is_orphan(const struct sim_decoder *d)
{
	if (d->region)
		return !d->region->alive;
	return d->dpa_size && !is_reserved(d);
}

const char *sim_lost(void)
{
	static char what[96];

	for (int i = 0; i < SIM_PORTS; i++) {
		const struct sim_port *p = sim->ports[i];

		for (int j = 0; p && p->kind != SIM_ROOT && j < p->nr_decoders; j++) {
			if (!is_orphan(&p->decoders[j]))
				continue;
			snprintf(what, sizeof(what), "decoder%d.%d holds memory for no region",
				 p->id, j);
			return what;
		}
	}
	return "";
}

const char *sim_orphan(void)
{
	static char what[96];

	for (int i = 0; i < SIM_REGIONS; i++) {
		const struct sim_region *r = sim->regions[i];

		if (r && !r->bound && r->state < REGION_COMMIT &&
		    !r->was_bound) {
			snprintf(what, sizeof(what), "region%d is half made", r->id);
			return what;
		}
	}
	return sim_lost();
}

int sim_regions_enabled(void)
{
	int count = 0;

	for (int i = 0; i < SIM_REGIONS; i++)
		count += sim->regions[i] && sim->regions[i]->bound;
	return count;
}

/* ---- all files --------------------------------------------------------- */

static void print_node(FILE *file, const struct sim_node *node)
{
	char path[SIM_PATH_MAX], text[SIM_TEXT_MAX] = "";

	sim_node_path(node, path);
	if (node->type == SIM_LINK) {
		sim_link_text(node, text);
		fprintf(file, "%s -> %s\n", path, text);
	} else if (node->type == SIM_ATTR) {
		if (node->attr->show)
			node->attr->show(node, text);
		for (char *c = text; *c; c++)
			*c = *c == '\n' ? '|' : *c;
		fprintf(file, "%s %o: %s\n", path, node->mode, text);
	}
	for (const struct sim_node *c = node->children; c; c = c->next)
		print_node(file, c);
}

void sim_print_tree(FILE *file)
{
	print_node(file, sim->root);
}
