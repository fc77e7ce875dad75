/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The removal of a memdev: which regions go with it, and how each was. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <cxl/libcxl.h>

#include "core/io.h"
#include "memory/memory.h"
#include "plan/spec.h"

/* Beside the removal itself. */
struct cxl_removal_request {
	bool migrate;			/* to these nodes */
	struct io_nodes nodes;
	bool locate, power_off;
};

/* A region that goes. */
struct going {
	struct cxl_region *region;	/* referenced */
	struct region_spec spec;	/* what returns to it */
	bool apart;			/* it can only be created again */
};

/* What is planned: the regions of the memdev, from the highest address. */
struct removal {
	struct cxl_plan *plan;
	struct cxl_removal_request want;
	struct cxl_memdev *memdev;	/* referenced: undoing refreshes the context */
	struct cxl_port *endpoint;	/* NULL: it is disabled */
	struct going *regions;
	size_t count;
};

/* NULL when memory is out. It belongs to its plan, which frees it. */
struct removal *removal_new(struct cxl_memdev *memdev, const struct cxl_removal_request *want);
void removal_free(struct removal *r);

/* Whether that region goes with it. */
bool removal_has(const struct removal *r, const struct cxl_region *region);

/* Each returns 0 or -errno, of which the plan has a finding then. */

/* removal.c: fills its plan. */
int removal_plan(struct removal *r);

/* check.c: which regions go. */
int removal_find_regions(struct removal *r);

/* check.c: whether nothing stands in the way of any. */
int removal_check(struct removal *r);

/* slot.c: whether the slot can do what is wanted; and the steps that do it. */
int removal_check_slot(struct removal *r);
int removal_add_slot_steps(struct removal *r);

/* slot.c: turns off the indicator, which blinks. */
void removal_turn_off_indicator(struct cxl_plan *plan, struct cxl_memdev *memdev);

/* migrate.c: whether processes can have their memory on these nodes instead. */
int removal_check_nodes(struct removal *r);

/* migrate.c: moves what processes have in the memory of a region. */
int removal_migrate(struct cxl_plan *plan, const struct going *g);

/* again.c: how it is now, to return to it. */
int removal_remember(struct removal *r, struct going *g);

/* tell.c: adds to the findings how each region was created, who uses it, and what hinders creating it again. */
void removal_tell(struct removal *r, const struct going *g);

/* again.c: enables the memdev, which was disabled. */
void removal_enable_memdev_again(struct cxl_plan *plan, struct cxl_memdev *memdev);
