// SPDX-License-Identifier: GPL-2.0-or-later
/* The two tables of `cxl status`: windows with their regions, and devices. */
#include <stdlib.h>
#include <string.h>

#include "core/objects.h"
#include "core/scope.h"
#include "status/tables.h"
#include "view/column.h"

/* A column of a table here, and the column that has its values. */
struct status_column {
	const char *heading, *of_window, *of_region;
	bool right;
};

static const struct status_column window_columns[] = {
	{ "WINDOW", "NAME", "NAME" },
	{ "TYPE", NULL, "TYPE" },
	{ "SIZE", "SIZE", "SIZE", true },
	{ "FREE", "FREE", NULL, true },
	{ "WAYS", "WAYS", "WAYS", true },
	{ "STATE", NULL, "STATE" },
	{ "USED AS", NULL, "USE" },
	{ "NODE", NULL, "NODE", true },
	{ "MEMBERS", NULL, "MEMBERS" },
};

static const struct status_column device_columns[] = {
	{ "DEVICE", "NAME" },
	{ "SERIAL", "SERIAL" },
	{ "SLOT", "HOST" },
	{ "TYPE", "TYPE" },
	{ "SIZE", "SIZE", NULL, true },
	{ "FREE", "FREE", NULL, true },
	{ "HEALTH", "HEALTH" },
	{ "TEMP", "TEMP", NULL, true },
	{ "LIFE", "LIFE", NULL, true },
	{ "POISON", "POISON", NULL, true },
	{ "REGION", "REGION" },
	{ "LINK", "LINK" },
};

static void begin(struct table *table, const struct status_column *shown, unsigned int count)
{
	*table = (struct table){ .columns = count };
	for (unsigned int i = 0; i < count; i++) {
		table->headings[i] = shown[i].heading;
		table->right[i] = shown[i].right;
	}
}

static void get(const char *name, struct look *look, struct value *value)
{
	column_get(column_find(name, strlen(name)), look, value);
}

static void add_cell(struct table *table, const char *name, struct look *look)
{
	char text[TABLE_CELL_MAX] = "";
	struct value value = { .paint = PAINT_NONE };

	if (name) {
		get(name, look, &value);
		value_format(&value, false, text);
	}
	table_cell(table, value.paint, text);
}

/* ---- windows and regions -------------------------------------------------- */

static void add_region(struct status_view *view, struct table *table, struct cxl_region *region)
{
	_cleanup_look_ struct look look = {
		.record = { .kind = RECORD_REGION, .region = region }, .machine = &view->machine,
	};

	view->regions++;
	table_row(table, 1);
	for (size_t i = 0; i < ARRAY_SIZE(window_columns); i++)
		add_cell(table, window_columns[i].of_region, &look);
	advice_on_region(&view->advice, &look);
}

static int compare_regions(const void *x, const void *y)
{
	struct cxl_region *a = *(struct cxl_region *const *)x, *b = *(struct cxl_region *const *)y;

	return cxl_region_get_id(a) - cxl_region_get_id(b);
}

static void add_window(struct status_view *view, struct table *table, struct cxl_decoder *window)
{
	_cleanup_look_ struct look look = {
		.record = { .kind = RECORD_DECODER, .decoder = window }, .machine = &view->machine,
	};
	_cleanup_objects_ struct objects regions = { 0 };
	struct cxl_region *region;

	view->windows++;
	table_row(table, 0);
	for (size_t i = 0; i < ARRAY_SIZE(window_columns); i++)
		add_cell(table, window_columns[i].of_window, &look);
	cxl_region_foreach(window, region)
		if (objects_add(&regions, region))
			view->advice.incomplete = true;
	if (regions.count > 1)
		qsort(regions.list, regions.count, sizeof(*regions.list), compare_regions);
	for (size_t i = 0; i < regions.count; i++)
		add_region(view, table, regions.list[i]);
}

void status_read_windows(struct status_view *view, struct table *table)
{
	struct cxl_decoder *window;
	struct cxl_bus *bus;

	begin(table, window_columns, ARRAY_SIZE(window_columns));
	cxl_bus_foreach(view->ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			add_window(view, table, window);
}

/* ---- devices -------------------------------------------------------------- */

static void count_device(struct status_view *view, struct look *look)
{
	struct value size, free;

	get("SIZE", look, &size);
	get("FREE", look, &free);
	view->devices++;
	view->size += size.kind == VALUE_SIZE ? size.number : 0;
	view->free += free.kind == VALUE_SIZE ? free.number : 0;
	view->free_unknown |= free.kind != VALUE_SIZE;
}

static void add_device(struct status_view *view, struct table *table, struct cxl_memdev *memdev)
{
	bool enabled = cxl_memdev_is_enabled(memdev);
	_cleanup_look_ struct look look = {
		.record = { .kind = RECORD_MEMDEV, .memdev = memdev, .enabled = enabled },
		.machine = &view->machine,
	};

	count_device(view, &look);
	table_row(table, 0);
	for (size_t i = 0; i < ARRAY_SIZE(device_columns); i++)
		add_cell(table, device_columns[i].of_window, &look);
	advice_on_memdev(&view->advice, &look);
}

static int compare_memdevs(const void *x, const void *y)
{
	struct cxl_memdev *a = *(struct cxl_memdev *const *)x, *b = *(struct cxl_memdev *const *)y;

	return cxl_memdev_get_id(a) - cxl_memdev_get_id(b);
}

void status_read_devices(struct status_view *view, struct table *table)
{
	_cleanup_objects_ struct objects memdevs = { 0 };
	struct cxl_memdev *memdev;

	begin(table, device_columns, ARRAY_SIZE(device_columns));
	cxl_memdev_foreach(view->ctx, memdev)
		if (objects_add(&memdevs, memdev))
			view->advice.incomplete = true;
	if (memdevs.count > 1)
		qsort(memdevs.list, memdevs.count, sizeof(*memdevs.list), compare_memdevs);
	for (size_t i = 0; i < memdevs.count; i++)
		add_device(view, table, memdevs.list[i]);
}
