// SPDX-License-Identifier: GPL-2.0-or-later
/* A plan as numbered lines: what --dry-run prints. */
#include <cxl/libcxl.h>

#include "core/envelope.h"
#include "core/steps.h"
#include "region/show-plan.h"

void show_plan(struct cxl_plan *plan)
{
	struct cxl_plan_step *step;
	unsigned int n = 0;

	envelope_set_kind("plan");
	cxl_plan_step_foreach(plan, step)
		steps_show(&n, cxl_plan_step_get_object(step), cxl_plan_step_get_text(step),
			   cxl_plan_step_get_attribute(step), cxl_plan_step_get_value(step));
}
