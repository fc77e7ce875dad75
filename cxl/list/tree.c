// SPDX-License-Identifier: GPL-2.0-or-later
/* A whole selection: what stands at the top, and below each object its children. */
#include <stdio.h>

#include <cxl/libcxl.h>

#include "core/output.h"
#include "core/scope.h"
#include "list/select.h"
#include "list/tree.h"
#include "show/show.h"

static const char *const top_keys[NR_TOP] = {
	[TOP_ANON_MEMDEVS] = "anon memdevs",
	[TOP_BUSES] = "buses",
	[TOP_PORTS] = "ports",
	[TOP_ENDPOINTS] = "endpoints",
	[TOP_MEMDEVS] = "memdevs",
	[TOP_ROOT_DECODERS] = "root decoders",
	[TOP_PORT_DECODERS] = "port decoders",
	[TOP_ENDPOINT_DECODERS] = "endpoint decoders",
	[TOP_REGIONS] = "regions",
};

static const char *const child_keys[NR_CHILDREN] = {
	[CHILD_PORTS] = "ports",
	[CHILD_ENDPOINTS] = "endpoints",
	[CHILD_DECODERS] = "decoders",
	[CHILD_REGIONS] = "regions",
	[CHILD_MEMDEVS] = "memdevs",
};

static void show_keys(struct output *out, const struct pick *pick,
		      const struct show *what)
{
	switch (pick->kind) {
	case PICK_BUS:
		show_bus(out, pick->bus, what);
		break;
	case PICK_PORT:
		show_port(out, pick->port, pick->enabled, what);
		break;
	case PICK_ENDPOINT:
		show_endpoint(out, pick->endpoint, pick->enabled, what);
		break;
	case PICK_MEMDEV:
		show_memdev(out, pick->memdev, pick->enabled, what);
		break;
	case PICK_DECODER:
		show_decoder(out, pick->decoder, what);
		break;
	case PICK_REGION:
		show_region(out, pick->region, pick->enabled, what);
		break;
	}
}

static void show_picks(struct output *out, const struct picks *picks,
		       const struct show *what);

/* The one memdev of an endpoint: an object, not an array. */
static void show_endpoint_memdev(struct output *out, const struct pick *endpoint,
				 const struct show *what)
{
	const struct picks *memdevs = &endpoint->children[CHILD_MEMDEVS];

	for (size_t i = 0; i < memdevs->count; i++) {
		output_open_object(out, "memdev");
		show_keys(out, memdevs->picks[i], what);
		output_close_object(out);
	}
}

static void show_children(struct output *out, const struct pick *pick,
			  enum pick_child child, const struct show *what)
{
	char key[64];

	if (!pick->children[child].count)
		return;
	snprintf(key, sizeof(key), "%s:%s", child_keys[child], pick->name);
	output_open_array(out, key);
	show_picks(out, &pick->children[child], what);
	output_close_array(out);
}

static void show_pick(struct output *out, const struct pick *pick,
		      const struct show *what)
{
	output_open_object(out, NULL);
	show_keys(out, pick, what);
	if (pick->kind == PICK_ENDPOINT) {
		show_endpoint_memdev(out, pick, what);
		show_children(out, pick, CHILD_DECODERS, what);
	} else {
		for (int c = 0; c < NR_CHILDREN; c++)
			show_children(out, pick, (enum pick_child)c, what);
	}
	output_close_object(out);
}

static void show_picks(struct output *out, const struct picks *picks,
		       const struct show *what)
{
	for (size_t i = 0; i < picks->count; i++)
		show_pick(out, picks->picks[i], what);
}

static int count_kinds(const struct selection *selection)
{
	int count = 0;

	for (int i = 0; i < NR_TOP; i++)
		count += selection->top[i].count != 0;
	return count;
}

static void show_kind(struct output *out, const struct selection *selection,
		      int top, const struct show *what)
{
	output_open_object(out, NULL);
	output_open_array(out, top_keys[top]);
	show_picks(out, &selection->top[top], what);
	output_close_array(out);
	output_close_object(out);
}

void show_selection(struct output *out, const struct selection *selection,
		    const struct show *what)
{
	bool named = count_kinds(selection) > 1;

	output_open_array(out, NULL);
	for (int i = 0; i < NR_TOP; i++) {
		if (!selection->top[i].count)
			continue;
		if (named)
			show_kind(out, selection, i, what);
		else
			show_picks(out, &selection->top[i], what);
	}
	output_close_array(out);
}

/* The only object there is, or NULL. */
static const struct pick *only_pick(const struct selection *selection)
{
	const struct pick *only = NULL;

	for (int i = 0; i < NR_TOP; i++) {
		if (selection->top[i].count > 1 ||
		    (selection->top[i].count && only))
			return NULL;
		if (selection->top[i].count)
			only = selection->top[i].picks[0];
	}
	return only;
}

void show_selection_unwrapped(struct output *out,
			      const struct selection *selection,
			      const struct show *what)
{
	const struct pick *only = only_pick(selection);

	if (only)
		show_pick(out, only, what);
	else
		show_selection(out, selection, what);
}
