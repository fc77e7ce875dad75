/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The geometry guard: a pmem region over data that was written with another geometry would scramble it. */
#pragma once

#include "geometry/labels.h"
#include "geometry/record.h"
#include "plan/plan.h"

/* What is known about the data of one member. */
struct evidence {
	int unread;			/* why its labels are unknown: -errno; 0: they are known */
	struct labels labels;
	int unrecorded;			/* why its record is unknown: -errno; 0: it is known */
	struct geometries record;
};

/*
 * Compares @plan with what is known: if it would read data of its members in
 * another geometry, the rule RULE_GEOMETRY is broken, unless @r forces it. What
 * is not known, and what is forced, is a warning in the findings.
 */
void guard_compare(struct cxl_plan *plan, const struct request *r,
		   const struct evidence evidence[WAYS_MAX]);

/* Reads the evidence and compares it; 0, or -ENOMEM. Volatile memory has none. */
int guard_check(struct cxl_plan *plan, const struct request *r);

/* Records the geometry of the region that was created; what cannot be recorded is a warning. */
void guard_record(struct cxl_plan *plan);
