// SPDX-License-Identifier: LGPL-2.1-or-later
/* What an unfinished creation of an entry's region left behind: that, and nothing else, is recovered. */
#include <limits.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "layout/layout.h"
#include "plan/recover.h"

/* The kernel's defaults of what was not set yet. */
static bool is_unset(unsigned long long value, unsigned long long absent)
{
	return !value || value == absent;
}

static bool agrees(unsigned long long value, unsigned long long absent, unsigned long long wanted)
{
	return is_unset(value, absent) || value == wanted;
}

static bool members_agree(const struct cxl_layout_entry *e, struct cxl_region *region)
{
	struct cxl_memdev_mapping *mapping;

	cxl_mapping_foreach(region, mapping) {
		unsigned int at = cxl_mapping_get_position(mapping);

		if (at >= e->ways ||
		    cxl_decoder_get_memdev(cxl_mapping_get_decoder(mapping)) != e->found[at])
			return false;
	}
	return true;
}

static bool uuid_agrees(const struct cxl_layout_entry *e, struct cxl_region *region)
{
	uuid_t uuid = { 0 };

	cxl_region_get_uuid(region, uuid);
	return !e->has_uuid || uuid_is_null(uuid) || !memcmp(uuid, e->uuid, sizeof(uuid));
}

/* The size is written after the interleave: without a size, the interleave may be the kernel's default. */
static bool may_be(const struct cxl_layout_entry *e, struct cxl_region *region)
{
	unsigned long long size = cxl_region_get_size(region);

	if (!agrees(size, ULLONG_MAX, e->size) || !members_agree(e, region) || !uuid_agrees(e, region))
		return false;
	return is_unset(size, ULLONG_MAX) ||
	       (cxl_region_get_interleave_ways(region) == e->ways &&
		cxl_region_get_interleave_granularity(region) == e->granularity);
}

static bool is_member(const struct cxl_layout_entry *e, const struct cxl_memdev *memdev)
{
	for (unsigned int i = 0; i < e->ways; i++)
		if (e->found[i] == memdev)
			return true;
	return false;
}

/* What was in the way, and was destroyed in part, has lost its targets first. */
static bool may_be_in_the_way(const struct cxl_layout_entry *e, struct cxl_region *region)
{
	struct cxl_memdev_mapping *mapping;
	bool has_targets = false;

	cxl_mapping_foreach(region, mapping) {
		has_targets = true;
		if (is_member(e, cxl_decoder_get_memdev(cxl_mapping_get_decoder(mapping))))
			return true;
	}
	return !has_targets;
}

/* Of which layout, and whether regions in the way may go. */
struct remains {
	const struct cxl_layout *layout;
	bool replace;
};

/* Its region is to be created. */
static bool is_wanted(const struct remains *r, const struct cxl_layout_entry *e)
{
	return e->state == CXL_LAYOUT_CREATE || (r->replace && e->nr_obstacles && !e->behind);
}

static bool has_region(void *arg, struct cxl_region *region)
{
	bool pmem = cxl_region_get_mode(region) == CXL_DECODER_MODE_PMEM;
	const struct remains *r = arg;

	for (const struct cxl_layout_entry *e = r->layout->first; e; e = e->next) {
		if (!is_wanted(r, e) || pmem != (e->kind == MEMORY_PMEM) ||
		    (e->root && cxl_region_get_decoder(region) != e->root))
			continue;
		if (may_be(e, region) || (r->replace && may_be_in_the_way(e, region)))
			return true;
	}
	return false;
}

/* As much as a member gives, or what the kernel leaves of a region that was deleted. */
static bool has_dpa(void *arg, struct cxl_memdev *memdev, struct cxl_decoder *decoder)
{
	unsigned long long size = cxl_decoder_get_dpa_size(decoder);
	const struct remains *r = arg;

	for (const struct cxl_layout_entry *e = r->layout->first; e; e = e->next)
		if (is_wanted(r, e) && is_member(e, memdev) &&
		    (r->replace || cxl_decoder_get_region_name(decoder) || size == e->size / e->ways))
			return true;
	return false;
}

EXPORT int cxl_layout_plan_recover(struct cxl_layout *layout, bool replace, struct cxl_plan **ret)
{
	struct remains remains = { layout, replace };
	const struct recover_scope scope = { &remains, has_region, has_dpa };

	return plan_recover(layout->ctx, &scope, ret);
}
