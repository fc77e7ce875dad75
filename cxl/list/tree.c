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

static void show_picks(const struct show *show, const struct picks *picks);

/* The one memdev of an endpoint: an object, not an array. */
static void show_endpoint_memdev(const struct show *show, const struct pick *endpoint)
{
	const struct picks *memdevs = &endpoint->children[CHILD_MEMDEVS];

	for (size_t i = 0; i < memdevs->count; i++) {
		output_open_object(show->out, "memdev");
		show_record(show, &memdevs->picks[i]->record);
		output_close_object(show->out);
	}
}

static void show_children(const struct show *show, const struct pick *pick,
			  enum pick_child child)
{
	char key[64];

	if (!pick->children[child].count)
		return;
	snprintf(key, sizeof(key), "%s:%s", child_keys[child], pick->name);
	output_open_array(show->out, key);
	show_picks(show, &pick->children[child]);
	output_close_array(show->out);
}

/* In --json=2 what is below an object follows it: each names its parent. */
static void show_below(const struct show *show, const struct pick *pick)
{
	for (int c = 0; c < NR_CHILDREN; c++)
		show_picks(show, &pick->children[c]);
}

static void show_pick(const struct show *show, const struct pick *pick)
{
	output_open_object(show->out, NULL);
	show_record(show, &pick->record);
	if (show->out->contract) {
		output_close_object(show->out);
		show_below(show, pick);
		return;
	}
	if (pick->record.kind == RECORD_ENDPOINT) {
		show_endpoint_memdev(show, pick);
		show_children(show, pick, CHILD_DECODERS);
	} else {
		for (int c = 0; c < NR_CHILDREN; c++)
			show_children(show, pick, (enum pick_child)c);
	}
	output_close_object(show->out);
}

static void show_picks(const struct show *show, const struct picks *picks)
{
	for (size_t i = 0; i < picks->count; i++)
		show_pick(show, picks->picks[i]);
}

static int count_kinds(const struct selection *selection)
{
	int count = 0;

	for (int i = 0; i < NR_TOP; i++)
		count += selection->top[i].count != 0;
	return count;
}

static void show_kind(const struct show *show, const struct selection *selection,
		      int top)
{
	output_open_object(show->out, NULL);
	output_open_array(show->out, top_keys[top]);
	show_picks(show, &selection->top[top]);
	output_close_array(show->out);
	output_close_object(show->out);
}

void show_selection(const struct show *show, const struct selection *selection)
{
	bool named = count_kinds(selection) > 1 && !show->out->contract;

	output_open_array(show->out, NULL);
	for (int i = 0; i < NR_TOP; i++) {
		if (!selection->top[i].count)
			continue;
		if (named)
			show_kind(show, selection, i);
		else
			show_picks(show, &selection->top[i]);
	}
	output_close_array(show->out);
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

void show_selection_unwrapped(const struct show *show,
			      const struct selection *selection)
{
	const struct pick *only = only_pick(selection);

	if (only)
		show_pick(show, only);
	else
		show_selection(show, selection);
}
