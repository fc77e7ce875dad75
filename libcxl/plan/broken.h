/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rule that a request breaks, and what to do about it. */
#pragma once

#include "plan/plan.h"

/* Note which rule is broken and by what; returns false, the verdict. */
bool rule_broken(struct cxl_plan *plan, enum rule rule, const char *object,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Notes what to do about the rule that is broken, and how much it needs of what there is. */
void rule_remedy(struct cxl_plan *plan, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void rule_numbers(struct cxl_plan *plan, uint64_t needed, uint64_t available);
