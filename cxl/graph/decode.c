// SPDX-License-Identifier: GPL-2.0-or-later
/* Which addresses go where: windows, regions, and the memdevs in their positions. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/objects.h"
#include "graph/graph.h"
#include "view/column.h"

enum decode_layer {
	LAYER_WINDOW,
	LAYER_REGION,
	LAYER_MEMBER,
};

/* ---- boxes ------------------------------------------------------------------- */

static void add_member(struct graph *graph, size_t from, struct cxl_region *region, unsigned int position)
{
	struct cxl_decoder *decoder = cxl_region_get_target_decoder(region, (int)position);
	struct cxl_memdev *memdev = decoder ? cxl_decoder_get_memdev(decoder) : NULL;
	_cleanup_look_ struct look look = {
		.record = { .kind = RECORD_DECODER, .decoder = decoder }, .machine = &graph->machine,
	};
	size_t box = graph_add(graph, GRAPH_NONE, LAYER_MEMBER, memdev ? cxl_memdev_get_devname(memdev) : "?");
	char label[16];

	snprintf(label, sizeof(label), "%u", position);
	graph_join(graph, from, box, label);
	if (box == GRAPH_NONE)
		return;
	graph->boxes[box].memory = true;
	if (!decoder) {
		graph->boxes[box].paint = PAINT_ACTION;
		return;
	}
	graph_say_text(graph, box, 1, cxl_decoder_get_devname(decoder));
	graph_say(graph, box, 1, "SIZE", &look);
}

static void add_region(struct graph *graph, size_t from, struct cxl_region *region)
{
	unsigned int ways = cxl_region_get_interleave_ways(region);
	_cleanup_look_ struct look look = {
		.record = { .kind = RECORD_REGION, .region = region }, .machine = &graph->machine,
	};
	size_t box = graph_add(graph, from, LAYER_REGION, cxl_region_get_devname(region));

	graph_say(graph, box, 0, "TYPE", &look);
	graph_say(graph, box, 0, "SIZE", &look);
	graph_say(graph, box, 1, "ADDRESS", &look);
	graph_say(graph, box, 2, "STATE", &look);
	if (box != GRAPH_NONE)
		graph->boxes[box].memory = true;
	for (unsigned int i = 0; ways != UINT_MAX && i < ways; i++)
		add_member(graph, box, region, i);
}

/* ---- the strip of a window ----------------------------------------------------- */

static int by_address(const void *a, const void *b)
{
	unsigned long long x = cxl_region_get_resource(*(struct cxl_region *const *)a);
	unsigned long long y = cxl_region_get_resource(*(struct cxl_region *const *)b);

	return (x > y) - (x < y);
}

static void add_free(struct graph *graph, uint64_t start, uint64_t end)
{
	if (end > start)
		graph_add_span(graph, &(struct graph_span){
			.strip = graph->nr_strips - 1, .start = start, .size = end - start,
		});
}

/* What does not lie within the window, or has no address yet, has no place in its strip. */
static void add_spans(struct graph *graph, const struct graph_strip *strip, const struct objects *regions)
{
	uint64_t at = strip->start, end = strip->start + strip->size;

	for (size_t i = 0; i < regions->count; i++) {
		struct cxl_region *region = regions->list[i];
		uint64_t start = cxl_region_get_resource(region), size = cxl_region_get_size(region);
		struct graph_span span = { .strip = graph->nr_strips - 1, .start = start, .size = size };

		if (start < at || start >= end || !size || size > end - start)
			continue;
		add_free(graph, at, start);
		snprintf(span.name, sizeof(span.name), "%s", cxl_region_get_devname(region));
		graph_add_span(graph, &span);
		at = start + size;
	}
	add_free(graph, at, end);
}

static void add_strip(struct graph *graph, struct cxl_decoder *window, struct look *look,
		      const struct objects *regions)
{
	struct graph_strip strip = {
		.start = cxl_decoder_get_resource(window), .size = cxl_decoder_get_size(window),
	};
	struct value size = { .kind = VALUE_SIZE, .number = strip.size }, free = { .paint = PAINT_NONE };
	char size_text[TABLE_CELL_MAX], free_text[TABLE_CELL_MAX];

	/* Only root may read where a window is. */
	if (strip.start == ULLONG_MAX || !strip.size || strip.size > UINT64_MAX - strip.start)
		return;
	column_get(column_find("FREE", strlen("FREE")), look, &free);
	value_format(&size, false, size_text);
	value_format(&free, false, free_text);
	snprintf(strip.name, sizeof(strip.name), "%s", cxl_decoder_get_devname(window));
	snprintf(strip.text, sizeof(strip.text), "%.20s, %.20s free", size_text, free_text);
	graph_add_strip(graph, &strip);
	if (!graph->full)
		add_spans(graph, &strip, regions);
}

static void add_window(struct graph *graph, struct cxl_decoder *window)
{
	_cleanup_look_ struct look look = {
		.record = { .kind = RECORD_DECODER, .decoder = window }, .machine = &graph->machine,
	};
	size_t box = graph_add(graph, GRAPH_NONE, LAYER_WINDOW, cxl_decoder_get_devname(window));
	_cleanup_objects_ struct objects regions = { 0 };
	struct cxl_region *region;

	graph_say(graph, box, 0, "SIZE", &look);
	graph_say(graph, box, 1, "ADDRESS", &look);
	graph_say(graph, box, 2, "FREE", &look);
	graph_say_text(graph, box, 2, "free");
	cxl_region_foreach(window, region)
		graph->full |= objects_add(&regions, region) != STATUS_DONE;
	if (regions.count > 1)
		qsort(regions.list, regions.count, sizeof(*regions.list), by_address);
	for (size_t i = 0; i < regions.count; i++)
		add_region(graph, box, regions.list[i]);
	add_strip(graph, window, &look, &regions);
}

void graph_decode(struct graph *graph, struct cxl_ctx *ctx)
{
	struct cxl_decoder *window;
	struct cxl_bus *bus;

	graph->title = "CXL address decode";
	graph->description = "The address windows to scale with their regions and free space, and the memory devices in the positions of each region.";
	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			add_window(graph, window);
}
