/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules that a request must keep, by itself and in a window. */
#pragma once

#include "region/plan.h"

/* One request on its way through the rules, for the window of its plan. */
struct draft {
	const struct topology *topology;
	const struct request *request;
	const struct device **devices;	/* those named, or those that could serve */
	size_t nr_devices;
	struct plan *plan;
};

/* Does the request make sense, whatever the machine? If not, the plan says why. */
bool rules_hold_for_request(const struct request *request, struct plan *plan);

/*
 * Can it be had in this window? Then members, ways, granularity and size are
 * in the plan; else the plan says why not. @draft->devices has room for all.
 */
bool rules_hold_for_draft(struct draft *draft);

/* Note which rule is broken and by what; gives back false, the verdict. */
bool rule_broken(struct plan *plan, enum rule rule, const char *object,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));
