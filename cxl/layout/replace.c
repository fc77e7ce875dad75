// SPDX-License-Identifier: GPL-2.0-or-later
/* Destroying regions that no entry of a layout describes: those in the way, or all. */
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/objects.h"
#include "core/say.h"
#include "core/signals.h"
#include "layout/entries.h"
#include "layout/replace.h"
#include "region/planned.h"

#define NOT_SETTLED "no region is destroyed: not every entry is satisfied"
#define DESTROYED "destroyed: no entry describes it"

static enum status destroy(struct cxl_region *region)
{
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	int rc = cxl_plan_destroy_region(region, true, &plan);
	enum status status = planned_run(plan, rc);

	if (!status)
		entries_report_prune(cxl_region_get_devname(region), true);
	return status;
}

/* The regions that went, by their steps. */
void replace_say_destroyed(struct cxl_plan *plan)
{
	struct cxl_plan_step *step;

	cxl_plan_step_foreach(plan, step)
		if (!strcmp(cxl_plan_step_get_text(step), "destroy it"))
			say_news(cxl_plan_step_get_object(step), DESTROYED);
}

static bool is_settled(struct cxl_layout *layout)
{
	struct cxl_layout_entry *entry;

	cxl_layout_entry_foreach(layout, entry)
		if (cxl_layout_entry_get_state(entry) != CXL_LAYOUT_SATISFIED)
			return false;
	return true;
}

/* Whether every entry would be satisfied after a run. */
static bool is_foreseen(struct cxl_layout *layout)
{
	struct cxl_layout_entry *entry;

	cxl_layout_entry_foreach(layout, entry)
		if (cxl_layout_entry_get_state(entry) == CXL_LAYOUT_WAITING ||
		    cxl_layout_entry_get_state(entry) == CXL_LAYOUT_CONFLICT)
			return false;
	return true;
}

enum status replace_show_prune(struct cxl_ctx *ctx, struct cxl_layout *layout)
{
	_cleanup_objects_ struct objects regions = {};
	enum status status = entries_find_regions(ctx, &regions);

	if (!status && !is_foreseen(layout)) {
		say_warning("--prune", NOT_SETTLED);
		return status;
	}
	for (size_t i = 0; i < regions.count && !status; i++)
		if (!cxl_layout_has_region(layout, regions.list[i]))
			entries_report_prune(cxl_region_get_devname(regions.list[i]), false);
	return status;
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
		say_warning("--prune", NOT_SETTLED);
		return STATUS_DONE;
	}
	if (regions.count)
		qsort(regions.list, regions.count, sizeof(*regions.list), by_address_descending);
	for (size_t i = 0; i < regions.count && !signals_noticed(); i++)
		if (!cxl_layout_has_region(layout, regions.list[i]))
			status = worse_status(status, destroy(regions.list[i]));
	return status;
}
