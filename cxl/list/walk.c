// SPDX-License-Identifier: GPL-2.0-or-later
/* The walk over the machine that chooses what a listing shows, and where it stands. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "list/walk.h"
#include "names/name.h"

struct pick *walk_add(struct selection_walk *w, struct picks *picks,
		      enum record_kind kind, void *object, bool enabled)
{
	struct pick *pick = w->error ? NULL : picks_add(picks, kind, object);

	if (pick)
		pick->record.enabled = enabled;
	else
		w->error = -ENOMEM;
	return pick;
}

/* The innermost chosen object that can hold it, or the top. */
static struct picks *home(struct selection_walk *w, const struct place *at,
			  enum pick_child child, enum pick_top top)
{
	if (at->endpoint)
		return &at->endpoint->children[child];
	if (at->port)
		return &at->port->children[child];
	if (at->bus)
		return &at->bus->children[child];
	return &w->sel->top[top];
}

/* Memdevs */

static void mark_placed(struct selection_walk *w, struct cxl_memdev *memdev)
{
	size_t id = (size_t)cxl_memdev_get_id(memdev);
	unsigned char *more;

	if (id >= w->nr_placed) {
		more = realloc(w->placed, 2 * id + 64);
		if (!more) {
			w->error = -ENOMEM;
			return;
		}
		memset(more + w->nr_placed, 0, 2 * id + 64 - w->nr_placed);
		w->placed = more;
		w->nr_placed = 2 * id + 64;
	}
	w->placed[id] = 1;
}

static bool is_placed(const struct selection_walk *w, struct cxl_memdev *memdev)
{
	size_t id = (size_t)cxl_memdev_get_id(memdev);

	return id < w->nr_placed && w->placed[id];
}

/* Which filters need a memdev's endpoint. */
static bool has_place_filter(const struct wanted *want)
{
	return want->bus || want->port || want->endpoint;
}

static bool has_memdev_home(const struct wanted *want)
{
	return want->buses || want->ports || want->endpoints;
}

/* Does the listing have the memdev of this endpoint in its place? */
static bool place_memdev(struct selection_walk *w, struct cxl_endpoint *endpoint,
			 const struct place *at)
{
	struct cxl_memdev *memdev;
	bool enabled;

	if (!at->below_switch)
		return false;
	memdev = cxl_endpoint_get_memdev(endpoint);
	if (!memdev || !filter_memdev(&w->filter, memdev) ||
	    !filter_reaches(&w->filter, memdev))
		return false;
	enabled = cxl_memdev_is_enabled(memdev);
	if (enabled)
		mark_placed(w, memdev);
	else if (!w->want->idle)
		return false;
	return walk_add(w, home(w, at, CHILD_MEMDEVS, TOP_MEMDEVS), RECORD_MEMDEV,
		   memdev, enabled);
}

/* A memdev that has found no place in the tree: to the top, if nothing forbids. */
static void add_memdev(struct selection_walk *w, struct cxl_memdev *memdev)
{
	bool enabled;

	if (is_placed(w, memdev))
		return;
	enabled = cxl_memdev_is_enabled(memdev);
	if (enabled && has_place_filter(w->want))
		return;
	if (!filter_host(&w->filter, memdev) ||
	    !filter_reaches(&w->filter, memdev))
		return;
	if (!enabled && !w->want->idle) {
		w->sel->disabled++;
		return;
	}
	walk_add(w, &w->sel->top[enabled ? TOP_MEMDEVS : TOP_ANON_MEMDEVS],
	    RECORD_MEMDEV, memdev, enabled);
}

void walk_memdevs(struct selection_walk *w)
{
	struct cxl_memdev *memdev;

	if (!w->want->memdevs)
		return;
	if (filter_by_memdev(&w->filter)) {
		for (size_t i = 0; i < w->sel->only.count; i++)
			add_memdev(w, w->sel->only.list[i]);
		return;
	}
	cxl_memdev_foreach(w->ctx, memdev)
		add_memdev(w, memdev);
}

/* Decoders and regions */

static bool wants_decoder(const struct selection_walk *w, struct cxl_port *port,
			  struct cxl_decoder *decoder)
{
	if (!w->want->decoders)
		return false;
	if (!w->want->idle && cxl_decoder_get_size(decoder) == 0)
		return false;
	return filter_decoder(&w->filter, port, decoder);
}

void walk_add_region(struct selection_walk *w, struct cxl_region *region,
		       struct picks *picks)
{
	bool enabled = cxl_region_is_enabled(region);

	if (w->want->idle || enabled)
		walk_add(w, picks, RECORD_REGION, region, enabled);
	else
		w->sel->disabled++;
}

static void add_regions(struct selection_walk *w, struct cxl_decoder *decoder,
			struct picks *picks)
{
	struct cxl_region *region;

	if (!w->want->regions)
		return;
	cxl_region_foreach(decoder, region) {
		if (names_match_region(w->want->region, region))
			walk_add_region(w, region, picks);
	}
}

static void walk_decoders(struct selection_walk *w, struct cxl_port *port,
			  const struct place *at, enum pick_top top)
{
	struct cxl_decoder *decoder;

	if (!w->want->decoders && !(w->want->regions && cxl_port_is_root(port)))
		return;
	if (!at->named || !names_match_decoders_of(w->want->decoder, port))
		return;
	cxl_decoder_foreach(port, decoder) {
		struct pick *pick = NULL;

		if (!names_match_decoder(w->want->decoder, decoder))
			continue;
		if (wants_decoder(w, port, decoder))
			pick = walk_add(w, home(w, at, CHILD_DECODERS, top),
				   RECORD_DECODER, decoder, true);
		if (cxl_port_is_root(port))
			add_regions(w, decoder,
				    pick ? &pick->children[CHILD_REGIONS] :
				    home(w, at, CHILD_REGIONS, TOP_REGIONS));
	}
}

/* Ports */

/* What the library keeps of it is read now, while its directory is open. */
static struct pick *add_port(struct selection_walk *w, struct picks *picks,
			     enum record_kind kind, void *object,
			     struct cxl_port *port, bool enabled)
{
	if (!w->want->lockless)
		cxl_port_decoders_committed(port);
	return walk_add(w, picks, kind, object, enabled);
}

void walk_endpoint(struct selection_walk *w, struct cxl_endpoint *endpoint,
			  struct place at)
{
	struct cxl_port *port = cxl_endpoint_get_port(endpoint);
	bool enabled = cxl_endpoint_is_enabled(endpoint);
	bool named;

	if (!w->want->idle && !enabled)
		return;
	if (!names_match_endpoint(w->want->endpoint, endpoint) ||
	    !filter_port_leads(&w->filter, port))
		return;
	named = names_match_port(w->want->port, port);
	if (w->want->endpoints && (named || at.named))
		at.endpoint = add_port(w, home(w, &at, CHILD_ENDPOINTS, TOP_ENDPOINTS),
				       RECORD_ENDPOINT, endpoint, port, enabled);
	/* As in 85: -M leaves out the decoders of an endpoint without its memdev. */
	if (w->want->memdevs && !place_memdev(w, endpoint, &at))
		return;
	at.named = named || (!w->want->single && at.named);
	walk_decoders(w, port, &at, TOP_ENDPOINT_DECODERS);
}

static void walk_below(struct selection_walk *w, struct cxl_port *port,
		       const struct place *at);

void walk_switch(struct selection_walk *w, struct cxl_port *port, struct place at)
{
	bool named = names_match_port(w->want->port, port);
	bool enabled = cxl_port_is_enabled(port);

	if (!w->want->idle && !enabled)
		return;
	if (!filter_port_leads(&w->filter, port))
		return;
	at.named = named || (!w->want->single && at.named);
	at.below_switch = named || (!w->want->single && at.below_switch);
	if (w->want->ports && at.named)
		at.port = add_port(w, home(w, &at, CHILD_PORTS, TOP_PORTS),
				   RECORD_PORT, port, port, enabled);
	walk_decoders(w, port, &at, TOP_PORT_DECODERS);
	walk_below(w, port, &at);
}

/* What is wanted only exists below the root: else the walk ends there. */
bool wants_below(const struct wanted *want)
{
	return want->ports || want->endpoints || want->decoders ||
	       (want->memdevs && (has_place_filter(want) || has_memdev_home(want)));
}

/* Endpoints are only worth a look for themselves, their memdev or decoders. */
static bool wants_endpoints(const struct wanted *want)
{
	return want->endpoints || want->decoders || want->memdevs;
}

static void walk_below(struct selection_walk *w, struct cxl_port *port,
		       const struct place *at)
{
	struct cxl_endpoint *endpoint;
	struct cxl_port *child;

	if (!wants_below(w->want))
		return;
	cxl_port_foreach(port, child)
		walk_switch(w, child, *at);
	if (!wants_endpoints(w->want))
		return;
	cxl_endpoint_foreach(port, endpoint)
		walk_endpoint(w, endpoint, *at);
}

static void walk_bus(struct selection_walk *w, struct cxl_bus *bus)
{
	struct cxl_port *root = cxl_bus_get_port(bus);
	struct place at = {
		.named = names_match_port(w->want->port, root),
		.below_switch = !w->want->port,
	};

	if (!names_match_bus(w->want->bus, bus) ||
	    !filter_bus_leads(&w->filter, bus))
		return;
	if (w->want->buses && at.named)
		at.bus = walk_add(w, &w->sel->top[TOP_BUSES], RECORD_BUS, bus, true);
	walk_decoders(w, root, &at, TOP_ROOT_DECODERS);
	walk_below(w, root, &at);
}

void walk_buses(struct selection_walk *w)
{
	struct cxl_bus *bus;

	if (!w->want->buses && !w->want->regions && !wants_below(w->want))
		return;
	cxl_bus_foreach(w->ctx, bus)
		walk_bus(w, bus);
}
