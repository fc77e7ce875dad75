// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl status: one screen of what there is, what is free, what uses it, and what wants action. */
#include "cli/command.h"
#include "cli/opt.h"
#include "core/envelope.h"
#include "core/say.h"
#include "status/tables.h"
#include "view/table.h"
#include "view/value.h"

struct status_options {
	const char *color;
};

static const struct opt status_table[] = {
	OPT_TEXT(0, "color", status_options, color, "auto|always|never",
		 "colours: on a terminal (default), always, or never"),
	OPT_DEBUG,
	OPT_END,
};

static void print_sum(const struct status_view *view)
{
	const struct value size = { .kind = VALUE_SIZE, .number = view->size };
	const struct value free = {
		.kind = view->free_unknown ? VALUE_UNKNOWN : VALUE_SIZE, .number = view->free,
	};
	char size_text[TABLE_CELL_MAX], free_text[TABLE_CELL_MAX];

	if (!view->devices && !view->windows) {
		screen_write(&view->screen, PAINT_NONE, "CXL memory: none\n");
		return;
	}
	value_format(&size, false, size_text);
	value_format(&free, false, free_text);
	screen_write(&view->screen, PAINT_NONE, "CXL memory: %s in %u device%s, %u region%s, %s free\n",
		     size_text, view->devices, view->devices == 1 ? "" : "s", view->regions,
		     view->regions == 1 ? "" : "s", free_text);
}

static enum status print_table(const struct status_view *view, struct table *table)
{
	int rc = 0;

	if (table->count || table->full) {
		screen_write(&view->screen, PAINT_NONE, "\n");
		rc = table_print(table, &view->screen);
	}
	table_done(table);
	return rc ? say_errno(NULL, "show the table", rc) : STATUS_DONE;
}

/* The tables are the objects of `cxl list`: only the advice is new. */
static enum status show_advice(struct status_view *view, struct output *out)
{
	struct table windows, devices;

	status_read_windows(view, &windows);
	status_read_devices(view, &devices);
	table_done(&windows);
	table_done(&devices);
	if (advice_show(&view->advice, out))
		return say_error(NULL, NULL, "not all is well: see the items");
	return say_missing(view->ctx, NULL, "status");
}

/* Everything is read before anything is printed: the sum comes first. */
static enum status show_status(struct status_view *view)
{
	struct table windows, devices;
	enum status status;

	status_read_windows(view, &windows);
	status_read_devices(view, &devices);
	print_sum(view);
	status = print_table(view, &windows);
	status = worse_status(status, print_table(view, &devices));
	if (advice_print(&view->advice, &view->screen))
		status = worse_status(status, STATUS_FAILED);
	return worse_status(status, say_missing(view->ctx, NULL, "status"));
}

static enum status run_status(const struct invocation *call)
{
	const struct status_options *o = call->options;
	struct status_view view = { .ctx = call->ctx, .machine.captured = call->sysroot };
	enum status status = screen_begin(&view.screen, o->color);

	if (status)
		return status;
	status = envelope_get_output() ? show_advice(&view, envelope_get_items()) : show_status(&view);
	look_machine_done(&view.machine);
	advice_done(&view.advice);
	return status;
}

const struct command cmd_status = {
	.name = "status",
	.summary = "show memory, its use and what wants action",
	.group = GROUP_LOOK,
	.synopsis = "[OPTIONS]",
	.log_env = "CXL_STATUS_LOG",
	.options = status_table,
	.options_size = sizeof(struct status_options),
	.only_looks = true,
	.run = run_status,
};
