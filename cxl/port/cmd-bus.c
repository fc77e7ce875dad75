// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl disable-bus: take the platform device of a bus from its driver. */
#include <errno.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/each.h"
#include "cli/opt.h"
#include "core/say.h"
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

static const char *get_name(void *bus) { return cxl_bus_get_devname(bus); }

static const struct each_kind kind = { .owner = "cxl bus", .get_name = get_name };

/* Disabling one retires the other objects of the same bus only. */
static enum status disable(void *bus, void *arg)
{
	const struct bus_options *o = arg;
	struct cxl_port *port = cxl_bus_get_port(bus);
	enum status status;
	int rc;

	if (cxl_port_is_gone(port)) {
		say_news(get_name(bus), "already gone: another program disabled it");
		return STATUS_NO_OBJECT;
	}
	status = o->force ? release_regions(port) : release_check(port);
	if (status)
		return status;
	rc = cxl_bus_disable_invalidate(bus);
	return rc ? say_errno(get_name(bus), "disable", rc) : STATUS_DONE;
}

static enum status run(const struct invocation *call)
{
	static const char *const nouns[] = { "bus", "bus", "buses" };
	_cleanup_window_lock_ struct window_lock lock = {};
	_cleanup_each_ struct each buses;
	enum status status = window_lock_acquire(call->ctx, &lock);

	each_begin(&buses, call, &kind);
	if (!status)
		status = name_find_buses(call->ctx, call->operands, &buses.objects);
	if (status)
		return status;
	each_run(&buses, disable, (void *)call->options, NULL);
	return each_end(&buses, "cmd_disable_bus", "disabled", nouns);
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
