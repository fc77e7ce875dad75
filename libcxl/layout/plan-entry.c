// SPDX-License-Identifier: LGPL-2.1-or-later
/* From an entry of a layout to the plan that makes the machine agree with it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "layout/compare.h"
#include "layout/machine.h"
#include "plan/plan.h"

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

EXPORT int cxl_layout_compare(struct cxl_layout *layout)
{
	_cleanup_machine_ struct seen_machine machine;
	int rc = machine_read(layout->ctx, &machine);

	if (!rc && names_slot(layout))
		rc = machine_read_slots(layout->ctx, &machine);
	if (!rc)
		compare(layout, &machine);
	return rc;
}

/* -- creating its region -- */

static int request_of(const struct cxl_layout_entry *e, struct cxl_region_request *r)
{
	int rc = 0;

	cxl_region_request_set_mode(r, e->kind == MEMORY_PMEM ?
				    CXL_DECODER_MODE_PMEM : CXL_DECODER_MODE_RAM);
	cxl_region_request_set_window(r, e->root);
	cxl_region_request_set_size(r, e->size);
	cxl_region_request_set_interleave_ways(r, e->ways);
	cxl_region_request_set_interleave_granularity(r, e->granularity);
	cxl_region_request_set_force(r, e->replaced);
	if (e->has_uuid)
		cxl_region_request_set_uuid(r, e->uuid);
	if (e->use.given)
		rc = cxl_region_request_set_memory_mode(r, e->use.mode, e->use.zone);
	for (unsigned int i = 0; i < e->ways && !rc; i++)
		rc = cxl_region_request_add_memdev(r, e->found[i]);
	return rc ? rc : cxl_region_request_add_layout(r, e->layout);
}

static int plan_create(struct cxl_layout_entry *e, struct cxl_plan **ret)
{
	_cleanup_request_ struct cxl_region_request *request = cxl_region_request_new();
	int rc = request ? request_of(e, request) : -ENOMEM;

	return rc ? rc : cxl_plan_create_region(e->layout->ctx, request, ret);
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
		rc = add_step(plan, STEP_USE, name, layout_mode_name(e->use.mode));
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
