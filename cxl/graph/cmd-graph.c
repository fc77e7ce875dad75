// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl graph: a picture of the machine, as SVG or for Graphviz. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/scope.h"
#include "graph/graph.h"

struct graph_options {
	const char *view, *format;
};

static const struct opt graph_table[] = {
	OPT_TEXT(0, "view", graph_options, view, "physical|decode|use",
		 "what is connected to what (default), which addresses go where, or what uses the memory"),
	OPT_TEXT(0, "format", graph_options, format, "svg|dot", "SVG (default), or the language of Graphviz"),
	OPT_DEBUG,
	OPT_END,
};

static const struct {
	const char *name;
	void (*fill)(struct graph *graph, struct cxl_ctx *ctx);
} views[] = {
	{ "physical", graph_physical },
	{ "decode", graph_decode },
	{ "use", graph_use },
};

static const struct {
	const char *name;
	void (*write)(struct graph *graph, FILE *file);
} formats[] = {
	{ "svg", graph_write_svg },
	{ "dot", graph_write_dot },
};

static enum status choose(const struct graph_options *o, size_t *view, size_t *format)
{
	*view = *format = 0;
	while (o->view && *view < ARRAY_SIZE(views) && strcmp(views[*view].name, o->view))
		++*view;
	while (o->format && *format < ARRAY_SIZE(formats) && strcmp(formats[*format].name, o->format))
		++*format;
	if (*view < ARRAY_SIZE(views) && *format < ARRAY_SIZE(formats))
		return STATUS_DONE;
	if (*view == ARRAY_SIZE(views))
		say_error("--view", NULL, "\"%s\" is not physical, decode or use", o->view);
	else
		say_error("--format", NULL, "\"%s\" is not svg or dot", o->format);
	return STATUS_USAGE;
}

static enum status run_graph(const struct invocation *call)
{
	struct graph graph = { .machine.captured = call->sysroot };
	size_t view, format;
	enum status status = choose(call->options, &view, &format);

	if (status)
		return status;
	views[view].fill(&graph, call->ctx);
	if (!graph.full && !graph.machine.full)
		formats[format].write(&graph, stdout);
	if (graph.full || graph.machine.full)
		status = say_errno(NULL, "draw the graph", -ENOMEM);
	graph_done(&graph);
	return worse_status(status, say_missing(call->ctx, NULL, "draw the graph"));
}

const struct command cmd_graph = {
	.name = "graph",
	.summary = "draw the machine as SVG or for Graphviz",
	.group = GROUP_LOOK,
	.synopsis = "[options]",
	.log_env = "CXL_LIST_LOG",
	.options = graph_table,
	.options_size = sizeof(struct graph_options),
	.streams = true,	/* a picture has a form of its own */
	.only_looks = true,
	.run = run_graph,
};
