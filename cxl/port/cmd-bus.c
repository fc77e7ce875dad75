// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl disable-bus: take the platform device of a bus from its driver. */
#include <errno.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "cli/claim.h"
#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "names/name.h"
#include "port/release.h"
#include "region/window-lock.h"

struct bus_options {
	bool force;
};

static const struct opt disable_opts[] = {
	OPT_FLAG('f', "force", bus_options, force,
		 "disable the regions below first"),
	OPT_DEBUG,
	OPT_END,
};

static enum status disable(struct cxl_bus *bus,
			   enum status (*prepare)(struct cxl_port *port))
{
	const char *name = cxl_bus_get_devname(bus);
	enum status status;
	int rc;

	if (cxl_port_is_gone(cxl_bus_get_port(bus))) {
		say_news(name, "already gone: another program disabled it");
		return STATUS_NO_OBJECT;
	}
	status = prepare(cxl_bus_get_port(bus));
	if (status)
		return status;
	rc = cxl_bus_disable_invalidate(bus);
	if (!rc)
		return STATUS_DONE;
	return say_errno(name, "disable", rc);
}

/* Disabling one retires the other objects of the same bus only. */
static enum status each_bus(const struct invocation *call, struct cxl_bus **buses,
			    size_t count)
{
	const struct bus_options *o = call->options;
	enum status (*prepare)(struct cxl_port *port) = o->force ? release_regions :
							   release_check;
	enum status status = STATUS_DONE;
	int done = 0;
	size_t i;

	for (i = 0; i < count && !signals_noticed(); i++) {
		enum status one = claim_status(call, cxl_bus_get_devname(buses[i]),
					       disable(buses[i], prepare));

		done += one == STATUS_DONE;
		status = worse_status(status, one);
	}
	status = signals_status(status, i < count);
	if (done || !status)
		say_counter("cxl bus", "cmd_disable_bus", "disabled %d %s", done,
			    done > 1 ? "buses" : "bus");
	return status;
}

static enum status run(const struct invocation *call)
{
	_cleanup_free_ struct cxl_bus **buses = NULL;
	_cleanup_window_lock_ struct window_lock lock = {};
	size_t count = 0;
	enum status status;

	status = window_lock_acquire(call->ctx, &lock);
	if (!status)
		status = name_find_buses(call->ctx, call->operands, &buses, &count);
	if (status)
		return status;
	signals_catch();
	return each_bus(call, buses, count);
}

const struct command cmd_disable_bus = {
	.name = "disable-bus",
	.summary = "unbind buses and all that is below them",
	.group = GROUP_PORTS,
	.synopsis = "BUS... [options]",
	.log_env = "CXL_PORT_LOG",
	.options = disable_opts,
	.options_size = sizeof(struct bus_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run,
};
