/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking for a finding of a plan. */
#pragma once

#include <stdbool.h>
#include <string.h>

#include <cxl/libcxl.h>

/* Whether both texts are there, and the same. */
static inline bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* The finding with this identifier, or NULL. */
static inline struct cxl_finding *found(struct cxl_plan *plan, const char *id)
{
	struct cxl_finding *finding;

	cxl_finding_foreach(plan, finding)
		if (same(cxl_finding_get_id(finding), id))
			return finding;
	return NULL;
}
