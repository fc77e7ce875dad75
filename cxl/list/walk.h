/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The walk over the machine that chooses what a listing shows, and where it stands. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "list/filter.h"
#include "list/select.h"

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

/* Append @object to @picks; what fails is kept in @w->error. */
struct pick *walk_add(struct selection_walk *w, struct picks *picks,
		      enum record_kind kind, void *object, bool enabled);
void walk_add_region(struct selection_walk *w, struct cxl_region *region, struct picks *picks);

/* All buses and what is below them; one port, or one endpoint, likewise. */
void walk_buses(struct selection_walk *w);
void walk_switch(struct selection_walk *w, struct cxl_port *port, struct place at);
void walk_endpoint(struct selection_walk *w, struct cxl_endpoint *endpoint, struct place at);
/* The memdevs that have found no place in the tree. */
void walk_memdevs(struct selection_walk *w);

/* What is wanted only exists below the root. */
bool wants_below(const struct wanted *want);

/* named.c: what is named by id, found without a walk; false: that needs one. */
bool walk_named(struct selection_walk *w);
