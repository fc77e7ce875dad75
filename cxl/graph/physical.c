// SPDX-License-Identifier: GPL-2.0-or-later
/* What is connected to what: root, host bridges, switches, memdevs. */
#include <cxl/libcxl.h>

#include "graph/graph.h"
#include "view/column.h"

static void add_memdev(struct graph *graph, size_t from, unsigned int layer, struct cxl_memdev *memdev)
{
	_cleanup_look_ struct look look = {
		.record = { .kind = RECORD_MEMDEV, .memdev = memdev }, .machine = &graph->machine,
	};
	size_t box = graph_add(graph, from, layer, cxl_memdev_get_devname(memdev));

	graph_say(graph, box, 0, "TYPE", &look);
	graph_say(graph, box, 0, "SIZE", &look);
	graph_say(graph, box, 1, "HOST", &look);
	graph_say(graph, box, 2, "STATE", &look);
	graph_say(graph, box, 2, "REGION", &look);
	if (box != GRAPH_NONE)
		graph->boxes[box].memory = true;
}

static void add_port(struct graph *graph, size_t from, unsigned int layer, struct cxl_port *port)
{
	size_t box = graph_add(graph, from, layer, cxl_port_get_devname(port));
	struct cxl_endpoint *endpoint;
	struct cxl_port *below;

	graph_say_text(graph, box, 1, cxl_port_get_host(port));
	cxl_endpoint_foreach(port, endpoint) {
		struct cxl_memdev *memdev = cxl_endpoint_get_memdev(endpoint);

		if (memdev)
			add_memdev(graph, box, layer + 1, memdev);
	}
	cxl_port_foreach(port, below)
		add_port(graph, box, layer + 1, below);
}

static void add_bus(struct graph *graph, struct cxl_bus *bus)
{
	size_t box = graph_add(graph, GRAPH_NONE, 0, cxl_bus_get_devname(bus));
	struct cxl_port *port;

	graph_say_text(graph, box, 1, cxl_bus_get_provider(bus));
	cxl_port_foreach(cxl_bus_get_port(bus), port)
		add_port(graph, box, 1, port);
}

void graph_physical(struct graph *graph, struct cxl_ctx *ctx)
{
	struct cxl_memdev *memdev;
	struct cxl_bus *bus;

	graph->title = "CXL topology";
	graph->description = "The CXL root, its host bridges and switches, and the memory devices below them.";
	cxl_bus_foreach(ctx, bus)
		add_bus(graph, bus);
	/* What is disabled is below no port. */
	cxl_memdev_foreach(ctx, memdev)
		if (!cxl_memdev_get_endpoint(memdev))
			add_memdev(graph, GRAPH_NONE, 2, memdev);
}
