// SPDX-License-Identifier: GPL-2.0-or-later
/* A bus and its keys. */
#include <cxl/libcxl.h>

#include "core/output.h"
#include "show/keys.h"

static void show_protocol_errors(struct output *out, struct cxl_ctx *ctx)
{
	struct cxl_protocol_error *error;

	if (!cxl_debugfs_exists(ctx))
		return;
	output_open_array(out, "injectable_protocol_errors");
	cxl_protocol_error_foreach(ctx, error)
		output_text(out, NULL, cxl_protocol_error_get_str(error));
	output_close_array(out);
}

void show_bus(const struct show *show, const struct record *record)
{
	struct cxl_bus *bus = record->bus;

	output_text(show->out, "bus", cxl_bus_get_devname(bus));
	output_text(show->out, "provider", cxl_bus_get_provider(bus));
	show_protocol_errors(show->out, cxl_bus_get_ctx(bus));
	show_dports(show, cxl_bus_get_port(bus));
}
