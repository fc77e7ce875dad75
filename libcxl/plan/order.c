// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Which position of an interleave can which memdev hold.
 *
 * The kernel takes positions for numbers whose lowest digit selects the target
 * of the window (the host bridge), the next one the dport of the port below it
 * and so on. Two memdevs behind the same dport must therefore stand a distance
 * apart that is the product of the fan-outs from the window down to that port;
 * and below the window a fan-out must be a power of two.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "plan/order.h"
#include "plan/topology.h"

/* Some of the devices, in order: those behind one dport, to begin with. */
struct group {
	const struct device **devices;
	unsigned int count;
};

static void group_done(struct group *g) { free(g->devices); }
#define _cleanup_group_ __attribute__((cleanup(group_done)))

static bool is_power_of_2(unsigned int n)
{
	return n && !(n & (n - 1));
}

/* At @level, do the ways to both part at the same port? */
static bool same_port(const struct device *a, const struct device *b,
		      unsigned int level)
{
	return level < a->nr_hops && level < b->nr_hops &&
	       strcmp(a->path[level].port, b->path[level].port) == 0;
}

static bool same_dport(const struct device *a, const struct device *b,
		       unsigned int level)
{
	return same_port(a, b, level) &&
	       a->path[level].dport_id == b->path[level].dport_id;
}

static bool below_target(const struct window *w, unsigned int slot,
			 const struct device *d)
{
	return d->nr_hops && strcmp(d->path[0].port, w->root) == 0 &&
	       d->path[0].dport_id == w->targets[slot].id;
}

bool order_reaches(const struct window *w, const struct device *d)
{
	for (unsigned int i = 0; i < w->nr_targets; i++)
		if (below_target(w, i, d))
			return true;
	return false;
}

/* -- choosing -- */

static int group_of_target(const struct group *all, const struct window *w,
			   unsigned int slot, struct group *ret)
{
	ret->count = 0;
	ret->devices = calloc(all->count + 1, sizeof(*ret->devices));
	if (!ret->devices)
		return -ENOMEM;
	for (unsigned int i = 0; i < all->count; i++)
		if (below_target(w, slot, all->devices[i]))
			ret->devices[ret->count++] = all->devices[i];
	return 0;
}

static int group_of_dport(const struct group *all, unsigned int level,
			  const struct device *like, struct group *ret)
{
	ret->count = 0;
	ret->devices = calloc(all->count + 1, sizeof(*ret->devices));
	if (!ret->devices)
		return -ENOMEM;
	for (unsigned int i = 0; i < all->count; i++)
		if (same_dport(all->devices[i], like, level))
			ret->devices[ret->count++] = all->devices[i];
	return 0;
}

/* Is devices[at] the first behind its dport? */
static bool opens_dport(const struct group *g, unsigned int level,
			unsigned int at)
{
	for (unsigned int i = 0; i < at; i++)
		if (same_dport(g->devices[i], g->devices[at], level))
			return false;
	return true;
}

static unsigned int count_dports(const struct group *g, unsigned int level)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < g->count; i++)
		count += opens_dport(g, level, i);
	return count;
}

static int choose_below(const struct group *g, unsigned int level,
			unsigned int want, const struct device **chosen,
			unsigned int stride);

/* Take want / fan members from each of @fan dports of the port at @level. */
static int choose_fan(const struct group *g, unsigned int level,
		      unsigned int want, unsigned int fan,
		      const struct device **chosen, unsigned int stride)
{
	unsigned int digit = 0;
	int rc;

	for (unsigned int i = 0; i < g->count && digit < fan; i++) {
		_cleanup_group_ struct group below = {};

		if (!opens_dport(g, level, i))
			continue;
		rc = group_of_dport(g, level, g->devices[i], &below);
		if (!rc)
			rc = choose_below(&below, level + 1, want / fan,
					  chosen + digit * stride, stride * fan);
		if (rc == -ENOMEM)
			return rc;
		digit += rc == 0;
	}
	return digit == fan ? 0 : -ENOENT;
}

/* All of @g are behind the same dport above @level: take @want of them. */
static int choose_below(const struct group *g, unsigned int level,
			unsigned int want, const struct device **chosen,
			unsigned int stride)
{
	unsigned int fan = 1;
	int rc = -ENOENT;

	if (want > g->count)
		return -ENOENT;
	if (want == 1) {
		chosen[0] = g->devices[0];
		return 0;
	}
	if (level >= g->devices[0]->nr_hops)
		return -ENOENT;		/* two devices in one place */

	while (fan * 2 <= want && fan * 2 <= count_dports(g, level))
		fan *= 2;
	for (; fan && rc == -ENOENT; fan /= 2)
		if (want % fan == 0)
			rc = choose_fan(g, level, want, fan, chosen, stride);
	return rc;
}

/* A host bridge listed twice: no platform does it, and no member can be in two places. */
static bool target_twice(const struct window *w)
{
	for (unsigned int i = 0; i < w->nr_targets; i++)
		for (unsigned int k = 0; k < i; k++)
			if (w->targets[i].id == w->targets[k].id)
				return true;
	return false;
}

int order_choose(const struct window *w, const struct device *const *devices,
		 size_t nr_devices, unsigned int ways,
		 const struct device **chosen)
{
	struct group all = { (const struct device **)devices, nr_devices };
	int rc;

	if (!w->nr_targets || ways % w->nr_targets || target_twice(w))
		return -ENOENT;
	for (unsigned int i = 0; i < w->nr_targets; i++) {
		_cleanup_group_ struct group below = {};

		rc = group_of_target(&all, w, i, &below);
		if (!rc)
			rc = choose_below(&below, 1, ways / w->nr_targets,
					  chosen + i, w->nr_targets);
		if (rc)
			return rc;
	}
	return 0;
}

/* -- judging -- */

/* Note that @object breaks a rule; returns false, the verdict. */
__attribute__((format(printf, 3, 4)))
static bool faulty(struct order_fault *f, const char *object,
		   const char *format, ...)
{
	va_list ap;

	f->object = object;
	va_start(ap, format);
	vsnprintf(f->why, sizeof(f->why), format, ap);
	va_end(ap);
	return false;
}

/* How many dports of the port at @level, where @like passes, lead to members. */
static unsigned int port_fan(const struct group *g, unsigned int level,
			     const struct device *like)
{
	unsigned int fan = 0;

	for (unsigned int i = 0; i < g->count; i++)
		fan += same_port(g->devices[i], like, level) &&
		       opens_dport(g, level, i);
	return fan;
}

/* The product of the fan-outs from the window down to the port at @level. */
static unsigned int port_distance(const struct window *w, const struct group *g,
				  unsigned int level, const struct device *like)
{
	unsigned int distance = w->nr_targets;

	for (unsigned int i = 1; i <= level; i++)
		distance *= port_fan(g, i, like);
	return distance;
}

static bool check_fans(const struct group *g, const struct device *d,
		       struct order_fault *f)
{
	for (unsigned int level = 1; level < d->nr_hops; level++) {
		unsigned int fan = port_fan(g, level, d);

		if (!is_power_of_2(fan))
			return faulty(f, d->path[level].port,
				"the members are behind %u of its dports, and below a window that must be a power of two",
				fan);
	}
	return true;
}

/* Do the members at @a and @b stand as far apart as their ports need it? */
static bool check_pair(const struct window *w, const struct group *g,
		       unsigned int a, unsigned int b, struct order_fault *f)
{
	const struct device *one = g->devices[a], *other = g->devices[b];

	for (unsigned int level = 1; same_port(one, other, level); level++) {
		unsigned int distance = port_distance(w, g, level, one);
		bool apart = (b - a) % distance != 0;
		const struct hop *hop = &one->path[level];

		if (same_dport(one, other, level) && apart)
			return faulty(f, other->name,
				"it shares dport %s of %s with %s, so their positions %u and %u must be a multiple of %u apart",
				hop->dport, hop->port, one->name, a, b, distance);
		if (!same_dport(one, other, level) && !apart)
			return faulty(f, other->name,
				"positions %u and %u lead to the same dport of %s, and %s is behind another one than %s",
				a, b, hop->port, other->name, one->name);
	}
	return true;
}

bool order_check(const struct window *w, const struct device *const *devices,
		 unsigned int ways, struct order_fault *f)
{
	struct group g = { (const struct device **)devices, ways };

	for (unsigned int i = 0; i < ways; i++) {
		unsigned int slot = i % w->nr_targets;

		if (!below_target(w, slot, devices[i]))
			return faulty(f, devices[i]->name,
				"position %u of %s is below %s, and %s is below %s",
				i, w->name, w->targets[slot].name,
				devices[i]->name, devices[i]->path[0].dport);
	}
	for (unsigned int i = 0; i < ways; i++)
		if (!check_fans(&g, devices[i], f))
			return false;
	for (unsigned int b = 1; b < ways; b++)
		for (unsigned int a = 0; a < b; a++)
			if (!check_pair(w, &g, a, b, f))
				return false;
	return true;
}

static unsigned int count_below_target(const struct window *w, unsigned int slot,
				       const struct group *g)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < g->count; i++)
		count += below_target(w, slot, g->devices[i]);
	return count;
}

static bool explain_targets(const struct window *w, const struct group *g,
			    struct order_fault *f)
{
	unsigned int share = g->count / w->nr_targets;

	for (unsigned int i = 0; i < w->nr_targets; i++) {
		unsigned int count = count_below_target(w, i, g);

		if (count != share)
			return faulty(f, w->name,
				"of %u members %u must be below each of its targets, and %u are below %s",
				g->count, share, count, w->targets[i].name);
	}
	return true;
}

static unsigned int count_behind(const struct group *g, unsigned int level,
				 const struct device *like)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < g->count; i++)
		count += same_dport(g->devices[i], like, level);
	return count;
}

/* Do as many members sit behind the dport of @one as behind that of @other? */
static bool explain_pair(const struct group *g, const struct device *one,
			 const struct device *other, struct order_fault *f)
{
	for (unsigned int level = 1; same_port(one, other, level); level++) {
		unsigned int a = count_behind(g, level, one);
		unsigned int b = count_behind(g, level, other);

		if (a != b)
			return faulty(f, one->path[level].port,
				"the members must spread evenly over its dports, and %u are behind %s, %u behind %s",
				a, one->path[level].dport, b,
				other->path[level].dport);
	}
	return true;
}

void order_explain(const struct window *w, const struct device *const *devices,
		   unsigned int ways, struct order_fault *f)
{
	struct group g = { (const struct device **)devices, ways };

	if (!explain_targets(w, &g, f))
		return;
	for (unsigned int i = 0; i < ways; i++)
		if (!check_fans(&g, devices[i], f))
			return;
	for (unsigned int i = 0; i < ways; i++)
		for (unsigned int k = i + 1; k < ways; k++)
			if (!explain_pair(&g, devices[i], devices[k], f))
				return;
	faulty(f, w->name, "no order of these members fits its decoders");
}
