// SPDX-License-Identifier: GPL-2.0-or-later
/* Destroying regions that no entry of a layout describes: those in the way, or all. */
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "core/objects.h"
#include "core/say.h"
#include "core/signals.h"
#include "layout/entries.h"
#include "layout/replace.h"
#include "region/planned.h"

static enum status destroy(struct cxl_region *region)
{
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	int rc = cxl_plan_destroy_region(region, true, &plan);
	enum status status = planned_run(plan, rc);

	if (!status)
		say_news(cxl_region_get_devname(region), "destroyed: no entry describes it");
	return status;
}

enum status replace_obstacles(struct cxl_ctx *ctx, struct cxl_layout *layout,
			      struct cxl_layout_entry *entry)
{
	enum status status = STATUS_DONE;
	struct cxl_region *region;

	while (!status && !signals_noticed() &&
	       (region = cxl_layout_entry_get_obstacle(entry))) {
		status = destroy(region);
		if (!status)
			status = entries_compare(ctx, layout, true);
	}
	return status;
}

static bool is_settled(struct cxl_layout *layout)
{
	struct cxl_layout_entry *entry;

	cxl_layout_entry_foreach(layout, entry)
		if (cxl_layout_entry_get_state(entry) != CXL_LAYOUT_SATISFIED)
			return false;
	return true;
}

/* The kernel frees decoders in the reverse of the order in which it allocated them. */
static int by_address_descending(const void *a, const void *b)
{
	unsigned long long one = cxl_region_get_resource(*(struct cxl_region *const *)a);
	unsigned long long other = cxl_region_get_resource(*(struct cxl_region *const *)b);

	return (one < other) - (one > other);
}

enum status replace_prune(struct cxl_ctx *ctx, struct cxl_layout *layout)
{
	_cleanup_objects_ struct objects regions = {};
	enum status status = entries_find_regions(ctx, &regions);

	if (status)
		return status;
	if (!is_settled(layout)) {
		say_warning("--prune", "no region is destroyed: not every entry is satisfied");
		return STATUS_DONE;
	}
	if (regions.count)
		qsort(regions.list, regions.count, sizeof(*regions.list), by_address_descending);
	for (size_t i = 0; i < regions.count && !signals_noticed(); i++)
		if (!cxl_layout_has_region(layout, regions.list[i]))
			status = worse_status(status, destroy(regions.list[i]));
	return status;
}
