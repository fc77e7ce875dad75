// SPDX-License-Identifier: GPL-2.0-or-later
/* A picture in the language of Graphviz: `dot -Tsvg` draws it. */
#include "graph/graph.h"

/* Within quotes. */
static void put(FILE *file, const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', file);
		fputc(*text, file);
	}
}

/* In a label that is a table. */
static void put_html(FILE *file, const char *text)
{
	for (; *text; text++)
		if (*text == '&' || *text == '<' || *text == '>')
			fprintf(file, "&#%d;", *text);
		else
			fputc(*text, file);
}

static const char *style_of(const struct graph_box *box)
{
	if (box->paint == PAINT_BROKEN)
		return ", style=bold, color=red";
	if (box->paint == PAINT_ACTION)
		return ", style=dashed";
	return box->memory ? "" : ", style=rounded";
}

static void write_box(const struct graph *graph, size_t number, FILE *file)
{
	const struct graph_box *box = &graph->boxes[number];

	fprintf(file, "\tbox%zu [label=\"", number);
	for (unsigned int i = 0; i < GRAPH_LINES; i++) {
		if (!*box->lines[i])
			continue;
		if (i)
			fputs("\\n", file);
		put(file, box->lines[i]);
	}
	fprintf(file, "\"%s];\n", style_of(box));
}

static void write_edge(const struct graph_edge *edge, FILE *file)
{
	fprintf(file, "\tbox%zu -> box%zu", edge->from, edge->to);
	if (*edge->label) {
		fputs(" [label=\"", file);
		put(file, edge->label);
		fputs("\"]", file);
	}
	fputs(";\n", file);
}

#define STRIP_POINTS 480.0

/* A cell is as wide as its part of the window, where its text leaves it that. */
static void write_strip(const struct graph *graph, size_t number, FILE *file)
{
	const struct graph_strip *strip = &graph->strips[number];

	fprintf(file, "\tstrip%zu [shape=plain, label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\"><tr><td border=\"0\">",
		number);
	put_html(file, strip->name);
	fputs("</td>", file);
	for (size_t i = 0; i < graph->nr_spans; i++) {
		const struct graph_span *span = &graph->spans[i];

		if (span->strip != number)
			continue;
		fprintf(file, "<td width=\"%.0f\">",
			1 + STRIP_POINTS * (double)span->size / (double)strip->size);
		put_html(file, *span->name ? span->name : "free");
		fputs("</td>", file);
	}
	fputs("</tr></table>>];\n", file);
}

void graph_write_dot(struct graph *graph, FILE *file)
{
	fputs("digraph cxl {\n\trankdir=LR;\n\tlabel=\"", file);
	put(file, graph->title);
	fputs("\";\n\tnode [shape=box, fontname=monospace, fontsize=10];\n\tedge [arrowhead=none, fontsize=9];\n", file);
	for (size_t i = 0; i < graph->nr_strips; i++)
		write_strip(graph, i, file);
	for (size_t i = 0; i < graph->nr_boxes; i++)
		write_box(graph, i, file);
	for (size_t i = 0; i < graph->nr_edges; i++)
		write_edge(&graph->edges[i], file);
	fputs("}\n", file);
}
