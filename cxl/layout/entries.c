// SPDX-License-Identifier: GPL-2.0-or-later
/* The entries of a layout: comparing them, and printing what became of each. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/envelope.h"
#include "core/objects.h"
#include "core/output.h"
#include "core/say.h"
#include "layout/entries.h"

enum status entries_find_regions(struct cxl_ctx *ctx, struct objects *ret)
{
	enum status status = STATUS_DONE;
	struct cxl_decoder *window;
	struct cxl_region *region;
	struct cxl_bus *bus;

	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			cxl_region_foreach(window, region)
				if (!status)
					status = objects_add(ret, region);
	return status;
}

enum status entries_compare(struct cxl_ctx *ctx, struct cxl_layout *layout, bool changed)
{
	int rc = changed ? cxl_refresh(ctx) : 0;

	if (!rc)
		rc = cxl_layout_compare(layout);
	return rc ? say_errno(cxl_get_missing_name(ctx), "compare the layout", rc) : STATUS_DONE;
}

enum status entries_compare_ahead(struct cxl_ctx *ctx, struct cxl_layout *layout, bool replace)
{
	int rc = cxl_layout_compare_ahead(layout, replace);

	return rc ? say_errno(cxl_get_missing_name(ctx), "compare the layout", rc) : STATUS_DONE;
}

struct outcome entries_outcome(struct cxl_layout_entry *entry)
{
	static const char *const states[] = {
		[CXL_LAYOUT_SATISFIED] = "satisfied",
		[CXL_LAYOUT_CREATE] = "create",
		[CXL_LAYOUT_CHANGE] = "change",
		[CXL_LAYOUT_WAITING] = "waiting",
		[CXL_LAYOUT_CONFLICT] = "conflict",
	};
	struct cxl_region *region = cxl_layout_entry_get_region(entry);
	enum cxl_layout_state state = cxl_layout_entry_get_state(entry);

	return (struct outcome){
		.name = cxl_layout_entry_get_name(entry),
		.state = states[state],
		.reason = cxl_layout_entry_get_reason(entry),
		.region = region ? cxl_region_get_devname(region) : NULL,
		.bad = state == CXL_LAYOUT_CONFLICT,
	};
}

static void print_item(struct output *out, const struct outcome *o)
{
	output_open_object(out, NULL);
	output_text(out, "kind", "entry");
	output_text(out, "name", o->name);
	output_text(out, "state", o->state);
	if (o->region)
		output_text(out, "region", o->region);
	if (o->reason)
		output_text(out, "reason", o->reason);
	output_close_object(out);
}

static void print_line(const struct outcome *o)
{
	if (o->reason && !strcmp(o->state, "waiting"))
		printf("%s: %s\n", o->name, o->reason);
	else if (o->reason)
		printf("%s: %s: %s\n", o->name, o->state, o->reason);
	else
		printf("%s: %s\n", o->name, o->state);
}

enum status entries_report(const struct outcome *o)
{
	struct output *out = envelope_get_items();

	if (!strcmp(o->state, "conflict"))
		say_error(o->name, NULL, "%s", o->reason);
	if (out)
		print_item(out, o);
	else
		print_line(o);
	return o->bad ? STATUS_FAILED : STATUS_DONE;
}

enum status entries_report_all(struct cxl_layout *layout, bool differs)
{
	enum status status = STATUS_DONE;
	struct cxl_layout_entry *entry;
	struct outcome outcome;

	cxl_layout_entry_foreach(layout, entry) {
		if (differs && cxl_layout_entry_get_state(entry) == CXL_LAYOUT_SATISFIED)
			continue;
		outcome = entries_outcome(entry);
		status = worse_status(status, entries_report(&outcome));
	}
	return status;
}

#define NO_ENTRY "no entry describes it"

void entries_report_prune(const char *region, bool done)
{
	struct output *out = envelope_get_items();

	if (done)
		say_news(region, "destroyed: " NO_ENTRY);
	if (!out && !done)
		printf("%s: destroy: " NO_ENTRY "\n", region);
	if (!out)
		return;
	output_open_object(out, NULL);
	output_text(out, "kind", "prune");
	output_text(out, "region", region);
	output_text(out, "state", done ? "destroyed" : "destroy");
	output_text(out, "reason", NO_ENTRY);
	output_close_object(out);
}
