// SPDX-License-Identifier: GPL-2.0-or-later
/* A plan as numbered lines: what --dry-run prints. */
#include <stdio.h>

#include <cxl/libcxl.h>

#include "region/show-plan.h"

void show_plan(struct cxl_plan *plan)
{
	struct cxl_plan_step *step;
	unsigned int n = 0;

	cxl_plan_step_foreach(plan, step)
		printf("%u. %s: %s\n", ++n, cxl_plan_step_get_object(step),
		       cxl_plan_step_get_text(step));
}
