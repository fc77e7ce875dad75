// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl enable-region, disable-region, destroy-region: the same for each region named. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/claim.h"
#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "names/name.h"
#include "region/planned.h"
#include "region/window-lock.h"
#include "wait/await.h"

struct region_options {
	const char *bus;
	const char *decoder;
	bool force;
	struct opt_number wait;
};

#define REGION_OPTS							\
	OPT_TEXT('b', "bus", region_options, bus, "BUS",		\
		 "only regions of this bus"),				\
	OPT_TEXT('d', "decoder", region_options, decoder, "DECODER",	\
		 "only regions of this root decoder"),			\
	OPT_DEBUG

static const struct opt enable_opts[] = {
	WAIT_OPT(region_options),
	REGION_OPTS,
	OPT_END,
};

static const struct opt disable_opts[] = {
	OPT_FLAG('f', "force", region_options, force,
		 "even if a filesystem or another device is on it"),
	REGION_OPTS,
	OPT_END,
};

static const struct opt destroy_opts[] = {
	OPT_FLAG('f', "force", region_options, force,
		 "disable an enabled region first"),
	REGION_OPTS,
	OPT_END,
};

/* -- which regions -- */

struct regions {
	struct cxl_region **list;
	size_t count;
	enum status status;		/* of finding them */
};

static void regions_done(struct regions *r)
{
	for (size_t i = 0; i < r->count; i++)
		cxl_region_unref(r->list[i]);
	free(r->list);
}
#define _cleanup_regions_ __attribute__((cleanup(regions_done)))

static bool has(const struct regions *r, const struct cxl_region *region)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->list[i] == region)
			return true;
	return false;
}

static enum status add(struct regions *r, struct cxl_region *region)
{
	struct cxl_region **more;

	if (has(r, region))
		return STATUS_DONE;
	more = reallocarray(r->list, r->count + 1, sizeof(*more));
	if (!more)
		return say_errno(NULL, NULL, -ENOMEM);
	r->list = more;
	r->list[r->count++] = cxl_region_ref(region);
	return STATUS_DONE;
}

/* One operand by itself: that it names nothing does not stop the others. */
static enum status find_operand(const struct invocation *call, char *operand,
				struct regions *r)
{
	const struct region_options *o = call->options;
	_cleanup_free_ struct cxl_region **found = NULL;
	char *const alone[] = { operand, NULL };
	size_t count = 0;
	enum status status;

	status = name_find_regions(call->ctx, alone, o->bus, o->decoder, &found,
			       &count);
	for (size_t i = 0; !status && i < count; i++)
		status = add(r, found[i]);
	return status;
}

static void find_regions(const struct invocation *call, struct regions *r)
{
	for (int i = 0; i < call->nr_operands; i++)
		r->status = worse_status(r->status,
				  find_operand(call, call->operands[i], r));
}

/* Decoders are given back in the reverse of the order in which they were taken. */
static int by_resource_descending(const void *a, const void *b)
{
	struct cxl_region *x = *(struct cxl_region *const *)a;
	struct cxl_region *y = *(struct cxl_region *const *)b;
	unsigned long long left = cxl_region_get_resource(x);
	unsigned long long right = cxl_region_get_resource(y);

	return (left < right) - (left > right);
}

/* -- what is done with them -- */

static enum status enable(struct cxl_region *region)
{
	const char *name = cxl_region_get_devname(region);
	bool enabled, committed;
	int rc = cxl_region_query_enabled(region, &enabled);

	if (!rc && enabled)
		return STATUS_DONE;
	if (!rc)
		rc = cxl_region_query_committed(region, &committed);
	if (!rc && !committed)
		return say_error(name, "enable",
				 "it is not committed: a member is missing, or it was never finished (destroy it: cxl destroy-region %s)",
				 name);
	if (!rc)
		rc = cxl_region_enable(region);
	if (!rc)
		return STATUS_DONE;
	return say_errno(name, "enable", rc);
}

static enum status disable(struct cxl_region *region, bool force)
{
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	int rc = cxl_plan_disable_region(region, force, &plan);

	return planned_run(plan, rc);
}

static enum status disable_unused(struct cxl_region *region) { return disable(region, false); }
static enum status disable_forced(struct cxl_region *region) { return disable(region, true); }

static enum status destroy(struct cxl_region *region, bool disable_first)
{
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	int rc = cxl_plan_destroy_region(region, disable_first, &plan);

	return planned_run(plan, rc);
}

static enum status destroy_disabled(struct cxl_region *region) { return destroy(region, false); }
static enum status destroy_forced(struct cxl_region *region) { return destroy(region, true); }

/* Named when we began, and gone when it was our turn: that is what was wished for. */
static enum status say_gone(struct cxl_region *region)
{
	say_news(cxl_region_get_devname(region), "already gone: another program destroyed it");
	return STATUS_DONE;
}

/*
 * Between two regions there is nothing half done: a good place to stop. The
 * time for waiting begins anew with each.
 */
static enum status each_region(const struct invocation *call, struct regions *r,
			       enum status (*act)(struct cxl_region *region), int *ret_done)
{
	enum status status = r->status;
	size_t i;

	for (i = 0; i < r->count && !signals_noticed(); i++) {
		bool gone = cxl_region_is_gone(r->list[i]);
		enum status one;

		cxl_set_timeout(call->ctx, call->timeout_ms);
		one = gone ? say_gone(r->list[i]) : act(r->list[i]);
		one = claim_status(call, cxl_region_get_devname(r->list[i]), one);
		*ret_done += !gone && one == STATUS_DONE;
		status = worse_status(status, one);
	}
	return signals_status(status, i < r->count);
}

/* By identity, not by name: a region that took a name meanwhile is not meant. */
static enum status act_on(const struct invocation *call, struct regions *r,
			  enum status (*act)(struct cxl_region *region),
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
	status = each_region(call, r, act, &count);
	if (count || !status)
		say_counter("cxl region", function, "%s %d region%s", done,
			    count, count == 1 ? "" : "s");
	return status;
}

static enum status run_enable(const struct invocation *call)
{
	const struct region_options *o = call->options;
	_cleanup_regions_ struct regions r = {};
	enum status status;

	find_regions(call, &r);
	status = act_on(call, &r, enable, "cmd_enable_region", "enabled");
	return status ? status : await_ready(call, &o->wait, r.list, r.count);
}

static enum status run_disable(const struct invocation *call)
{
	const struct region_options *o = call->options;
	_cleanup_regions_ struct regions r = {};

	find_regions(call, &r);
	return act_on(call, &r, o->force ? disable_forced : disable_unused,
		      "cmd_disable_region", "disabled");
}

static enum status run_destroy(const struct invocation *call)
{
	const struct region_options *o = call->options;
	_cleanup_regions_ struct regions r = {};

	find_regions(call, &r);
	if (r.count)
		qsort(r.list, r.count, sizeof(*r.list), by_resource_descending);
	return act_on(call, &r, o->force ? destroy_forced : destroy_disabled,
		      "cmd_destroy_region", "destroyed");
}

const struct command cmd_enable_region = {
	.name = "enable-region",
	.summary = "bind regions to their driver",
	.group = GROUP_REGIONS,
	.synopsis = "REGION... [options]",
	.log_env = "CXL_REGION_LOG",
	.options = enable_opts,
	.options_size = sizeof(struct region_options),
	.max_operands = OPERANDS_ANY,
	.run = run_enable,
};

const struct command cmd_disable_region = {
	.name = "disable-region",
	.summary = "offline the memory of regions and unbind their driver",
	.group = GROUP_REGIONS,
	.synopsis = "REGION... [options]",
	.log_env = "CXL_REGION_LOG",
	.options = disable_opts,
	.options_size = sizeof(struct region_options),
	.max_operands = OPERANDS_ANY,
	.run = run_disable,
};

const struct command cmd_destroy_region = {
	.name = "destroy-region",
	.summary = "destroy regions and free their DPA",
	.group = GROUP_REGIONS,
	.synopsis = "REGION... [options]",
	.log_env = "CXL_REGION_LOG",
	.options = destroy_opts,
	.options_size = sizeof(struct region_options),
	.max_operands = OPERANDS_ANY,
	.run = run_destroy,
};
