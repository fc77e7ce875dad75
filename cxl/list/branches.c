// SPDX-License-Identifier: GPL-2.0-or-later
/* A selection as a tree: what stands below what. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "core/say.h"
#include "list/select.h"
#include "list/table.h"
#include "view/column.h"
#include "view/table.h"

/* The columns beside the tree: of what is connected to what, and of what decodes what. */
#define SHOWN 5
static const char *const shown[2][SHOWN] = {
	{ "HOST", "TYPE", "SIZE", "STATE", "REGION" },
	{ "ADDRESS", "TYPE", "SIZE", "WAYS", "STATE" },
};

struct forest {
	const struct table_request *request;
	const char *const *shown;
	struct look_machine machine;
	struct table table;
};

static void add_cell(struct forest *forest, const char *name, struct look *look)
{
	const struct column *column = column_find(name, strlen(name));
	char text[TABLE_CELL_MAX] = "";
	struct value value = { .paint = PAINT_NONE };

	if (column->kinds & (1u << look->record.kind)) {
		column_get(column, look, &value);
		value_format(&value, forest->request->bytes, text);
	}
	table_cell(&forest->table, value.paint, text);
}

static void add_name(struct forest *forest, const struct pick *pick, const struct pick *memdev)
{
	char name[TABLE_CELL_MAX];

	snprintf(name, sizeof(name), "%s%s%s", pick->name, memdev ? " " : "",
		 memdev ? memdev->name : "");
	table_cell(&forest->table, PAINT_NONE, name);
}

/* The memdev that stands in the line of its endpoint, or NULL. */
static const struct pick *memdev_of(const struct pick *pick)
{
	const struct picks *memdevs = &pick->children[CHILD_MEMDEVS];

	return pick->record.kind == RECORD_ENDPOINT && memdevs->count == 1 ? memdevs->picks[0] : NULL;
}

/* ---- the members of a region ------------------------------------------------ */

static void add_member(struct forest *forest, struct cxl_decoder *decoder, unsigned int position,
		       unsigned int depth)
{
	struct cxl_memdev *memdev = decoder ? cxl_decoder_get_memdev(decoder) : NULL;
	_cleanup_look_ struct look look = {
		.record = { .kind = RECORD_DECODER, .decoder = decoder }, .machine = &forest->machine,
	};
	char name[TABLE_CELL_MAX];

	snprintf(name, sizeof(name), "%u %s %s", position,
		 memdev ? cxl_memdev_get_devname(memdev) : "?",
		 decoder ? cxl_decoder_get_devname(decoder) : "?");
	table_row(&forest->table, depth);
	table_cell(&forest->table, PAINT_NONE, name);
	for (size_t i = 0; decoder && i < SHOWN; i++)
		add_cell(forest, forest->shown[i], &look);
}

static void add_members(struct forest *forest, struct cxl_region *region, unsigned int depth)
{
	unsigned int ways = cxl_region_get_interleave_ways(region);

	for (unsigned int i = 0; ways != UINT_MAX && i < ways; i++)
		add_member(forest, cxl_region_get_target_decoder(region, (int)i), i, depth);
}

/* ---- what was selected ------------------------------------------------------ */

static void add_picks(struct forest *forest, const struct picks *picks, unsigned int depth);

static void add_pick(struct forest *forest, const struct pick *pick, unsigned int depth)
{
	const struct pick *memdev = memdev_of(pick);
	_cleanup_look_ struct look look = {
		.record = memdev ? memdev->record : pick->record, .machine = &forest->machine,
	};

	table_row(&forest->table, depth);
	add_name(forest, pick, memdev);
	for (size_t i = 0; i < SHOWN; i++)
		add_cell(forest, forest->shown[i], &look);
	for (int c = 0; c < NR_CHILDREN; c++)
		if (c != CHILD_MEMDEVS || !memdev)
			add_picks(forest, &pick->children[c], depth + 1);
	if (forest->request->decode && pick->record.kind == RECORD_REGION)
		add_members(forest, pick->record.region, depth + 1);
}

static void add_picks(struct forest *forest, const struct picks *picks, unsigned int depth)
{
	for (unsigned int i = 0; i < picks->count; i++)
		add_pick(forest, picks->picks[i], depth);
}

enum status show_tree(const struct table_request *request, const struct selection *selection,
		      const struct screen *screen)
{
	struct forest forest = {
		.request = request, .shown = shown[request->decode], .machine = { .captured = request->captured },
		.table = {
			.headings = { "NAME" }, .columns = 1 + SHOWN,
			.no_headings = request->no_headings,
		},
	};
	int rc;

	for (size_t i = 0; i < SHOWN; i++) {
		const char *name = forest.shown[i];

		forest.table.headings[i + 1] = name;
		forest.table.right[i + 1] = column_find(name, strlen(name))->right;
	}
	for (int t = 0; t < NR_TOP; t++)
		if (!request->decode || t == TOP_ROOT_DECODERS)
			add_picks(&forest, &selection->top[t], 0);
	rc = table_print(&forest.table, screen);
	table_done(&forest.table);
	look_machine_done(&forest.machine);
	if (!rc && forest.machine.full)
		rc = -ENOMEM;
	return rc ? say_errno(NULL, "show the tree", rc) : STATUS_DONE;
}
