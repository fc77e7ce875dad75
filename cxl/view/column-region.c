// SPDX-License-Identifier: GPL-2.0-or-later
/* The columns of regions. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "view/column.h"

void column_region_state(struct look *look, struct value *value)
{
	struct cxl_region *region = look->record.region;
	bool committed, enabled, orphan = false;

	if (cxl_region_query_committed(region, &committed) ||
	    cxl_region_query_enabled(region, &enabled)) {
		value_set(value, VALUE_UNKNOWN, 0);
		return;
	}
	value->paint = committed && enabled ? PAINT_NONE : PAINT_ACTION;
	if (!committed)
		value_set_text(value, !cxl_region_query_orphan(region, &orphan) && orphan ?
			       "orphan" : "uncommitted");
	else
		value_set_text(value, enabled ? "enabled" : "disabled");
}

static const char *name_of_use(enum cxl_dax_driver driver)
{
	switch (driver) {
	case CXL_DAX_DRIVER_KMEM:
		return "system-ram";
	case CXL_DAX_DRIVER_DEVICE_DAX:
		return "devdax";
	case CXL_DAX_DRIVER_FSDEV_DAX:
		return "famfs";
	case CXL_DAX_DRIVER_NONE:
		return "no-driver";
	case CXL_DAX_DRIVER_OTHER:
	default:
		return NULL;
	}
}

/* "2/2" of the memory blocks are online. */
static void add_blocks(struct cxl_memory *memory, struct value *value)
{
	size_t len = strlen(value->text);
	unsigned int online, total;

	if (!cxl_memory_get_block_size(memory) ||
	    cxl_memory_query_blocks(memory, &online, &total, NULL)) {
		snprintf(value->text + len, sizeof(value->text) - len, " ?");
		return;
	}
	snprintf(value->text + len, sizeof(value->text) - len, " %u/%u", online, total);
	if (online < total)
		value->paint = PAINT_ACTION;
}

static void get_dax_use(struct cxl_memory *memory, struct cxl_dax *dax, struct value *value)
{
	enum cxl_dax_driver driver;
	const char *name;

	if (cxl_dax_query_driver(dax, &driver)) {
		value_set(value, VALUE_UNKNOWN, 0);
		return;
	}
	name = name_of_use(driver) ? name_of_use(driver) : cxl_dax_get_driver_name(dax);
	value_set_text(value, name ? name : "?");
	if (driver == CXL_DAX_DRIVER_KMEM) {
		add_blocks(memory, value);
		return;
	}
	strncat(value->text, " ", sizeof(value->text) - strlen(value->text) - 1);
	strncat(value->text, cxl_dax_get_devname(dax), sizeof(value->text) - strlen(value->text) - 1);
}

/* Of several DAX devices the first is shown, and how many others there are. */
void column_use(struct look *look, struct value *value)
{
	struct cxl_memory *memory;
	struct cxl_dax *dax;
	unsigned int others = 0;
	size_t len;

	if (look_memory(look, &memory)) {
		value_set(value, VALUE_UNKNOWN, 0);
		return;
	}
	dax = cxl_dax_get_first(memory);
	if (!dax)
		return;
	get_dax_use(memory, dax, value);
	while ((dax = cxl_dax_get_next(dax)))
		others++;
	len = strlen(value->text);
	if (others && value->kind == VALUE_TEXT)
		snprintf(value->text + len, sizeof(value->text) - len, " +%u", others);
}

void column_region_node(struct look *look, struct value *value)
{
	struct cxl_memory *memory;
	struct cxl_dax *dax;

	if (look_memory(look, &memory)) {
		value_set(value, VALUE_UNKNOWN, 0);
		return;
	}
	dax = cxl_dax_get_first(memory);
	if (dax && cxl_dax_get_target_node(dax) >= 0)
		value_set(value, VALUE_NUMBER, (uint64_t)cxl_dax_get_target_node(dax));
}

/* In the order of the positions; "?" where a position has nobody. */
void column_members(struct look *look, struct value *value)
{
	struct cxl_region *region = look->record.region;
	unsigned int ways = cxl_region_get_interleave_ways(region);

	if (ways == UINT_MAX)
		return;
	for (unsigned int i = 0; i < ways && i < 64; i++) {
		struct cxl_decoder *decoder = cxl_region_get_target_decoder(region, (int)i);
		struct cxl_memdev *memdev = decoder ? cxl_decoder_get_memdev(decoder) : NULL;

		value_add_word(value, memdev ? cxl_memdev_get_devname(memdev) : "?");
	}
}

void column_window(struct look *look, struct value *value)
{
	value_set_text(value, cxl_decoder_get_devname(cxl_region_get_decoder(look->record.region)));
}
