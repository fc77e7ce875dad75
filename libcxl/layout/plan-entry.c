// SPDX-License-Identifier: LGPL-2.1-or-later
/* From an entry of a layout to the plan that makes the machine agree with it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "layout/compare.h"
#include "layout/machine.h"
#include "layout/plan-entry.h"
#include "memory/dax-driver.h"
#include "plan/plan.h"
#include "plan/replace.h"

static void request_freep(struct cxl_region_request **r) { cxl_region_request_free(*r); }
#define _cleanup_request_ __attribute__((cleanup(request_freep)))

/* Slots are read only for entries that name one. */
static bool names_slot(const struct cxl_layout *layout)
{
	for (const struct cxl_layout_entry *e = layout->first; e; e = e->next)
		for (unsigned int i = 0; i < e->ways; i++)
			if (e->members[i].slot)
				return true;
	return false;
}

int layout_read_machine(const struct cxl_layout *layout, struct seen_machine *ret)
{
	int rc = machine_read(layout->ctx, ret);

	return !rc && names_slot(layout) ? machine_read_slots(layout->ctx, ret) : rc;
}

EXPORT int cxl_layout_compare(struct cxl_layout *layout)
{
	_cleanup_machine_ struct seen_machine machine;
	int rc = layout_read_machine(layout, &machine);

	return rc ? rc : compare(layout, &machine);
}

/* -- creating its region -- */

static int add_geometry(void *known, const struct geometry *geometry)
{
	return geometries_add(known, geometry);
}

/* -ENOMEM; release with spec_done(), also after a failure. */
static int spec_of(const struct cxl_layout_entry *e, struct region_spec *s)
{
	*s = (struct region_spec){
		.kind = e->kind,
		.size = e->size,
		.ways = e->ways,
		.granularity = e->granularity,
		.force = e->replaced,
		.has_use = e->use.given,
		.use = e->use.mode,
		.zone = e->use.zone,
	};
	if (e->has_uuid)
		memcpy(s->uuid, e->uuid, sizeof(s->uuid));
	if (e->root)
		spec_set_window(s, e->root);
	for (unsigned int i = 0; i < e->ways; i++)
		spec_set_member(s, i, e->found[i]);
	return layout_tell_geometry(e->layout, add_geometry, &s->known);
}

struct cxl_region_request *entry_request(const struct cxl_layout_entry *e)
{
	struct cxl_region_request *request;
	struct region_spec spec;
	int rc = spec_of(e, &spec);

	request = rc ? NULL : spec_request(&spec);
	spec_done(&spec);
	return request;
}

static int plan_create(struct cxl_layout_entry *e, struct cxl_plan **ret)
{
	_cleanup_request_ struct cxl_region_request *request = entry_request(e);

	return request ? cxl_plan_create_region(e->layout->ctx, request, ret) : -ENOMEM;
}

/* -- creating its region in place of others -- */

int entry_plan_in_place(struct cxl_layout_entry *e, struct cxl_plan **ret)
{
	struct region_spec spec;
	int rc = spec_of(e, &spec);

	if (rc) {
		spec_done(&spec);
		return rc;
	}
	return plan_replace(e->layout->ctx, &spec, e->obstacles, e->nr_obstacles, ret);
}

EXPORT int cxl_layout_entry_plan_replace(struct cxl_layout_entry *e, struct cxl_plan **ret)
{
	*ret = NULL;
	if (e->state != CXL_LAYOUT_CONFLICT || !e->nr_obstacles || e->behind)
		return -EINVAL;
	return entry_plan_in_place(e, ret);
}

/* -- changing what exists -- */

static int apply_step(struct cxl_plan *plan, const struct cxl_plan_step *step)
{
	if (step->kind == STEP_ENABLE)
		return cxl_region_enable(plan->region);
	return cxl_region_set_memory_mode(plan->region, plan->use, plan->zone);
}

/* Both steps leave what they found when they fail: there is nothing to undo. */
static int apply_change(struct cxl_plan *plan)
{
	int rc = 0;

	for (size_t i = 0; i < plan->nr_steps && !rc; i++) {
		const struct cxl_plan_step *step = &plan->steps[i];

		if (plan_stopped(plan)) {
			plan->failed = step;
			return -ECANCELED;
		}
		plan_tell(plan, step, false);
		rc = apply_step(plan, step);
		if (!rc) {
			plan->nr_done++;
			continue;
		}
		plan->failed = step;
		find_errno(&plan->findings, step->object, step->what, step->attribute, rc);
	}
	return rc;
}

static int add_step(struct cxl_plan *plan, enum step_kind kind, const char *name,
		    const char *mode)
{
	struct cxl_plan_step *step = kind == STEP_ENABLE ?
		plan_add(plan, kind, name, "bind it to its driver") :
		plan_add(plan, kind, name, "set its mode to %s", mode);

	if (!step)
		return -ENOMEM;
	snprintf(step->attribute, sizeof(step->attribute), "driver");
	return 0;
}

static int plan_change(struct cxl_layout_entry *e, struct cxl_plan **ret)
{
	struct cxl_plan *plan = plan_new(e->layout->ctx, apply_change);
	const char *name = cxl_region_get_devname(e->region);
	int rc = 0;

	if (!plan)
		return -ENOMEM;
	plan->region = e->region;
	plan->use = e->use.mode;
	plan->zone = e->use.zone;
	if (e->disabled)
		rc = add_step(plan, STEP_ENABLE, name, NULL);
	if (!rc && e->use.given)
		rc = add_step(plan, STEP_USE, name, memory_mode_name(e->use.mode));
	return plan_hand_over(plan, rc, ret);
}

EXPORT int cxl_layout_entry_plan(struct cxl_layout_entry *e, struct cxl_plan **ret)
{
	*ret = NULL;
	switch (e->state) {
	case CXL_LAYOUT_CREATE:
		return plan_create(e, ret);
	case CXL_LAYOUT_CHANGE:
		return plan_change(e, ret);
	default:
		return -EINVAL;
	}
}
