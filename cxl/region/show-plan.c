// SPDX-License-Identifier: GPL-2.0-or-later
/* A plan as numbered lines: what --dry-run prints. */
#include <stdio.h>

#include "region/plan.h"
#include "region/show-plan.h"

void show_plan(const struct plan *plan)
{
	for (size_t i = 0; i < plan->nr_steps; i++)
		printf("%zu. %s: %s\n", i + 1, plan->steps[i].object,
		       plan->steps[i].what);
}
