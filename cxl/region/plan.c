// SPDX-License-Identifier: GPL-2.0-or-later
/* From a topology and a request to the ordered steps that make a region, or the reason why there are none. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "core/scope.h"
#include "region/plan.h"
#include "region/rules.h"
#include "region/steps.h"

int rule_status(enum rule rule)
{
	switch (rule) {
	case RULE_NONE:
		return STATUS_DONE;
	case RULE_WAYS_VALUE:
	case RULE_GRANULARITY_VALUE:
	case RULE_SIZE_VALUE:
	case RULE_UUID_OF_RAM:
	case RULE_MEMDEV_TWICE:
	case RULE_GRANULARITY:
	case RULE_WAYS:
	case RULE_SIZE:
		return STATUS_USAGE;
	case RULE_WINDOW_KNOWN:
	case RULE_MEMDEV_KNOWN:
		return STATUS_NO_OBJECT;
	default:
		return STATUS_FAILED;
	}
}

static struct plan *plan_new(void)
{
	return calloc(1, sizeof(struct plan));
}

void plan_free(struct plan *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->nr_steps; i++) {
		free(p->steps[i].what);
		free(p->steps[i].undo);
	}
	free(p->steps);
	free(p->object);
	free(p->reason);
	free(p);
}

static struct plan *plan_as_asked(const struct topology *t,
				  const struct request *r,
				  const struct window *w)
{
	_cleanup_free_ const struct device **devices =
		calloc(t->nr_devices + 1, sizeof(*devices));
	_cleanup_plan_ struct plan *p = plan_new();
	struct draft draft = { t, r, devices, 0, p };

	if (!p)
		return NULL;
	p->window = w;
	if (!devices)
		rule_broken(p, RULE_NO_MEMORY, NULL, "out of memory");
	else if (rules_hold_for_draft(&draft) && steps_make(p, r) < 0)
		rule_broken(p, RULE_NO_MEMORY, NULL, "out of memory");
	return take_ptr(p);
}

static bool plan_works(const struct plan *p)
{
	return p->broken == RULE_NONE;
}

/* All that could serve; if they cannot, as many of them as can, or why not all. */
static struct plan *plan_in_window(const struct topology *t,
				   const struct request *r,
				   const struct window *w)
{
	_cleanup_plan_ struct plan *all = plan_as_asked(t, r, w);
	struct request fewer = *r;

	if (!all || plan_works(all) || r->ways || r->nr_memdevs ||
	    all->broken == RULE_NO_MEMORY)
		return take_ptr(all);
	for (fewer.ways = WAYS_MAX; fewer.ways; fewer.ways--) {
		_cleanup_plan_ struct plan *p = plan_as_asked(t, &fewer, w);

		if (!p || plan_works(p))
			return take_ptr(p);
	}
	return take_ptr(all);
}

/* pmem before ram, then more members, then more memory, then the first window. */
static bool is_better(const struct plan *a, const struct plan *b)
{
	if (plan_works(a) != plan_works(b))
		return plan_works(a);
	if (!plan_works(a))
		return a->broken > b->broken;
	if (a->kind != b->kind)
		return a->kind == MEMORY_PMEM;
	if (a->ways != b->ways)
		return a->ways > b->ways;
	return a->size > b->size;
}

static struct plan *plan_in_best_window(const struct topology *t,
					const struct request *r)
{
	_cleanup_plan_ struct plan *best = NULL;

	for (size_t i = 0; i < t->nr_windows; i++) {
		_cleanup_plan_ struct plan *p =
			plan_in_window(t, r, &t->windows[i]);

		if (!p)
			return NULL;
		if (!best || is_better(p, best)) {
			struct plan *worse = best;

			best = take_ptr(p);
			p = worse;
		}
	}
	if (best)
		return take_ptr(best);
	best = plan_new();
	if (best)
		rule_broken(best, RULE_WINDOW_KNOWN, NULL,
			"there is no window to make a region in (no root decoder of a CXL bus)");
	return take_ptr(best);
}

static const struct window *find_window(const struct topology *t,
					const char *name)
{
	for (size_t i = 0; i < t->nr_windows; i++)
		if (strcmp(t->windows[i].name, name) == 0)
			return &t->windows[i];
	return NULL;
}

struct plan *plan_make(const struct topology *t, const struct request *r)
{
	_cleanup_plan_ struct plan *p = plan_new();
	const struct window *w;

	if (!p || !rules_hold_for_request(r, p))
		return take_ptr(p);
	if (!r->window)
		return plan_in_best_window(t, r);
	w = find_window(t, r->window);
	if (w)
		return plan_in_window(t, r, w);
	rule_broken(p, RULE_WINDOW_KNOWN, r->window, "there is no such root decoder");
	return take_ptr(p);
}
