// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl disable-port, enable-port: the same for each port or endpoint named. */
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

struct ports {
	struct cxl_port **list;
	size_t count;
	enum status status;		/* of finding them */
};

static void ports_done(struct ports *p)
{
	for (size_t i = 0; i < p->count; i++)
		cxl_port_unref(p->list[i]);
	free(p->list);
}
#define _cleanup_ports_ __attribute__((cleanup(ports_done)))

static bool has(const struct ports *p, const struct cxl_port *port)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i] == port)
			return true;
	return false;
}

static enum status add(struct ports *p, struct cxl_port *port)
{
	struct cxl_port **more;

	if (has(p, port))
		return STATUS_DONE;
	more = reallocarray(p->list, p->count + 1, sizeof(*more));
	if (!more)
		return say_errno(NULL, NULL, -ENOMEM);
	p->list = more;
	more[p->count++] = cxl_port_ref(port);
	return STATUS_DONE;
}

/* One operand by itself: that it names nothing does not stop the others. */
static enum status find_operand(const struct invocation *call, const char *operand,
				struct ports *p)
{
	const struct port_options *o = call->options;
	_cleanup_free_ struct cxl_port **found = NULL;
	size_t count = 0;
	enum status status;

	status = o->endpoint ? name_find_endpoints(call->ctx, operand, &found, &count) :
			   name_find_ports(call->ctx, operand, &found, &count);
	for (size_t i = 0; !status && i < count; i++)
		status = add(p, found[i]);
	return status;
}

static void find_ports(const struct invocation *call, struct ports *p)
{
	for (int i = 0; i < call->nr_operands; i++)
		p->status = worse_status(p->status,
				  find_operand(call, call->operands[i], p));
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

/*
 * Disabling one makes what is known of the others stale: each is looked for
 * anew, and is the same port as long as that has not left.
 */
static enum status act_on_one(struct cxl_port *old, enum status (*act)(struct cxl_port *port))
{
	const char *name = cxl_port_get_devname(old);
	struct cxl_port *port = cxl_port_get_by_name(cxl_port_get_ctx(old), name);

	if (port && !cxl_port_is_gone(old))
		return act(port);
	if (port || errno == ENODEV)
		say_error(name, NULL, "it is gone");
	else
		say_errno(name, "find", errno);
	return STATUS_FAILED;
}

static enum status each_port(const struct invocation *call, struct ports *p,
			     enum status (*act)(struct cxl_port *port), int *ret_done)
{
	enum status status = p->status;
	size_t i;

	for (i = 0; i < p->count && !signals_noticed(); i++) {
		enum status one;

		cxl_set_timeout(call->ctx, call->timeout_ms);
		one = claim_status(call, cxl_port_get_devname(p->list[i]),
				   act_on_one(p->list[i], act));
		*ret_done += one == STATUS_DONE;
		status = worse_status(status, one);
	}
	return signals_status(status, i < p->count);
}

static enum status act_on(const struct invocation *call, struct ports *p,
			  enum status (*act)(struct cxl_port *port),
			  const char *function, const char *done)
{
	_cleanup_window_lock_ struct window_lock lock = {};
	enum status status;
	int count = 0;

	status = window_lock_acquire(call->ctx, &lock);
	if (status)
		return status;
	cxl_refresh(call->ctx);
	signals_catch();
	status = each_port(call, p, act, &count);
	if (count || !status)
		say_counter("cxl port", function, "%s %d port%s", done, count,
			    count == 1 ? "" : "s");
	return status;
}

static enum status run_disable(const struct invocation *call)
{
	const struct port_options *o = call->options;
	_cleanup_ports_ struct ports p = {};

	find_ports(call, &p);
	if (p.count)
		qsort(p.list, p.count, sizeof(*p.list), by_depth_descending);
	return act_on(call, &p, o->force ? disable_forced : disable,
		      "cmd_disable_port", "disabled");
}

static enum status run_enable(const struct invocation *call)
{
	const struct port_options *o = call->options;
	_cleanup_ports_ struct ports p = {};

	find_ports(call, &p);
	if (p.count)
		qsort(p.list, p.count, sizeof(*p.list), by_depth);
	return act_on(call, &p, o->enable_memdevs ? enable_with_memdevs : enable,
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
