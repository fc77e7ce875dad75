// SPDX-License-Identifier: LGPL-2.1-or-later
/* The order of entries: by windows, and of those that share a memdev by the memory that the kernel gives them. */
#include <stdio.h>
#include <string.h>

#include "layout/machine.h"
#include "layout/turn.h"

static uint64_t start_of(const struct cxl_layout_entry *e, const struct seen_machine *m)
{
	for (size_t i = 0; e->root && i < m->nr_windows; i++)
		if (m->windows[i].decoder == e->root)
			return m->windows[i].start;
	return UINT64_MAX;
}

/* A memdev that both have; NULL: none. */
static const struct cxl_memdev *shared_member(const struct cxl_layout_entry *a,
					      const struct cxl_layout_entry *b)
{
	for (unsigned int i = 0; i < a->ways; i++)
		for (unsigned int k = 0; k < b->ways; k++)
			if (a->found[i] && a->found[i] == b->found[k])
				return a->found[i];
	return NULL;
}

static bool goes_before(const struct cxl_layout_entry *e, const struct cxl_layout_entry *other,
			const struct seen_machine *m)
{
	uint64_t start = start_of(e, m), of_other = start_of(other, m);

	if (start != of_other)
		return start < of_other;
	return e->kind == MEMORY_RAM && other->kind == MEMORY_PMEM && shared_member(e, other);
}

void turn_sort(struct cxl_layout *layout, const struct seen_machine *m)
{
	struct cxl_layout_entry *rest = layout->first, *e;

	layout->first = NULL;
	while ((e = rest)) {
		struct cxl_layout_entry **at = &layout->first;

		rest = e->next;
		while (*at && !goes_before(e, *at, m))
			at = &(*at)->next;
		e->next = *at;
		*at = e;
	}
}

/* It is not there, and nothing is going to create it before the next comparison. */
static bool is_missing(const struct cxl_layout_entry *e)
{
	return !e->region && (e->state != CXL_LAYOUT_CREATE || e->failed);
}

/* Ram has no content that depends on its place, and ram behind it is allocated later. */
static const struct cxl_layout_entry *find_missing_before(const struct cxl_layout *layout,
							   const struct cxl_layout_entry *e)
{
	if (e->kind != MEMORY_PMEM)
		return NULL;
	for (const struct cxl_layout_entry *o = layout->first; o && o != e; o = o->next)
		if (is_missing(o) && shared_member(e, o))
			return o;
	return NULL;
}

static const char *name_of(const struct seen_machine *m, const struct cxl_memdev *memdev)
{
	for (size_t i = 0; i < m->nr_memdevs; i++)
		if (m->memdevs[i].memdev == memdev)
			return m->memdevs[i].name;
	return "a memdev";
}

/* What is in conflict stays so; but then nothing is destroyed for it. */
static void wait_for(const struct cxl_layout *layout, struct cxl_layout_entry *e,
		     const struct seen_machine *m)
{
	e->behind = NULL;
	if (e->region || (e->state != CXL_LAYOUT_CREATE && !e->nr_obstacles))
		return;
	e->behind = find_missing_before(layout, e);
	if (!e->behind || e->state != CXL_LAYOUT_CREATE)
		return;
	e->state = CXL_LAYOUT_WAITING;
	snprintf(e->reason, sizeof(e->reason),
		 "waiting for the entry %.64s, whose memory of %s comes before",
		 e->behind->name, name_of(m, shared_member(e, e->behind)));
}

void turn_wait(struct cxl_layout *layout, const struct seen_machine *m)
{
	for (struct cxl_layout_entry *e = layout->first; e; e = e->next)
		wait_for(layout, e, m);
}

void turn_wait_again(struct cxl_layout *layout, struct cxl_layout_entry *e,
		     const struct seen_machine *m)
{
	if (e->behind && e->state == CXL_LAYOUT_WAITING) {
		e->state = CXL_LAYOUT_CREATE;
		*e->reason = '\0';
	}
	wait_for(layout, e, m);
}
