// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is free of a window's addresses, and what holds the rest: its regions, and the owners that /proc/iomem names. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "plan/holder.h"
#include "plan/room.h"
#include "plan/topology.h"

/* A part of the window that is taken. */
struct hold {
	struct extent extent;
	struct words holder;
};

struct holds {
	struct window *window;
	const struct scope *scope;
	struct hold *list;
	size_t count;
};

static void holds_done(struct holds *holds) { free(holds->list); }
#define _cleanup_holds_ __attribute__((cleanup(holds_done)))

static int add(struct holds *holds, uint64_t start, uint64_t size,
	       struct words holder)
{
	struct hold *more = reallocarray(holds->list, holds->count + 1,
					 sizeof(*more));

	if (!more)
		return -ENOMEM;
	holds->list = more;
	more[holds->count++] = (struct hold){ { start, size }, holder };
	return 0;
}

/* -- its regions -- */

/* The place of a region that has a size; what lies elsewhere was not read right. */
static bool is_inside(const struct window *w, uint64_t start, uint64_t size)
{
	return start >= w->start && start - w->start < w->size &&
	       size <= w->size - (start - w->start);
}

static int add_region(struct holds *holds, struct cxl_region *region)
{
	uint64_t start = cxl_region_get_resource(region);
	uint64_t size = cxl_region_get_size(region);

	if (!size || scope_is_without(holds->scope, region))
		return 0;
	if (is_inside(holds->window, start, size))
		return add(holds, start, size, holder_of_region(region));
	if (!cxl_region_is_gone(region))
		holds->window->unread = cxl_region_get_devname(region);
	return 0;
}

static int add_regions(struct holds *holds)
{
	struct cxl_region *region;
	int rc = 0;

	cxl_region_foreach(holds->window->decoder, region)
		if (!rc)
			rc = add_region(holds, region);
	return rc;
}

/* -- others -- */

static bool is_region_of(const struct window *w, const char *name)
{
	struct cxl_region *region;

	cxl_region_foreach(w->decoder, region)
		if (strcmp(cxl_region_get_devname(region), name) == 0)
			return true;
	return false;
}

static int add_claim(void *arg, unsigned long long start,
		     unsigned long long size, const char *owner)
{
	struct holds *holds = arg;

	if (is_region_of(holds->window, owner))
		return 0;
	return add(holds, start, size, holder_of_addresses(owner));
}

static int add_claims(struct holds *holds)
{
	int rc = cxl_decoder_walk_claims(holds->window->decoder, add_claim, holds);

	if (rc == -ENOMEM)
		return rc;
	holds->window->unseen = rc;
	return 0;
}

/* -- what is left -- */

static uint64_t round_down(uint64_t n)
{
	return n / CAPACITY_UNIT * CAPACITY_UNIT;
}

static uint64_t round_up(uint64_t n)
{
	return round_down(n + CAPACITY_UNIT - 1);
}

/* The kernel never gives out the first unit of all addresses. */
static void add_free(struct window *w, uint64_t start, uint64_t end)
{
	start = start ? round_up(start) : CAPACITY_UNIT;
	end = round_down(end);
	if (start < end)
		w->free[w->nr_free++] = (struct extent){ start, end - start };
}

static int by_address(const void *a, const void *b)
{
	const struct hold *x = a, *y = b;

	return (x->extent.start > y->extent.start) -
	       (x->extent.start < y->extent.start);
}

static int find_gaps(struct window *w, const struct holds *holds)
{
	uint64_t at = w->start;

	w->free = calloc(holds->count + 1, sizeof(*w->free));
	if (!w->free)
		return -ENOMEM;
	for (size_t i = 0; i < holds->count; i++) {
		const struct extent *e = &holds->list[i].extent;

		if (e->start > at)
			add_free(w, at, e->start);
		if (e->start + e->size > at)
			at = e->start + e->size;
	}
	add_free(w, at, w->start + w->size);
	return 0;
}

/* Who is in the way most, in words. */
static int name_largest(struct window *w, const struct holds *holds)
{
	const struct hold *most = NULL;

	for (size_t i = 0; i < holds->count; i++)
		if (!most || holds->list[i].extent.size > most->extent.size)
			most = &holds->list[i];
	if (!most)
		return 0;
	if (asprintf(&w->holder, "%s at %#llx belong to %s",
		     size_words(most->extent.size).text,
		     (unsigned long long)most->extent.start,
		     most->holder.text) >= 0)
		return 0;
	w->holder = NULL;
	return -ENOMEM;
}

/* Without privilege nothing is free that we know of. */
int room_read(struct window *w, const struct scope *scope)
{
	_cleanup_holds_ struct holds holds = { .window = w, .scope = scope };
	int rc;

	if (w->start == ULLONG_MAX || w->size == ULLONG_MAX)
		return 0;
	rc = add_regions(&holds);
	if (!rc)
		rc = add_claims(&holds);
	if (rc || w->unread)
		return rc;
	if (holds.count)
		qsort(holds.list, holds.count, sizeof(*holds.list), by_address);
	rc = find_gaps(w, &holds);
	return rc ? rc : name_largest(w, &holds);
}

void room_done(struct window *w)
{
	free(w->free);
	free(w->holder);
}
