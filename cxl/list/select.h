/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user asked for, as a tree of objects: chosen first, shown afterwards. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/objects.h"
#include "show/record.h"

struct cxl_ctx;
struct names;

/* Which kinds to list, and which of them. */
struct wanted {
	bool buses, ports, endpoints, decoders, memdevs, regions;
	bool idle;	/* what is disabled or of no size too */
	bool single;	/* only ports that -p names, none below */
	bool lockless;	/* ask for nothing that waits for the locks of CXL's drivers */
	/* NULL: any */
	struct names *bus, *port, *endpoint, *decoder, *memdev, *serial, *region;
};

/* What a pick may hold, in the order in which it is shown. */
enum pick_child {
	CHILD_PORTS,
	CHILD_ENDPOINTS,
	CHILD_DECODERS,
	CHILD_REGIONS,
	CHILD_MEMDEVS,
	NR_CHILDREN,
};

struct picks {
	struct pick **picks;
	unsigned int count, room;
};

/* An object that was chosen, and those chosen below it. */
struct pick {
	struct record record;
	uint64_t order;		/* among its siblings */
	const char *name;
	struct picks children[NR_CHILDREN];
};

/* What stands at the top, in the order in which it is shown. */
enum pick_top {
	TOP_ANON_MEMDEVS,
	TOP_BUSES,
	TOP_PORTS,
	TOP_ENDPOINTS,
	TOP_MEMDEVS,
	TOP_ROOT_DECODERS,
	TOP_PORT_DECODERS,
	TOP_ENDPOINT_DECODERS,
	TOP_REGIONS,
	NR_TOP,
};

struct selection {
	struct picks top[NR_TOP];
	unsigned int disabled;	/* memdevs and regions that only -i shows */
	struct objects only;	/* the memdevs that -m and -s name; none without these */
};

/* Fill @selection (all zeroes before). */
enum status selection_make(struct cxl_ctx *ctx, const struct wanted *want,
			   struct selection *selection);
void selection_done(struct selection *selection);

/* pick.c: one more in @picks, or NULL if there is no memory. */
struct pick *picks_add(struct picks *picks, enum record_kind kind, void *object);
/* What stands below each, at all levels, by id. */
void picks_sort_below(struct picks *picks);
void picks_done(struct picks *picks);
