// SPDX-License-Identifier: LGPL-2.1-or-later
/* The rules that a request must keep, by itself and in a window: the order of the checks is the order of this file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/broken.h"
#include "plan/order.h"
#include "plan/rules.h"
#include "plan/steps.h"

#define GRANULARITY_MIN	256
#define GRANULARITY_MAX	16384

/* -- rules of the request alone -- */

static bool is_power_of_2(uint64_t n)
{
	return n && !(n & (n - 1));
}

static bool ways_exist(unsigned int ways)
{
	return ways <= WAYS_MAX &&
	       (is_power_of_2(ways) || (ways % 3 == 0 && is_power_of_2(ways / 3)));
}

static bool check_ways_value(const struct request *r, struct cxl_plan *p)
{
	unsigned int ways = r->ways ? r->ways : r->nr_memdevs;

	if (ways && !ways_exist(ways))
		return rule_broken(p, RULE_WAYS_VALUE, NULL,
			"%u ways: a region has 1, 2, 3, 4, 6, 8, 12 or 16", ways);
	if (r->nr_memdevs && r->nr_memdevs != ways)
		return rule_broken(p, RULE_WAYS_VALUE, NULL,
			"%zu memdevs are named for %u ways", r->nr_memdevs, ways);
	return true;
}

static bool check_granularity_value(const struct request *r, struct cxl_plan *p)
{
	if (!r->granularity ||
	    (is_power_of_2(r->granularity) && r->granularity >= GRANULARITY_MIN &&
	     r->granularity <= GRANULARITY_MAX))
		return true;
	return rule_broken(p, RULE_GRANULARITY_VALUE, NULL,
		"granularity %u: it is a power of two from %d to %d",
		r->granularity, GRANULARITY_MIN, GRANULARITY_MAX);
}

static bool check_size_value(const struct request *r, struct cxl_plan *p)
{
	uint64_t unit = CAPACITY_UNIT * (r->ways ? r->ways :
					 r->nr_memdevs ? r->nr_memdevs : 1);

	if (r->size % unit == 0)
		return true;
	return rule_broken(p, RULE_SIZE_VALUE, NULL,
		"size %llu (%#llx) is not a multiple of %s (256 MiB for each way)",
		(unsigned long long)r->size, (unsigned long long)r->size,
		size_words(unit).text);
}

static bool check_uuid(const struct request *r, struct cxl_plan *p)
{
	if (!r->uuid || r->kind != MEMORY_RAM)
		return true;
	return rule_broken(p, RULE_UUID_OF_RAM, NULL,
		"a uuid is for pmem, and a ram region has none");
}

static bool check_use(const struct request *r, struct cxl_plan *p)
{
	if (!r->has_use || r->kind == MEMORY_RAM)
		return true;
	return rule_broken(p, RULE_USE_OF_PMEM, NULL,
		"a mode is for ram, and a pmem region has none");
}

bool rules_hold_for_request(const struct request *r, struct cxl_plan *p)
{
	return check_ways_value(r, p) && check_granularity_value(r, p) &&
	       check_size_value(r, p) && check_uuid(r, p) && check_use(r, p);
}

/* -- who: the devices named, or all that could serve -- */

static const struct device *find_device(const struct topology *t,
					const char *name)
{
	for (size_t i = 0; i < t->nr_devices; i++)
		if (strcmp(t->devices[i].name, name) == 0)
			return &t->devices[i];
	return NULL;
}

static bool is_among(const struct device *const *devices, size_t nr,
		     const struct device *wanted)
{
	for (size_t i = 0; i < nr; i++)
		if (devices[i] == wanted)
			return true;
	return false;
}

static bool check_attached(struct cxl_plan *p, const struct device *dev)
{
	if (!dev->enabled) {
		rule_remedy(p, "enable it: cxl enable-memdev %s", dev->name);
		return rule_broken(p, RULE_ENABLED, dev->name, "it is disabled");
	}
	if (!dev->detached)
		return true;
	rule_remedy(p, "cxl enable-port, or see dmesg");
	return rule_broken(p, RULE_ENABLED, dev->name,
		"it has no endpoint: a port above it is disabled, or did not come up");
}

static bool take_named(struct draft *d)
{
	const struct request *r = d->request;

	for (size_t i = 0; i < r->nr_memdevs; i++) {
		const struct device *dev = find_device(d->topology, r->memdevs[i]);

		if (!dev)
			return rule_broken(d->plan, RULE_MEMDEV_KNOWN, r->memdevs[i],
				"there is no such memdev");
		if (is_among(d->devices, d->nr_devices, dev))
			return rule_broken(d->plan, RULE_MEMDEV_TWICE, dev->name,
				"it is named twice, and a region has each memdev once");
		if (!check_attached(d->plan, dev))
			return false;
		d->devices[d->nr_devices++] = dev;
	}
	return true;
}

static bool check_reach(struct draft *d)
{
	const struct window *w = d->plan->window;

	for (size_t i = 0; i < d->nr_devices; i++) {
		const struct device *dev = d->devices[i];

		if (!order_reaches(w, dev))
			return rule_broken(d->plan, RULE_REACHES, dev->name,
				"it is not below %s: that window leads to %s, and %s is below %s",
				w->name, targets_words(w).text, dev->name,
				dev->nr_hops ? dev->path[0].dport : "no port");
	}
	return true;
}

/* Does every device (there is one at least) have some @kind, free or not? */
static bool all_have(const struct draft *d, enum memory_kind kind)
{
	for (size_t i = 0; i < d->nr_devices; i++)
		if (!d->devices[i]->size[kind])
			return false;
	return d->nr_devices;
}

static bool any_below_has(const struct draft *d, enum memory_kind kind)
{
	const struct topology *t = d->topology;

	for (size_t i = 0; i < t->nr_devices; i++)
		if (t->devices[i].enabled && t->devices[i].size[kind] &&
		    order_reaches(d->plan->window, &t->devices[i]))
			return true;
	return false;
}

/* pmem where the window and the devices can do both. */
static enum memory_kind default_kind(const struct draft *d)
{
	const struct window *w = d->plan->window;

	if (w->capable[MEMORY_PMEM] != w->capable[MEMORY_RAM])
		return w->capable[MEMORY_PMEM] ? MEMORY_PMEM : MEMORY_RAM;
	if (d->nr_devices)
		return !all_have(d, MEMORY_PMEM) && all_have(d, MEMORY_RAM) ?
			MEMORY_RAM : MEMORY_PMEM;
	return any_below_has(d, MEMORY_PMEM) ? MEMORY_PMEM : MEMORY_RAM;
}

static bool check_kind(struct draft *d)
{
	const struct request *r = d->request;
	struct cxl_plan *p = d->plan;

	p->kind = r->kind == MEMORY_KINDS ? default_kind(d) : r->kind;
	if (!p->window->capable[p->kind])
		return rule_broken(p, RULE_CAPABLE, p->window->name,
			"this window does not support %s", memory_kind_name(p->kind));
	if (r->uuid && p->kind == MEMORY_RAM)
		return rule_broken(p, RULE_UUID_OF_RAM, p->window->name,
			"a uuid is for pmem, and this would be a ram region");
	for (size_t i = 0; i < d->nr_devices; i++)
		if (!d->devices[i]->size[p->kind])
			return rule_broken(p, RULE_KIND, d->devices[i]->name,
				"it has no %s", memory_kind_name(p->kind));
	return true;
}

static bool qos_differs(const struct window *w, const struct device *dev,
			enum memory_kind kind)
{
	return w->qos_class != QOS_UNKNOWN &&
	       dev->qos_class[kind] != QOS_UNKNOWN &&
	       dev->qos_class[kind] != w->qos_class;
}

/* What each member must have free, as far as we know yet. */
static uint64_t share_wanted(const struct request *r)
{
	return r->size && r->ways ? r->size / r->ways : CAPACITY_UNIT;
}

static bool could_serve(const struct draft *d, const struct device *dev)
{
	const struct cxl_plan *p = d->plan;

	return dev->enabled && dev->next_decoder &&
	       dev->free[p->kind] >= share_wanted(d->request) &&
	       order_reaches(p->window, dev) &&
	       !(d->request->enforce_qos &&
		 qos_differs(p->window, dev, p->kind));
}

/* Those below that nothing can be made of before they are enabled. */
static struct words disabled_words(const struct draft *d)
{
	const struct topology *t = d->topology;
	struct words w = {};

	for (size_t i = 0; i < t->nr_devices; i++)
		if (!t->devices[i].enabled &&
		    order_reaches(d->plan->window, &t->devices[i]))
			words_add(&w, " ", t->devices[i].name);
	return w;
}

static const struct device *find_detached(const struct draft *d)
{
	const struct topology *t = d->topology;

	for (size_t i = 0; i < t->nr_devices; i++)
		if (t->devices[i].detached &&
		    order_reaches(d->plan->window, &t->devices[i]))
			return &t->devices[i];
	return NULL;
}

/* The first below of which somebody else holds what could serve, or is unread. */
static const struct device *find_held(const struct draft *d)
{
	const struct topology *t = d->topology;

	for (size_t i = 0; i < t->nr_devices; i++) {
		const struct device *dev = &t->devices[i];

		if ((dev->holder || dev->unread) && dev->size[d->plan->kind] &&
		    order_reaches(d->plan->window, dev) && !could_serve(d, dev))
			return dev;
	}
	return NULL;
}

/* Which object is in the way, and what to do about it; "" where that is unknown. */
static struct words obstacle_words(const struct draft *d)
{
	struct words disabled = disabled_words(d), w = {};
	const struct device *detached = find_detached(d);
	const struct device *held = find_held(d);

	if (detached)
		words_format(&w, "; %s has no endpoint, as a port above it is disabled (cxl enable-port)",
			     detached->name);
	else if (*disabled.text)
		words_format(&w, "; disabled: %s (cxl enable-memdev %s)",
			     disabled.text, disabled.text);
	else if (held && held->unread)
		words_format(&w, "; the dpa_size of %s cannot be read", held->unread);
	else if (held)
		words_format(&w, "; of %s %s", held->name, held->holder);
	return w;
}

static bool take_all(struct draft *d)
{
	const struct topology *t = d->topology;
	struct cxl_plan *p = d->plan;
	unsigned int ways = d->request->ways;

	for (size_t i = 0; i < t->nr_devices; i++)
		if (could_serve(d, &t->devices[i]))
			d->devices[d->nr_devices++] = &t->devices[i];
	if (d->nr_devices >= (ways ? ways : 1))
		return true;
	rule_numbers(p, ways ? ways : 1, d->nr_devices);
	return rule_broken(p, RULE_CANDIDATES, p->window->name,
		"%zu memdev%s below it ha%s %s of free %s and a free decoder, and %u %s needed%s",
		d->nr_devices, d->nr_devices == 1 ? "" : "s",
		d->nr_devices == 1 ? "s" : "ve",
		size_words(share_wanted(d->request)).text,
		memory_kind_name(p->kind), ways ? ways : 1,
		ways > 1 ? "are" : "is", obstacle_words(d).text);
}

/* -- how: ways, order, granularity -- */

static void remedy_choose(struct cxl_plan *p)
{
	rule_remedy(p, "choose the number of ways, or name the memdevs");
}

static bool check_ways(struct draft *d)
{
	const struct request *r = d->request;
	struct cxl_plan *p = d->plan;
	unsigned int targets = p->window->nr_targets;

	p->ways = r->ways ? r->ways : d->nr_devices;
	if (!ways_exist(p->ways)) {
		remedy_choose(p);
		return rule_broken(p, RULE_WAYS, p->window->name,
			"%u memdevs below it have free %s, and a region has 1, 2, 3, 4, 6, 8, 12 or 16",
			p->ways, memory_kind_name(p->kind));
	}
	if (!targets)
		return rule_broken(p, RULE_WAYS, p->window->name,
			"the kernel names no target of this window");
	if (p->ways % targets == 0 && is_power_of_2(p->ways / targets))
		return true;
	if (!r->ways && !r->nr_memdevs)
		remedy_choose(p);
	return rule_broken(p, RULE_WAYS, p->window->name,
		"%u way%s: this window interleaves %u host bridges, and a region in it has %u times a power of two",
		p->ways, p->ways == 1 ? "" : "s", targets, targets);
}

static bool spread_is_impossible(struct draft *d)
{
	struct cxl_plan *p = d->plan;
	struct order_fault fault = {};

	if (d->nr_devices == p->ways) {
		order_explain(p->window, d->devices, p->ways, &fault);
		return rule_broken(p, RULE_SPREAD, fault.object, "%s", fault.why);
	}
	return rule_broken(p, RULE_SPREAD, p->window->name,
		"no %u of the %zu memdevs below it can be spread evenly over its targets and their ports",
		p->ways, d->nr_devices);
}

/* The order given is the order taken, or none: positions are the user's word. */
static bool check_order(struct draft *d, const struct device *const *possible)
{
	struct cxl_plan *p = d->plan;
	struct order_fault fault = {};

	if (order_check(p->window, d->devices, p->ways, &fault)) {
		memcpy(p->members, d->devices, p->ways * sizeof(*d->devices));
		return true;
	}
	rule_remedy(p, "an order that works: %s", devices_words(possible, p->ways).text);
	return rule_broken(p, RULE_ORDER, fault.object, "%s", fault.why);
}

static bool take_members(struct draft *d)
{
	const struct device *possible[WAYS_MAX] = {};
	struct cxl_plan *p = d->plan;
	int rc;

	rc = order_choose(p->window, d->devices, d->nr_devices, p->ways, possible);
	if (rc == -ENOMEM)
		return rule_broken(p, RULE_NO_MEMORY, NULL, "out of memory");
	if (rc)
		return spread_is_impossible(d);
	if (d->request->nr_memdevs)
		return check_order(d, possible);
	memcpy(p->members, possible, sizeof(possible));
	return true;
}

static bool check_granularity(struct draft *d)
{
	struct cxl_plan *p = d->plan;
	const struct window *w = p->window;

	p->granularity = d->request->granularity ? d->request->granularity :
						   w->granularity;
	if (w->nr_targets == 1 || p->granularity == w->granularity)
		return true;
	return rule_broken(p, RULE_GRANULARITY, w->name,
		"granularity %u: this window interleaves host bridges at %u, and a region in it must do the same",
		p->granularity, w->granularity);
}

static bool check_qos(struct draft *d)
{
	struct cxl_plan *p = d->plan;

	if (!d->request->enforce_qos)
		return true;
	for (unsigned int i = 0; i < p->ways; i++)
		if (qos_differs(p->window, p->members[i], p->kind))
			return rule_broken(p, RULE_QOS, p->members[i]->name,
				"its %s is of qos class %d, and %s is of class %d",
				memory_kind_name(p->kind),
				p->members[i]->qos_class[p->kind],
				p->window->name, p->window->qos_class);
	return true;
}

static bool check_decoders(struct draft *d)
{
	struct cxl_plan *p = d->plan;

	for (unsigned int i = 0; i < p->ways; i++) {
		const struct device *dev = p->members[i];

		if (dev->unread)
			return rule_broken(p, RULE_DECODER, dev->name,
				"the dpa_size of %s cannot be read, so what is free of it is not known",
				dev->unread);
		if (!dev->next_decoder)
			return rule_broken(p, RULE_DECODER, dev->name,
				"all its decoders are taken%s%s",
				dev->holder ? ": " : "",
				dev->holder ? dev->holder : "");
	}
	return true;
}

bool rules_hold_for_draft(struct draft *d)
{
	return take_named(d) && check_reach(d) && check_kind(d) &&
	       (d->request->nr_memdevs || take_all(d)) && check_ways(d) &&
	       take_members(d) && check_granularity(d) && check_qos(d) &&
	       check_decoders(d) && rules_hold_for_place(d);
}
