// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looking ahead: each entry is planned on the machine as the entries before it leave it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "layout/compare.h"
#include "layout/machine.h"
#include "layout/plan-entry.h"
#include "layout/turn.h"
#include "plan/assume.h"
#include "plan/plan.h"
#include "plan/replace.h"

struct ahead {
	struct cxl_layout *layout;
	const struct seen_machine *machine;
	bool replace;
	struct cxl_region **regions;	/* which will be gone */
	size_t nr_regions;
	struct cxl_decoder **decoders;	/* whose DPA will be free */
	size_t nr_decoders;
	struct topology *topology;	/* NULL: it is not read yet */
};

static void ahead_done(struct ahead *a)
{
	topology_free(a->topology);
	free(a->regions);
	free(a->decoders);
}
#define _cleanup_ahead_ __attribute__((cleanup(ahead_done)))

static int add(void *list, size_t *count, void *object)
{
	void **more = reallocarray(*(void ***)list, *count + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	*(void ***)list = more;
	more[(*count)++] = object;
	return 0;
}

/* -- planning an entry -- */

static int end(struct cxl_layout_entry *e, struct cxl_plan *plan, int rc)
{
	struct cxl_finding *first = cxl_finding_get_first(plan);

	if (!rc || !first)
		return rc;
	e->state = CXL_LAYOUT_CONFLICT;
	snprintf(e->reason, sizeof(e->reason), "%.255s", cxl_finding_get_line(first));
	return 0;
}

static int plan_on_topology(struct ahead *a, struct cxl_layout_entry *e)
{
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	struct cxl_region_request *request = entry_request(e);
	char whose[160];
	int rc;

	if (!request)
		return -ENOMEM;
	snprintf(whose, sizeof(whose), "the entry %.128s", e->name);
	rc = plan_on(a->layout->ctx, a->topology, request, &plan);
	cxl_region_request_free(request);
	return rc ? end(e, plan, rc) : topology_assume(a->topology, plan, whose);
}

/* Of the machine without what will be gone, and with what will be there before @end. */
static int read_topology(struct ahead *a, const struct cxl_layout_entry *behind)
{
	const struct scope scope = {
		.without = a->regions, .nr_without = a->nr_regions,
		.without_dpa = a->decoders, .nr_without_dpa = a->nr_decoders,
	};
	int rc;

	topology_free(a->topology);
	a->topology = NULL;
	rc = topology_read(a->layout->ctx, &scope, &a->topology);
	for (struct cxl_layout_entry *e = a->layout->first; !rc && e != behind; e = e->next)
		if (!e->region && e->state == CXL_LAYOUT_CREATE)
			rc = plan_on_topology(a, e);
	return rc;
}

/* Those that are destroyed for it have to be able to go, and to come back. */
static int replace(struct ahead *a, struct cxl_layout_entry *e)
{
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	int rc = entry_plan_in_place(e, &plan);

	if (rc)
		return end(e, plan, rc);
	snprintf(e->reason, sizeof(e->reason), "in place of");
	for (size_t i = 0; i < e->nr_obstacles && !rc; i++) {
		size_t used = strlen(e->reason);

		snprintf(e->reason + used, sizeof(e->reason) - used, " %s",
			 cxl_region_get_devname(e->obstacles[i]));
		rc = add(&a->regions, &a->nr_regions, e->obstacles[i]);
	}
	if (!rc)
		rc = read_topology(a, e);
	e->state = CXL_LAYOUT_CREATE;
	return rc ? rc : plan_on_topology(a, e);
}

static int look_at(struct ahead *a, struct cxl_layout_entry *e)
{
	int rc = 0;

	turn_wait_again(a->layout, e, a->machine);
	if (e->region || e->behind)
		return 0;
	if (e->state == CXL_LAYOUT_CONFLICT)
		return a->replace && e->nr_obstacles ? replace(a, e) : 0;
	if (e->state != CXL_LAYOUT_CREATE)
		return 0;
	if (!a->topology)
		rc = read_topology(a, e);
	return rc ? rc : plan_on_topology(a, e);
}

/* -- what is recovered before -- */

static int find_remains(struct ahead *a)
{
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	int rc = cxl_layout_plan_recover(a->layout, a->replace, &plan);

	if (rc && rc != -EBUSY)
		return rc;
	rc = 0;
	for (size_t i = 0; plan && i < plan->nr_steps && !rc; i++) {
		const struct cxl_plan_step *s = &plan->steps[i];

		if (s->kind == STEP_REGION)
			rc = add(&a->regions, &a->nr_regions, s->region);
		else if (s->kind == STEP_ORPHAN)
			rc = add(&a->decoders, &a->nr_decoders, s->decoder);
	}
	return rc;
}

static bool creates_any(const struct ahead *a)
{
	for (const struct cxl_layout_entry *e = a->layout->first; e; e = e->next)
		if (e->state == CXL_LAYOUT_CREATE || (a->replace && e->nr_obstacles && !e->behind))
			return true;
	return false;
}

EXPORT int cxl_layout_compare_ahead(struct cxl_layout *layout, bool replace)
{
	_cleanup_machine_ struct seen_machine machine;
	_cleanup_ahead_ struct ahead a = { layout, &machine, replace };
	int rc = layout_read_machine(layout, &machine);

	if (!rc)
		rc = compare(layout, &machine);
	if (rc || !creates_any(&a))
		return rc;
	rc = find_remains(&a);
	for (struct cxl_layout_entry *e = layout->first; e && !rc; e = e->next)
		rc = look_at(&a, e);
	return rc;
}
