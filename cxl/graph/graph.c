// SPDX-License-Identifier: GPL-2.0-or-later
/* A picture of the machine as values, which the views fill and the formats write. */
#include <stdlib.h>
#include <string.h>

#include "graph/graph.h"
#include "view/column.h"

void graph_done(struct graph *graph)
{
	free(graph->boxes);
	free(graph->edges);
	free(graph->spans);
	free(graph->strips);
	look_machine_done(&graph->machine);
}

/* Room for one more of @size bytes: where it is, or NULL. */
static void *grow(struct graph *graph, void *list, size_t *count, size_t size)
{
	void **items = list;
	void *more = reallocarray(*items, *count + 1, size);

	if (!more) {
		graph->full = true;
		return NULL;
	}
	*items = more;
	return (char *)more + size * (*count)++;
}

/* Names of a captured machine may be anything. */
static void copy(char *to, const char *text, size_t size)
{
	snprintf(to, size, "%s", text);
	for (; *to; to++)
		if (*to < ' ' || *to > '~')
			*to = '?';
}

size_t graph_add(struct graph *graph, size_t from, unsigned int layer, const char *name)
{
	struct graph_box *box = grow(graph, &graph->boxes, &graph->nr_boxes, sizeof(*box));

	if (!box)
		return GRAPH_NONE;
	*box = (struct graph_box){ .layer = layer };
	copy(box->lines[0], name, TABLE_CELL_MAX);
	if (from != GRAPH_NONE)
		graph_join(graph, from, graph->nr_boxes - 1, "");
	return graph->nr_boxes - 1;
}

void graph_join(struct graph *graph, size_t from, size_t to, const char *label)
{
	struct graph_edge *edge;

	if (from == GRAPH_NONE || to == GRAPH_NONE)
		return;
	edge = grow(graph, &graph->edges, &graph->nr_edges, sizeof(*edge));
	if (!edge)
		return;
	*edge = (struct graph_edge){ .from = from, .to = to };
	snprintf(edge->label, sizeof(edge->label), "%s", label);
}

size_t graph_find(const struct graph *graph, unsigned int layer, const char *name)
{
	for (size_t i = 0; i < graph->nr_boxes; i++)
		if (graph->boxes[i].layer == layer && !strcmp(graph->boxes[i].lines[0], name))
			return i;
	return GRAPH_NONE;
}

void graph_say_text(struct graph *graph, size_t box, unsigned int line, const char *text)
{
	char *at, *end;

	if (box == GRAPH_NONE)
		return;
	at = graph->boxes[box].lines[line];
	end = at + strlen(at);
	if (end > at && end < at + TABLE_CELL_MAX - 1)
		*end++ = ' ';
	copy(end, text, (size_t)(at + TABLE_CELL_MAX - end));
}

void graph_say(struct graph *graph, size_t box, unsigned int line, const char *name, struct look *look)
{
	const struct column *column = column_find(name, strlen(name));
	struct value value = { .paint = PAINT_NONE };
	char text[TABLE_CELL_MAX];

	if (box == GRAPH_NONE)
		return;
	column_get(column, look, &value);
	if (value.kind == VALUE_NONE)
		return;
	value_format(&value, false, text);
	graph_say_text(graph, box, line, text);
	if (value.paint > graph->boxes[box].paint)
		graph->boxes[box].paint = value.paint;
}

void graph_add_strip(struct graph *graph, const struct graph_strip *strip)
{
	struct graph_strip *new = grow(graph, &graph->strips, &graph->nr_strips, sizeof(*new));

	if (new)
		*new = *strip;
}

void graph_add_span(struct graph *graph, const struct graph_span *span)
{
	struct graph_span *new = grow(graph, &graph->spans, &graph->nr_spans, sizeof(*new));

	if (new)
		*new = *span;
}
