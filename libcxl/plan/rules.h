/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rules that a request must keep, by itself and in a window. */
#pragma once

#include "plan/plan.h"

/* One request on its way through the rules, for the window of its plan. */
struct draft {
	const struct topology *topology;
	const struct request *request;
	const struct device **devices;	/* those named, or those that could serve */
	size_t nr_devices;
	struct cxl_plan *plan;
};

/* Does the request make sense, whatever the machine? If not, the plan says why. */
bool rules_hold_for_request(const struct request *request, struct cxl_plan *plan);

/*
 * Can it be had in this window? Then members, ways, granularity and size are
 * in the plan; else the plan says why not. @draft->devices has room for all.
 */
bool rules_hold_for_draft(struct draft *draft);

/* Of these the part about sizes and addresses, once it is clear whose. */
bool rules_hold_for_place(struct draft *draft);
