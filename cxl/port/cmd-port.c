// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl disable-port, enable-port: the same for each port or endpoint named. */
#include <errno.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/each.h"
#include "cli/opt.h"
#include "core/objects.h"
#include "core/say.h"
#include "names/name.h"
#include "port/release.h"
#include "region/window-lock.h"

struct port_options {
	bool endpoint;
	bool force;
	bool enable_memdevs;
};

static const struct opt disable_opts[] = {
	OPT_FLAG('e', "endpoint", port_options, endpoint,
		 "the operands are endpoints"),
	OPT_FLAG('f', "force", port_options, force,
		 "disable the regions below first"),
	OPT_DEBUG,
	OPT_END,
};

static const struct opt enable_opts[] = {
	OPT_FLAG('e', "endpoint", port_options, endpoint,
		 "the operands are endpoints"),
	OPT_FLAG('m', "enable-memdevs", port_options, enable_memdevs,
		 "also enable the memdevs below"),
	OPT_DEBUG,
	OPT_END,
};

/* -- which -- */

static const char *get_name(void *port) { return cxl_port_get_devname(port); }
static void hold(void *port) { cxl_port_ref(port); }
static void let_go(void *port) { cxl_port_unref(port); }

static const struct each_kind kind = {
	.owner = "cxl port", .get_name = get_name, .ref = hold, .unref = let_go,
};

/* One operand by itself: that it names nothing does not stop the others. */
static enum status find_operand(const struct invocation *call, const char *operand,
				struct each *ports)
{
	const struct port_options *o = call->options;
	_cleanup_objects_ struct objects found = {};
	enum status status = o->endpoint ? name_find_endpoints(call->ctx, operand, &found) :
					   name_find_ports(call->ctx, operand, &found);

	for (size_t i = 0; !status && i < found.count; i++)
		status = each_add(ports, found.list[i]);
	return status;
}

static void find_ports(const struct invocation *call, struct each *ports)
{
	each_begin(ports, call, &kind);
	for (int i = 0; i < call->nr_operands; i++)
		each_note(ports, find_operand(call, call->operands[i], ports));
}

/* The lowest go first: a port takes those below along. */
static int by_depth_descending(const void *a, const void *b)
{
	return cxl_port_get_depth(*(struct cxl_port *const *)b) -
	       cxl_port_get_depth(*(struct cxl_port *const *)a);
}

static int by_depth(const void *a, const void *b)
{
	return by_depth_descending(b, a);
}

/* -- what is done with them -- */

static enum status unbind(struct cxl_port *port)
{
	int rc = cxl_port_disable_invalidate(port);

	if (!rc)
		return STATUS_DONE;
	return say_errno(cxl_port_get_devname(port), "disable", rc);
}

/* @prepare takes what hangs below out of use, or refuses. */
static enum status disable_after(struct cxl_port *port,
				 enum status (*prepare)(struct cxl_port *port))
{
	enum status status;
	bool enabled;
	int rc = cxl_port_query_enabled(port, &enabled);

	if (rc)
		return say_errno(cxl_port_get_devname(port), "disable", rc);
	if (!enabled)
		return STATUS_DONE;
	status = prepare(port);
	return status ? status : unbind(port);
}

static enum status disable(struct cxl_port *port)
{
	return disable_after(port, release_check);
}

static enum status disable_forced(struct cxl_port *port)
{
	return disable_after(port, release_regions);
}

static enum status enable(struct cxl_port *port)
{
	int rc = cxl_port_enable(port);

	if (!rc)
		return STATUS_DONE;
	if (rc == -ENXIO)
		say_error(cxl_port_get_devname(port), "enable",
			  "no driver accepts it (is the port above it enabled? dmesg may say why)");
	else
		say_errno(cxl_port_get_devname(port), "enable", rc);
	return STATUS_FAILED;
}

static enum status enable_with_memdevs(struct cxl_port *port)
{
	enum status status = enable(port);

	return status ? status : enable_memdevs_below(port);
}

struct port_act {
	enum status (*act)(struct cxl_port *port);
};

/*
 * Disabling one makes what is known of the others stale: this finds each
 * again, and it is the same port as long as that has not left.
 */
static enum status act_on_one(void *old, void *arg)
{
	const struct port_act *a = arg;
	const char *name = cxl_port_get_devname(old);
	struct cxl_port *port = cxl_port_get_by_name(cxl_port_get_ctx(old), name);

	if (port && !cxl_port_is_gone(old))
		return a->act(port);
	if (port || errno == ENODEV)
		say_error(name, NULL, "it is gone");
	else
		say_errno(name, "find", errno);
	return STATUS_FAILED;
}

static enum status act_on(struct each *ports, enum status (*act)(struct cxl_port *port),
			  const char *function, const char *done)
{
	static const char *const nouns[] = { "ports", "port", "ports" };
	_cleanup_window_lock_ struct window_lock lock = {};
	enum status status = window_lock_acquire(ports->call->ctx, &lock);

	if (status)
		return status;
	cxl_refresh(ports->call->ctx);
	each_run(ports, act_on_one, &(struct port_act){ act }, NULL);
	return each_end(ports, function, done, nouns);
}

static void sort(struct each *ports, int (*compare)(const void *a, const void *b))
{
	if (ports->objects.count)
		qsort(ports->objects.list, ports->objects.count, sizeof(void *), compare);
}

static enum status run_disable(const struct invocation *call)
{
	const struct port_options *o = call->options;
	_cleanup_each_ struct each ports;

	find_ports(call, &ports);
	sort(&ports, by_depth_descending);
	return act_on(&ports, o->force ? disable_forced : disable, "cmd_disable_port", "disabled");
}

static enum status run_enable(const struct invocation *call)
{
	const struct port_options *o = call->options;
	_cleanup_each_ struct each ports;

	find_ports(call, &ports);
	sort(&ports, by_depth);
	return act_on(&ports, o->enable_memdevs ? enable_with_memdevs : enable,
		      "cmd_enable_port", "enabled");
}

const struct command cmd_disable_port = {
	.name = "disable-port",
	.summary = "unbind ports and the memory devices below them",
	.group = GROUP_PORTS,
	.synopsis = "PORT... [options]",
	.log_env = "CXL_PORT_LOG",
	.options = disable_opts,
	.options_size = sizeof(struct port_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_disable,
};

const struct command cmd_enable_port = {
	.name = "enable-port",
	.summary = "bind ports to their driver",
	.group = GROUP_PORTS,
	.synopsis = "PORT... [options]",
	.log_env = "CXL_PORT_LOG",
	.options = enable_opts,
	.options_size = sizeof(struct port_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_enable,
};
