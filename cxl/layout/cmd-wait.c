// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl wait: until the memory of regions can be used, or they are gone, or the layout is applied. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/objects.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "layout/applied.h"
#include "names/name.h"
#include "wait/await.h"

struct wait_options {
	const char *state;
};

static const struct opt wait_opts[] = {
	OPT_TEXT(0, "for", wait_options, state, "STATE",
		 "enabled, dax, present, online, ready (default), gone, or applied"),
	OPT_DEBUG,
	OPT_END,
};

static const struct wait_options defaults = { .state = "ready" };

static const char *const states[] = {
	[CXL_MEMORY_ENABLED] = "enabled",
	[CXL_MEMORY_DAX] = "dax",
	[CXL_MEMORY_PRESENT] = "present",
	[CXL_MEMORY_ONLINE] = "online",
	[CXL_MEMORY_READY] = "ready",
	[CXL_MEMORY_GONE] = "gone",
};

static enum status parse_state(const char *text, enum cxl_memory_state *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		if (strcmp(text, states[i]))
			continue;
		*ret = (enum cxl_memory_state)i;
		return STATUS_DONE;
	}
	say_error("--for", NULL, "\"%s\" is not enabled, dax, present, online, ready, gone or applied",
		  text);
	return STATUS_USAGE;
}

/* A pmem region never gets there. */
static enum status check(struct cxl_region *region, enum cxl_memory_state state)
{
	if (cxl_region_get_mode(region) != CXL_DECODER_MODE_PMEM ||
	    (state != CXL_MEMORY_DAX && state != CXL_MEMORY_PRESENT &&
	     state != CXL_MEMORY_ONLINE))
		return STATUS_DONE;
	say_error(cxl_region_get_devname(region), "wait",
		  "a pmem region has no DAX region and no memory blocks (wait for ready)");
	return STATUS_USAGE;
}

/* Borrowed from the context, which nobody reads again before the end. */
static enum status add_of_window(struct objects *r, const struct names *names,
			 struct cxl_decoder *window)
{
	struct cxl_region *region;
	enum status status = STATUS_DONE;

	cxl_region_foreach(window, region)
		if (!status && names_match_region(names, region))
			status = objects_add(r, region);
	return status;
}

/* A region that does not exist is gone. */
static enum status find_if_there(struct cxl_ctx *ctx, char *operand, struct objects *r)
{
	_cleanup_names_ struct names *names = NULL;
	struct cxl_decoder *window;
	struct cxl_bus *bus;
	enum status status = names_parse_operand(NAME_REGION, operand, &names);

	if (status)
		return status;
	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			if (!status)
				status = add_of_window(r, names, window);
	return status ? status : say_missing(ctx, operand, "look for it");
}

static enum status find(const struct invocation *call, enum cxl_memory_state state,
		struct objects *r)
{
	enum status status = STATUS_DONE;

	if (state != CXL_MEMORY_GONE)
		return name_find_regions(call->ctx, call->operands, NULL, NULL, r);
	for (int i = 0; !status && i < call->nr_operands; i++)
		status = find_if_there(call->ctx, call->operands[i], r);
	return status;
}

static enum status wait_for_all(const struct invocation *call, const struct objects *r,
			enum cxl_memory_state state)
{
	struct deadline until = deadline_in(call->timeout_ms ? (long long)call->timeout_ms : -1);
	enum status status = STATUS_DONE;
	size_t i;

	cxl_set_timeout(call->ctx, 0);
	signals_catch();
	for (i = 0; i < r->count && !signals_noticed(); i++)
		status = worse_status(status, await_memory(r->list[i], state, &until));
	return signals_status(status, i < r->count);
}

static enum status say_captured(void)
{
	say_error("--sysroot", NULL, "nothing happens on a captured machine");
	return STATUS_USAGE;
}

static enum status wait_for_layout(const struct invocation *call)
{
	if (call->nr_operands) {
		say_error("--for=applied", NULL, "excludes regions (omit them)");
		return STATUS_USAGE;
	}
	return call->sysroot ? say_captured() : applied_wait(call);
}

static enum status wait_for_regions(const struct invocation *call)
{
	const struct wait_options *o = call->options;
	_cleanup_objects_ struct objects r = {};
	enum cxl_memory_state state;
	enum status status = parse_state(o->state, &state);

	if (!status && !call->nr_operands) {
		say_error(NULL, NULL, "an operand is missing: cxl wait %s", call->command->synopsis);
		return STATUS_OPTION;
	}
	if (!status)
		status = find(call, state, &r);
	for (size_t i = 0; !status && i < r.count; i++)
		status = check(r.list[i], state);
	if (status)
		return status;
	if (call->sysroot)
		return say_captured();
	status = wait_for_all(call, &r, state);
	if (!status)
		say_counter("cxl region", "cmd_wait", "%zu region%s %s", r.count,
			    r.count == 1 ? "" : "s", states[state]);
	return status;
}

static enum status run_wait(const struct invocation *call)
{
	const struct wait_options *o = call->options;

	return strcmp(o->state, "applied") ? wait_for_regions(call) : wait_for_layout(call);
}

const struct command cmd_wait = {
	.name = "wait",
	.summary = "wait until the memory of regions can be used",
	.group = GROUP_REGIONS,
	.synopsis = "[REGION...] [options]",
	.log_env = "CXL_REGION_LOG",
	.options = wait_opts,
	.defaults = &defaults,
	.options_size = sizeof(struct wait_options),
	.max_operands = OPERANDS_ANY,
	.run = run_wait,
};
