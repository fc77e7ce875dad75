/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A picture of the machine as values: boxes, what joins them, and the address strips of windows. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "view/look.h"
#include "view/value.h"

#define GRAPH_LINES	3
#define GRAPH_NONE	SIZE_MAX

/* A box: the name of an object, and what it is. Its state is also a word in a line. */
struct graph_box {
	char lines[GRAPH_LINES][TABLE_CELL_MAX];	/* the first is its name; "" for none */
	unsigned int layer;		/* from left to right */
	bool memory;			/* it has memory: a memdev, a region */
	enum paint paint;
	double row;			/* where svg.c draws it */
	bool placed;
};

struct graph_edge {
	size_t from, to;
	char label[16];			/* "" for none */
};

/* Part of a window, in the order of addresses: a region, or free. */
struct graph_span {
	size_t strip;
	uint64_t start, size;
	char name[TABLE_CELL_MAX];	/* "" where it is free */
	enum paint paint;
};

struct graph_strip {
	char name[TABLE_CELL_MAX], text[TABLE_CELL_MAX];
	uint64_t start, size;
};

/* Each list grows; all zeroes: empty. */
struct graph {
	const char *title, *description;
	struct look_machine machine;
	struct graph_box *boxes;
	struct graph_edge *edges;
	struct graph_span *spans;
	struct graph_strip *strips;
	size_t nr_boxes, nr_edges, nr_spans, nr_strips;
	bool full;			/* memory for it was out */
};
void graph_done(struct graph *graph);

/* A new box to the right of @from (GRAPH_NONE: at the left), joined to it; its number, or GRAPH_NONE. */
size_t graph_add(struct graph *graph, size_t from, unsigned int layer, const char *name);
void graph_join(struct graph *graph, size_t from, size_t to, const char *label);
/* The box of that name and layer, or GRAPH_NONE. */
size_t graph_find(const struct graph *graph, unsigned int layer, const char *name);

/* Append the value of a column of @look to a line of a box, and its paint to that of the box. */
void graph_say(struct graph *graph, size_t box, unsigned int line, const char *column, struct look *look);
void graph_say_text(struct graph *graph, size_t box, unsigned int line, const char *text);

void graph_add_strip(struct graph *graph, const struct graph_strip *strip);
void graph_add_span(struct graph *graph, const struct graph_span *span);

/* The views. */
struct cxl_ctx;
void graph_physical(struct graph *graph, struct cxl_ctx *ctx);
void graph_decode(struct graph *graph, struct cxl_ctx *ctx);
void graph_use(struct graph *graph, struct cxl_ctx *ctx);

/* The formats. */
void graph_write_dot(struct graph *graph, FILE *file);
void graph_write_svg(struct graph *graph, FILE *file);
