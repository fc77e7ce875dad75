// SPDX-License-Identifier: LGPL-2.1-or-later
/* The rules for how much a region can have, and for the addresses that it will have. */
#include <stdint.h>

#include "plan/broken.h"
#include "plan/rules.h"
#include "plan/steps.h"

/* -- how much -- */

static uint64_t window_largest_free(const struct window *w)
{
	uint64_t largest = 0;

	for (size_t i = 0; i < w->nr_free; i++)
		if (w->free[i].size > largest)
			largest = w->free[i].size;
	return largest;
}

/* The member that can give least. */
static const struct device *scarcest(const struct cxl_plan *p)
{
	const struct device *least = p->members[0];

	for (unsigned int i = 1; i < p->ways; i++)
		if (p->members[i]->free[p->kind] < least->free[p->kind])
			least = p->members[i];
	return least;
}

static bool check_dpa(struct draft *d, uint64_t share)
{
	struct cxl_plan *p = d->plan;
	const struct device *least = scarcest(p);

	if (least->free[p->kind] >= share)
		return true;
	rule_numbers(p, share, least->free[p->kind]);
	return rule_broken(p, RULE_DPA, least->name,
		"not enough free %s: %s needed, %s free%s%s%s",
		memory_kind_name(p->kind), size_words(share).text,
		size_words(least->free[p->kind]).text,
		p->kind == MEMORY_RAM && least->ram_shut ?
			", as pmem is allocated, and the kernel allocates no ram below it" : "",
		least->holder ? ": " : "", least->holder ? least->holder : "");
}

static bool check_hpa(struct draft *d, uint64_t size)
{
	const struct window *w = d->plan->window;
	uint64_t largest = window_largest_free(w);

	if (largest >= size)
		return true;
	rule_numbers(d->plan, size, largest);
	if (w->start == UINT64_MAX) {
		rule_remedy(d->plan, "run as root");
		return rule_broken(d->plan, RULE_HPA, w->name,
			"its address range cannot be read");
	}
	if (w->unread)
		return rule_broken(d->plan, RULE_HPA, w->name,
			"where %s lies in it cannot be read, so what is free of it is not known",
			w->unread);
	return rule_broken(d->plan, RULE_HPA, w->name,
		"not enough free address space: %s needed, the largest free extent is %s%s%s%s",
		size_words(size).text, size_words(largest).text,
		d->request->size || d->plan->ways == 1 ? "" :
			" (each way needs 256 MiB: choose fewer)",
		w->holder ? "; " : "", w->holder ? w->holder : "");
}

static bool check_size(struct draft *d)
{
	struct cxl_plan *p = d->plan;
	uint64_t unit = CAPACITY_UNIT * p->ways;
	uint64_t largest = window_largest_free(p->window);

	p->size = d->request->size;
	if (p->size % unit)
		return rule_broken(p, RULE_SIZE, NULL,
			"size %s is not a multiple of %s (256 MiB for each of the %u ways)",
			size_words(p->size).text, size_words(unit).text, p->ways);
	if (p->size)
		return check_dpa(d, p->size / p->ways) && check_hpa(d, p->size);

	if (!check_dpa(d, CAPACITY_UNIT) || !check_hpa(d, unit))
		return false;
	p->size = scarcest(p)->free[p->kind] / CAPACITY_UNIT * unit;
	if (p->size > largest)
		p->size = largest / unit * unit;
	return true;
}

/* -- on the way -- */

/* Where the kernel will put it: at the first place that is large enough. */
static uint64_t first_fit(const struct window *w, uint64_t size)
{
	for (size_t i = 0; i < w->nr_free; i++)
		if (w->free[i].size >= size)
			return w->free[i].start;
	return 0;
}

static bool check_load(struct cxl_plan *p, const struct load *load, uint64_t start)
{
	const char *holder = load->holder ? load->holder : "a region";

	if (!load->free_decoders)
		return rule_broken(p, RULE_PORT_DECODER, load->port,
			"all its decoders are taken: %s for %s",
			load->top ? load->top : "the last", holder);
	if (!load->top || load->top_start < start)
		return true;
	if (load->region) {
		holder = load->region;
		rule_remedy(p, "destroy it first: cxl destroy-region -f %s; or use a window above", holder);
	}
	return rule_broken(p, RULE_HPA_ORDER, load->port,
		"a port decodes ranges only in ascending order, and this one would be at %#llx: %s has %#llx for %s%s",
		(unsigned long long)start, load->top, (unsigned long long)load->top_start, holder,
		load->region ? "" : "; or use a window above");
}

static bool check_way(struct cxl_plan *p, const struct device *dev, uint64_t start)
{
	for (unsigned int i = 0; i < dev->nr_hops; i++)
		if (dev->path[i].load && !check_load(p, dev->path[i].load, start))
			return false;
	return !dev->load.port || check_load(p, &dev->load, start);
}

static bool overlap(const struct extent *a, const struct extent *b)
{
	return a->start < b->start ? b->start - a->start < a->size :
				     a->start - b->start < b->size;
}

/* What decodes without a region the kernel does not know of, and would put this there. */
static bool check_strays(struct draft *d)
{
	const struct topology *t = d->topology;
	struct cxl_plan *p = d->plan;
	struct extent place = { first_fit(p->window, p->size), p->size };

	for (size_t i = 0; i < t->nr_strays; i++)
		if (overlap(&place, &t->strays[i].extent))
			return rule_broken(p, RULE_HPA, t->strays[i].decoder,
				"firmware committed it, without a region: it decodes %#llx, where the kernel would put this one (dmesg may say why it has no region)",
				(unsigned long long)t->strays[i].extent.start);
	return true;
}

static bool check_ports(struct draft *d)
{
	struct cxl_plan *p = d->plan;
	uint64_t start = first_fit(p->window, p->size);

	for (unsigned int i = 0; i < p->ways; i++)
		if (!check_way(p, p->members[i], start))
			return false;
	return true;
}

bool rules_hold_for_place(struct draft *d)
{
	return check_size(d) && check_strays(d) && check_ports(d);
}
