// SPDX-License-Identifier: LGPL-2.1-or-later
/* From a topology and a request to the ordered steps that create a region, or the rule that is broken. */
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "plan/apply.h"
#include "plan/broken.h"
#include "plan/plan.h"
#include "plan/rules.h"
#include "plan/steps.h"

static struct cxl_plan *plan_as_asked(const struct topology *t,
				  const struct request *r,
				  const struct window *w)
{
	_cleanup_free_ const struct device **devices =
		calloc(t->nr_devices + 1, sizeof(*devices));
	_cleanup_plan_ struct cxl_plan *p = plan_new(NULL, apply_create);
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

static bool plan_works(const struct cxl_plan *p)
{
	return p->broken == RULE_NONE;
}

/* All that could serve; if they cannot, as many of them as can, or why not all. */
static struct cxl_plan *plan_in_window(const struct topology *t,
				   const struct request *r,
				   const struct window *w)
{
	_cleanup_plan_ struct cxl_plan *all = plan_as_asked(t, r, w);
	struct request fewer = *r;

	if (!all || plan_works(all) || r->ways || r->nr_memdevs ||
	    all->broken == RULE_NO_MEMORY)
		return take_ptr(all);
	for (fewer.ways = WAYS_MAX; fewer.ways; fewer.ways--) {
		_cleanup_plan_ struct cxl_plan *p = plan_as_asked(t, &fewer, w);

		if (!p || plan_works(p))
			return take_ptr(p);
	}
	return take_ptr(all);
}

/* pmem before ram, then more members, then more memory, then the first window. */
static bool is_better(const struct cxl_plan *a, const struct cxl_plan *b)
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

static struct cxl_plan *plan_in_best_window(const struct topology *t,
					const struct request *r)
{
	_cleanup_plan_ struct cxl_plan *best = NULL;

	for (size_t i = 0; i < t->nr_windows; i++) {
		_cleanup_plan_ struct cxl_plan *p =
			plan_in_window(t, r, &t->windows[i]);

		if (!p)
			return NULL;
		if (!best || is_better(p, best)) {
			struct cxl_plan *worse = best;

			best = take_ptr(p);
			p = worse;
		}
	}
	if (best)
		return take_ptr(best);
	best = plan_new(NULL, apply_create);
	if (best)
		rule_broken(best, RULE_WINDOW_KNOWN, NULL,
			"there is no window to create a region in (no root decoder of a CXL bus)");
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

struct cxl_plan *plan_make(const struct topology *t, const struct request *r)
{
	_cleanup_plan_ struct cxl_plan *p = plan_new(NULL, apply_create);
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
