/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Replacing regions by another one: they are destroyed, and created again when the other one cannot be created. */
#pragma once

#include <stddef.h>

#include "plan/spec.h"

struct cxl_plan;
struct cxl_region;

/* A region that goes, and what creates it again. */
struct replaced {
	struct cxl_region *region;	/* referenced */
	struct region_spec spec;
	bool dpa_left;			/* its DPA was not freed */
	bool lost;			/* it did not come back */
};

/* What a plan to replace needs when it is applied. */
struct replacement {
	struct region_spec spec;	/* of the region that comes */
	struct replaced *regions;	/* those that go, in the order of that */
	size_t count;
};

/*
 * A plan that destroys @regions from the highest address, of which each is
 * committed, and then creates @spec, which it takes over also when it fails.
 * It is refused before anything is destroyed when the region could not be
 * created then, or one of @regions not again. *@ret as of plan_hand_over().
 */
int plan_replace(struct cxl_ctx *ctx, struct region_spec *spec,
		 struct cxl_region *const *regions, size_t count, struct cxl_plan **ret);
