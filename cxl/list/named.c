// SPDX-License-Identifier: GPL-2.0-or-later
/* What a listing names by id, found without a walk over the machine. */
#include <errno.h>
#include <stdio.h>

#include <cxl/libcxl.h>

#include "list/walk.h"
#include "names/name.h"

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
			walk_add_region(w, region, &w->sel->top[TOP_REGIONS]);
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
		walk_add(w, &w->sel->top[top_of(port)], RECORD_DECODER, decoder, true);
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

bool walk_named(struct selection_walk *w)
{
	return add_named_regions(w) || add_named_decoders(w) ||
	       add_named_endpoints(w) || add_named_port(w);
}
