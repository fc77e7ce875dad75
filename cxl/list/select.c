// SPDX-License-Identifier: GPL-2.0-or-later
/* What the user asked for, as a tree of objects: chosen first, shown afterwards. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/say.h"
#include "core/scope.h"
#include "list/filter.h"
#include "list/place.h"
#include "list/select.h"
#include "names/name.h"

struct selection_walk {
	struct cxl_ctx *ctx;
	const struct wanted *want;
	struct selection *sel;
	struct filter filter;
	unsigned char *placed;	/* by memdev id: stands in the tree already */
	size_t nr_placed;
	int error;
};

/*
 * Where in the port tree we are: which of the things above were chosen and can
 * take what we find, and what -p had to say on the way down.
 */
struct place {
	struct pick *bus, *port, *endpoint;
	bool named;		/* -p names this port or, without -S, one above */
	bool below_switch;	/* the same, of switch ports alone */
};

static struct pick *add(struct selection_walk *w, struct picks *picks,
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
	return add(w, home(w, at, CHILD_MEMDEVS, TOP_MEMDEVS), RECORD_MEMDEV,
		   memdev, enabled);
}

/* A memdev that has found no place in the tree: to the top, if nothing forbids. */
static void add_memdev(struct selection_walk *w, struct cxl_memdev *memdev)
{
	bool enabled;

	if (is_placed(w, memdev))
		return;
	enabled = cxl_memdev_is_enabled(memdev);
	if (enabled ? has_place_filter(w->want) : !w->want->idle)
		return;
	if (!filter_host(&w->filter, memdev) ||
	    !filter_reaches(&w->filter, memdev))
		return;
	add(w, &w->sel->top[enabled ? TOP_MEMDEVS : TOP_ANON_MEMDEVS],
	    RECORD_MEMDEV, memdev, enabled);
}

static void add_memdevs(struct selection_walk *w)
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

static void add_region(struct selection_walk *w, struct cxl_region *region,
		       struct picks *picks)
{
	bool enabled = cxl_region_is_enabled(region);

	if (w->want->idle || enabled)
		add(w, picks, RECORD_REGION, region, enabled);
}

static void add_regions(struct selection_walk *w, struct cxl_decoder *decoder,
			struct picks *picks)
{
	struct cxl_region *region;

	if (!w->want->regions)
		return;
	cxl_region_foreach(decoder, region) {
		if (names_match_region(w->want->region, region))
			add_region(w, region, picks);
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
			pick = add(w, home(w, at, CHILD_DECODERS, top),
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
	return add(w, picks, kind, object, enabled);
}

static void walk_endpoint(struct selection_walk *w, struct cxl_endpoint *endpoint,
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

static void walk_switch(struct selection_walk *w, struct cxl_port *port, struct place at)
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
static bool wants_below(const struct wanted *want)
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
		at.bus = add(w, &w->sel->top[TOP_BUSES], RECORD_BUS, bus, true);
	walk_decoders(w, root, &at, TOP_ROOT_DECODERS);
	walk_below(w, root, &at);
}

/* Regions named by id and nothing around them: no need to walk the machine. */
static bool wants_named_regions(const struct wanted *want)
{
	return want->regions && want->region && !want->buses &&
	       !want->decoders && !want->bus && !want->port &&
	       !want->decoder && !want->memdev && !want->serial &&
	       !wants_below(want);
}

static bool add_named_regions(struct selection_walk *w)
{
	const unsigned int *ids;
	int count;

	if (!wants_named_regions(w->want))
		return false;
	count = names_only_ids(w->want->region, &ids);
	for (int i = 0; i < count; i++) {
		struct cxl_region *region;
		char name[24];

		snprintf(name, sizeof(name), "region%u", ids[i]);
		region = cxl_region_get_by_name(w->ctx, name);
		if (region)
			add_region(w, region, &w->sel->top[TOP_REGIONS]);
	}
	return count >= 0;
}

/* One kind only, wherever it stands: so it will stand at the top. */
static bool wants_one_kind(const struct wanted *want)
{
	return want->buses + want->ports + want->endpoints + want->decoders +
	       want->memdevs + want->regions == 1 && !want->bus;
}

/* The same for decoders named by port and id. */
static bool wants_named_decoders(const struct selection_walk *w)
{
	const struct wanted *want = w->want;

	return want->decoders && want->decoder && wants_one_kind(want) &&
	       !want->port && !want->endpoint && !want->region &&
	       !filter_by_memdev(&w->filter);
}

/* Below a port that is disabled only -i looks. */
static bool is_looked_at(const struct selection_walk *w, struct cxl_port *port)
{
	for (; !cxl_port_is_root(port); port = cxl_port_get_parent(port))
		if (!w->want->idle && !cxl_port_is_enabled(port))
			return false;
	return true;
}

static enum pick_top top_of(struct cxl_port *port)
{
	if (cxl_port_is_root(port))
		return TOP_ROOT_DECODERS;
	return cxl_port_is_endpoint(port) ? TOP_ENDPOINT_DECODERS :
					    TOP_PORT_DECODERS;
}

static void add_named_decoder(struct selection_walk *w, uint64_t pair)
{
	struct cxl_decoder *decoder;
	struct cxl_port *port;
	char name[40];

	snprintf(name, sizeof(name), "decoder%u.%u", (unsigned int)(pair >> 32),
		 (unsigned int)pair);
	decoder = cxl_decoder_get_by_name(w->ctx, name);
	if (!decoder && errno != ENODEV)
		w->error = -errno;
	if (!decoder || (!w->want->idle && cxl_decoder_get_size(decoder) == 0))
		return;
	port = cxl_decoder_get_port(decoder);
	if (is_looked_at(w, port))
		add(w, &w->sel->top[top_of(port)], RECORD_DECODER, decoder, true);
}

static bool add_named_decoders(struct selection_walk *w)
{
	const uint64_t *pairs;
	int count;

	if (!wants_named_decoders(w))
		return false;
	count = names_only_pairs(w->want->decoder, &pairs);
	for (int i = 0; i < count; i++)
		add_named_decoder(w, pairs[i]);
	return count >= 0;
}

/* NULL: there is none, or nobody looks below what is above it. */
static struct cxl_port *find_named_port(struct selection_walk *w, const char *kind,
					unsigned int id)
{
	struct cxl_port *port;
	char name[32];

	snprintf(name, sizeof(name), "%s%u", kind, id);
	port = cxl_port_get_by_name(w->ctx, name);
	if (!port && errno != ENODEV)
		w->error = -errno;
	return port && is_looked_at(w, cxl_port_get_parent(port)) ? port : NULL;
}

/* And for endpoints. */
static bool add_named_endpoints(struct selection_walk *w)
{
	const struct place top = { .named = true, .below_switch = true };
	const struct wanted *want = w->want;
	const unsigned int *ids;
	int count;

	if (!want->endpoints || !want->endpoint || want->port ||
	    !wants_one_kind(want))
		return false;
	count = names_only_ids(want->endpoint, &ids);
	for (int i = 0; i < count; i++) {
		struct cxl_port *port = find_named_port(w, "endpoint", ids[i]);

		if (port)
			walk_endpoint(w, cxl_port_to_endpoint(port), top);
	}
	return count >= 0;
}

/* And for one port: of several, one might stand below another; or it is a root. */
static bool add_named_port(struct selection_walk *w)
{
	const struct wanted *want = w->want;
	struct cxl_port *port = NULL;
	const unsigned int *ids;

	if (want->ports && want->port && wants_one_kind(want) &&
	    names_only_ids(want->port, &ids) == 1)
		port = find_named_port(w, "port", ids[0]);
	if (port)
		walk_switch(w, port, (struct place){});
	return port;
}

static void walk_buses(struct selection_walk *w)
{
	struct cxl_bus *bus;

	if (!w->want->buses && !w->want->regions && !wants_below(w->want))
		return;
	cxl_bus_foreach(w->ctx, bus)
		walk_bus(w, bus);
}

/* What stands at the top by the tree, what is shown below something by id. */
static void sort(struct selection_walk *w)
{
	for (int i = 0; i < NR_TOP && !w->error; i++) {
		picks_sort_below(&w->sel->top[i]);
		w->error = picks_sort_by_place(&w->sel->top[i]);
	}
}

enum status selection_make(struct cxl_ctx *ctx, const struct wanted *want,
			   struct selection *selection)
{
	struct selection_walk w = {
		.ctx = ctx, .want = want, .sel = selection,
		.filter = { .want = want, .selection = selection },
	};

	enum status status = filter_find_only(ctx, want, selection);

	if (status)
		return status;
	if (!add_named_regions(&w) && !add_named_decoders(&w) &&
	    !add_named_endpoints(&w) && !add_named_port(&w))
		walk_buses(&w);
	add_memdevs(&w);
	sort(&w);
	free(w.placed);
	return w.error ? say_errno(NULL, "enumerate devices", w.error) : STATUS_DONE;
}
