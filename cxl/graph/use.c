// SPDX-License-Identifier: GPL-2.0-or-later
/* What uses the memory: regions, their DAX devices, the NUMA nodes and their tiers. */
#include <string.h>

#include <cxl/libcxl.h>

#include "graph/graph.h"
#include "view/column.h"

enum use_layer {
	LAYER_REGION,
	LAYER_DAX,
	LAYER_NODE,
};

/* How much of the memory is online, as far as its blocks tell. */
static void say_online(struct graph *graph, size_t box, struct cxl_memory *memory)
{
	uint64_t block = cxl_memory_get_block_size(memory);
	char text[3 * TABLE_CELL_MAX], online_text[TABLE_CELL_MAX], total_text[TABLE_CELL_MAX];
	struct value online = { .kind = VALUE_SIZE }, total = { .kind = VALUE_SIZE };
	unsigned int nr_online, nr_total;

	if (!block || cxl_memory_query_blocks(memory, &nr_online, &nr_total, NULL)) {
		graph_say_text(graph, box, 2, "? online");
		return;
	}
	online.number = nr_online * block;
	total.number = nr_total * block;
	value_format(&online, false, online_text);
	value_format(&total, false, total_text);
	snprintf(text, sizeof(text), "%s of %s online", online_text, total_text);
	graph_say_text(graph, box, 2, text);
	if (nr_online < nr_total && box != GRAPH_NONE)
		graph->boxes[box].paint = PAINT_ACTION;
}

/* Several DAX devices may have one node. */
static void add_node(struct graph *graph, size_t from, struct cxl_memory *memory, struct cxl_dax *dax)
{
	int node = cxl_dax_get_target_node(dax);
	unsigned int tier;
	char text[32];
	size_t box;

	if (node < 0)
		return;
	snprintf(text, sizeof(text), "node%d", node);
	box = graph_find(graph, LAYER_NODE, text);
	if (box != GRAPH_NONE) {
		graph_join(graph, from, box, "");
		return;
	}
	box = graph_add(graph, from, LAYER_NODE, text);
	if (!cxl_memory_query_tier(memory, node, &tier)) {
		snprintf(text, sizeof(text), "tier %u", tier);
		graph_say_text(graph, box, 1, text);
	}
}

static void add_dax(struct graph *graph, size_t from, struct cxl_memory *memory, struct cxl_dax *dax)
{
	size_t box = graph_add(graph, from, LAYER_DAX, cxl_dax_get_devname(dax));
	struct value size = { .kind = VALUE_SIZE, .number = cxl_dax_get_size(dax) };
	const char *driver = cxl_dax_get_driver_name(dax);
	char text[TABLE_CELL_MAX];
	enum cxl_dax_driver kind;

	value_format(&size, false, text);
	graph_say_text(graph, box, 0, text);
	if (cxl_dax_query_driver(dax, &kind))
		graph_say_text(graph, box, 1, "driver ?");
	else
		graph_say_text(graph, box, 1, driver ? driver : "no driver");
	add_node(graph, box, memory, dax);
}

static void add_region(struct graph *graph, struct cxl_region *region)
{
	_cleanup_look_ struct look look = {
		.record = { .kind = RECORD_REGION, .region = region }, .machine = &graph->machine,
	};
	size_t box = graph_add(graph, GRAPH_NONE, LAYER_REGION, cxl_region_get_devname(region));
	struct cxl_memory *memory;
	struct cxl_dax *dax;

	graph_say(graph, box, 0, "TYPE", &look);
	graph_say(graph, box, 0, "SIZE", &look);
	graph_say(graph, box, 1, "STATE", &look);
	if (box != GRAPH_NONE)
		graph->boxes[box].memory = true;
	if (look_memory(&look, &memory)) {
		graph_say_text(graph, box, 2, "use ?");
		return;
	}
	cxl_dax_foreach(memory, dax)
		add_dax(graph, box, memory, dax);
	dax = cxl_dax_get_first(memory);
	if (dax)
		say_online(graph, box, memory);
}

void graph_use(struct graph *graph, struct cxl_ctx *ctx)
{
	struct cxl_decoder *window;
	struct cxl_region *region;
	struct cxl_bus *bus;

	graph->title = "CXL memory in use";
	graph->description = "The regions, their DAX devices with the driver of each, and the NUMA nodes of the memory.";
	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			cxl_region_foreach(window, region)
				add_region(graph, region);
}
