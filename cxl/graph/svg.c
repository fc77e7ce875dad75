// SPDX-License-Identifier: GPL-2.0-or-later
/* A picture as SVG: strips above, boxes from left to right below. The same picture gives the same bytes. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/scope.h"
#include "graph/graph.h"

#define MARGIN		16
#define TITLE_HEIGHT	40
#define LETTER		7.5	/* the width of a letter, with some reserve */
#define SMALL_LETTER	6.2
#define LINE		16
#define PADDING		8
#define GAP_X		48
#define GAP_Y		12
#define LAYERS_MAX	64
#define STRIP_WIDTH	800
#define STRIP_HEIGHT	28
#define STRIP_PITCH	84

static const char style[] =
	"  <style>\n"
	"    text { font-family: monospace; font-size: 12px; fill: #1f2328; }\n"
	"    .head { font-size: 15px; font-weight: bold; }\n"
	"    .tiny { font-size: 10px; }\n"
	"    .small { font-size: 10px; fill: #59636e; }\n"
	"    .page { fill: #ffffff; }\n"
	"    .box, .free { fill: #f6f8fa; stroke: #59636e; }\n"
	"    .memory { fill: #ddf4ff; stroke: #0969da; }\n"
	"    .action { stroke: #9a6700; stroke-width: 2; stroke-dasharray: 6 3; }\n"
	"    .broken { stroke: #cf222e; stroke-width: 3; }\n"
	"    .edge { stroke: #59636e; fill: none; }\n"
	"    @media (prefers-color-scheme: dark) {\n"
	"      text { fill: #f0f6fc; }\n"
	"      .small { fill: #9198a1; }\n"
	"      .page { fill: #0d1117; }\n"
	"      .box, .free { fill: #151b23; stroke: #9198a1; }\n"
	"      .memory { fill: #0c2d6b; stroke: #4493f8; }\n"
	"      .action { stroke: #d29922; }\n"
	"      .broken { stroke: #f85149; }\n"
	"      .edge { stroke: #9198a1; }\n"
	"    }\n"
	"  </style>\n";

static void put(FILE *file, const char *text)
{
	for (; *text; text++)
		if (*text == '&' || *text == '<' || *text == '>' || *text == '"')
			fprintf(file, "&#%d;", *text);
		else
			fputc(*text, file);
}

static void put_text(FILE *file, double x, double y, const char *class, const char *text)
{
	fprintf(file, "  <text x=\"%.1f\" y=\"%.1f\"%s%s%s>", x, y, *class ? " class=\"" : "", class,
		*class ? "\"" : "");
	put(file, text);
	fputs("</text>\n", file);
}

/* ---- where boxes are ------------------------------------------------------------ */

struct layout {
	double x[LAYERS_MAX + 1], width[LAYERS_MAX];
	double rows;		/* how many there are */
};

static unsigned int layer_of(const struct graph_box *box)
{
	return box->layer < LAYERS_MAX ? box->layer : LAYERS_MAX - 1;
}

static double width_of(const struct graph_box *box)
{
	size_t longest = 0;

	for (unsigned int i = 0; i < GRAPH_LINES; i++)
		if (strlen(box->lines[i]) > longest)
			longest = strlen(box->lines[i]);
	return (double)longest * LETTER + 2 * PADDING;
}

/* In the middle of what is to the right of it and was not placed before, else in the next row. */
static void place(struct graph *graph, size_t number, struct layout *layout)
{
	struct graph_box *box = &graph->boxes[number];
	double first = -1, last = -1;

	box->placed = true;
	for (size_t i = 0; i < graph->nr_edges; i++) {
		struct graph_box *to = &graph->boxes[graph->edges[i].to];

		if (graph->edges[i].from != number || to->placed)
			continue;
		place(graph, graph->edges[i].to, layout);
		last = to->row;
		if (first < 0)
			first = to->row;
	}
	box->row = first < 0 ? layout->rows++ : (first + last) / 2;
}

static void place_all(struct graph *graph, struct layout *layout)
{
	for (size_t i = 0; i < graph->nr_boxes; i++) {
		const struct graph_box *box = &graph->boxes[i];
		double *width = &layout->width[layer_of(box)];

		if (width_of(box) > *width)
			*width = width_of(box);
	}
	/* A box is added before what is to the right of it. */
	for (size_t i = 0; i < graph->nr_boxes; i++)
		if (!graph->boxes[i].placed)
			place(graph, i, layout);
	layout->x[0] = MARGIN;
	for (unsigned int i = 0; i < LAYERS_MAX; i++)
		layout->x[i + 1] = layout->x[i] + (layout->width[i] > 0 ? layout->width[i] + GAP_X : 0);
}

#define BOX_HEIGHT (GRAPH_LINES * LINE + PADDING)

static double top_of(const struct graph *graph, const struct graph_box *box)
{
	return TITLE_HEIGHT + MARGIN + (double)graph->nr_strips * STRIP_PITCH + box->row * (BOX_HEIGHT + GAP_Y);
}

/* ---- boxes ------------------------------------------------------------------------ */

static const char *class_of(enum paint paint)
{
	if (paint == PAINT_BROKEN)
		return " broken";
	return paint == PAINT_ACTION ? " action" : "";
}

static void write_box(const struct graph *graph, const struct layout *layout, const struct graph_box *box, FILE *file)
{
	double x = layout->x[layer_of(box)], y = top_of(graph, box);
	unsigned int line = 0;

	fprintf(file, "  <rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"%d\" class=\"%s%s\"/>\n",
		x, y, layout->width[layer_of(box)], BOX_HEIGHT, box->memory ? 2 : 8,
		box->memory ? "memory" : "box", class_of(box->paint));
	for (unsigned int i = 0; i < GRAPH_LINES; i++)
		if (*box->lines[i])
			put_text(file, x + PADDING, y + LINE * ++line + 2, "", box->lines[i]);
}

static void write_edge(const struct graph *graph, const struct layout *layout, const struct graph_edge *edge, FILE *file)
{
	const struct graph_box *from = &graph->boxes[edge->from], *to = &graph->boxes[edge->to];
	double x = layout->x[layer_of(from)] + layout->width[layer_of(from)], end = layout->x[layer_of(to)];
	double y = top_of(graph, from) + BOX_HEIGHT / 2.0, y_end = top_of(graph, to) + BOX_HEIGHT / 2.0;
	double bend = end - GAP_X / 2.0;

	fprintf(file, "  <path d=\"M %.1f %.1f H %.1f V %.1f H %.1f\" class=\"edge\"/>\n", x, y, bend, y_end, end);
	if (*edge->label)
		put_text(file, end - 2 * PADDING, y_end - 3, "small", edge->label);
}

/* ---- strips ------------------------------------------------------------------------- */

/* Where there is room; the tooltip has it everywhere. */
static void put_name(const char *name, double x, double y, double width, FILE *file)
{
	double len = (double)strlen(name);

	if (width > (len + 1) * LETTER)
		put_text(file, x + PADDING / 2.0, y + STRIP_HEIGHT / 2.0 + 4, "", name);
	else if (width > (len + 0.5) * SMALL_LETTER)
		put_text(file, x + 2, y + STRIP_HEIGHT / 2.0 + 4, "tiny", name);
}

static void write_span(const struct graph_strip *strip, const struct graph_span *span, double y, FILE *file)
{
	double scale = STRIP_WIDTH / (double)strip->size;
	double x = MARGIN + (double)(span->start - strip->start) * scale, width = (double)span->size * scale;
	const char *name = *span->name ? span->name : "free";
	const struct value size = { .kind = VALUE_SIZE, .number = span->size };
	char text[TABLE_CELL_MAX];

	value_format(&size, false, text);
	fprintf(file, "  <rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%d\" class=\"%s\"><title>", x, y,
		width < 1 ? 1 : width, STRIP_HEIGHT, *span->name ? "memory" : "free");
	put(file, name);
	fprintf(file, " %s 0x%" PRIx64 "-0x%" PRIx64 "</title></rect>\n", text, span->start,
		span->start + span->size - 1);
	put_name(name, x, y, width, file);
}

static void write_strip(const struct graph *graph, size_t number, FILE *file)
{
	const struct graph_strip *strip = &graph->strips[number];
	double y = TITLE_HEIGHT + MARGIN + (double)number * STRIP_PITCH;
	char text[3 * TABLE_CELL_MAX];

	snprintf(text, sizeof(text), "%s: %s", strip->name, strip->text);
	put_text(file, MARGIN, y, "", text);
	y += PADDING;
	for (size_t i = 0; i < graph->nr_spans; i++)
		if (graph->spans[i].strip == number)
			write_span(strip, &graph->spans[i], y, file);
	snprintf(text, sizeof(text), "0x%" PRIx64, strip->start);
	put_text(file, MARGIN, y + STRIP_HEIGHT + LINE, "small", text);
	snprintf(text, sizeof(text), "0x%" PRIx64, strip->start + strip->size - 1);
	put_text(file, MARGIN + STRIP_WIDTH - (double)strlen(text) * SMALL_LETTER, y + STRIP_HEIGHT + LINE, "small", text);
}

/* ---- all ------------------------------------------------------------------------------ */

static void write_head(const struct graph *graph, double width, double height, FILE *file)
{
	fprintf(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n",
		width, height, width, height);
	fputs("  <title>", file);
	put(file, graph->title);
	fputs("</title>\n  <desc>", file);
	put(file, graph->description);
	fputs("</desc>\n", file);
	fputs(style, file);
	fprintf(file, "  <rect width=\"%.0f\" height=\"%.0f\" class=\"page\"/>\n", width, height);
	put_text(file, MARGIN, TITLE_HEIGHT - 10, "head", graph->title);
	if (!graph->nr_boxes)
		put_text(file, MARGIN, TITLE_HEIGHT + LINE, "", "none");
}

void graph_write_svg(struct graph *graph, FILE *file)
{
	_cleanup_free_ struct layout *layout = calloc(1, sizeof(*layout));
	double width = 320, height;

	if (!layout) {
		graph->full = true;
		return;
	}
	place_all(graph, layout);
	if (layout->x[LAYERS_MAX] - GAP_X > width)
		width = layout->x[LAYERS_MAX] - GAP_X;
	if (graph->nr_strips && width < STRIP_WIDTH + MARGIN)
		width = STRIP_WIDTH + MARGIN;
	height = TITLE_HEIGHT + 2 * MARGIN + (double)graph->nr_strips * STRIP_PITCH +
		 layout->rows * (BOX_HEIGHT + GAP_Y);
	write_head(graph, width + MARGIN, height, file);
	for (size_t i = 0; i < graph->nr_strips; i++)
		write_strip(graph, i, file);
	for (size_t i = 0; i < graph->nr_edges; i++)
		write_edge(graph, layout, &graph->edges[i], file);
	for (size_t i = 0; i < graph->nr_boxes; i++)
		write_box(graph, layout, &graph->boxes[i], file);
	fputs("</svg>\n", file);
}
