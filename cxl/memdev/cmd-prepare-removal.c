// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl prepare-removal: take a memdev out of use, so that its card can be pulled. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/claim.h"
#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "core/size.h"
#include "layout/write-out.h"
#include "names/layout-files.h"
#include "names/name.h"
#include "region/planned.h"
#include "region/show-plan.h"
#include "region/window-lock.h"

struct removal_options {
	const char *migrate_to, *keep_config;
	bool locate, power_off, dry_run;
};

static const struct opt removal_opts[] = {
	OPT_TEXT(0, "migrate-to", removal_options, migrate_to, "NODES",
		 "move what processes have in its memory to these NUMA nodes: 0,2-3"),
	OPT_TEXT(0, "keep-config", removal_options, keep_config, "FILE",
		 "write its regions as a layout to this file, for cxl apply"),
	OPT_FLAG(0, "locate", removal_options, locate,
		 "let the attention indicator of its slot blink in the end"),
	OPT_FLAG(0, "power-off", removal_options, power_off,
		 "power off its slot in the end"),
	OPT_FLAG(0, "dry-run", removal_options, dry_run,
		 "print the steps, and change nothing"),
	OPT_DEBUG,
	OPT_END,
};

static enum status apply(const struct invocation *call, struct cxl_memdev *memdev,
			 struct cxl_plan *plan)
{
	enum status status;
	int rc;

	signals_catch();
	cxl_set_timeout(call->ctx, call->timeout_ms);
	rc = planned_apply(plan);
	if (rc == -ECANCELED && signals_noticed())
		return status_of_signal(signals_noticed());
	status = !rc ? STATUS_DONE : rc == -ETIMEDOUT ? STATUS_TIMEOUT : STATUS_FAILED;
	status = claim_status(call, cxl_memdev_get_devname(memdev), status);
	if (!status)
		say_counter("cxl memdev", "cmd_prepare_removal", "prepared 1 mem");
	return signals_status(status, false);
}

/* -- what is wanted -- */

static void request_freep(struct cxl_removal_request **r) { cxl_removal_request_free(*r); }
#define _cleanup_request_ __attribute__((cleanup(request_freep)))

/* "0" or "2-3" */
static int add_nodes(struct cxl_removal_request *request, char *word)
{
	char *dash = strchr(word, '-');
	uint64_t first, last;

	if (dash)
		*dash = '\0';
	if (number_parse_decimal(word, &first) ||
	    number_parse_decimal(dash ? dash + 1 : word, &last) || first > last || last > UINT_MAX)
		return -EINVAL;
	for (; first <= last; first++)
		if (cxl_removal_request_add_node(request, (unsigned int)first))
			return -EINVAL;
	return 0;
}

static enum status parse_nodes(struct cxl_removal_request *request, const char *nodes)
{
	_cleanup_free_ char *copy = strdup(nodes);
	char *at = copy, *word;

	if (!copy)
		return say_errno(NULL, NULL, ENOMEM);
	while ((word = strsep(&at, ","))) {
		if (!add_nodes(request, word))
			continue;
		say_error(NULL, NULL, "--migrate-to: \"%s\" is not a list of NUMA nodes (0,2-3)", nodes);
		return STATUS_USAGE;
	}
	return STATUS_DONE;
}

static enum status parse(const struct removal_options *o, struct cxl_removal_request *request)
{
	if (!request)
		return say_errno(NULL, NULL, ENOMEM);
	cxl_removal_request_set_locate(request, o->locate);
	cxl_removal_request_set_power_off(request, o->power_off);
	return o->migrate_to ? parse_nodes(request, o->migrate_to) : STATUS_DONE;
}

/* -- its regions as a layout -- */

/* From the step on, the last first: they are destroyed from the highest address. */
static enum status add_destroyed(struct cxl_ctx *ctx, struct cxl_layout *layout,
				 struct cxl_plan_step *step)
{
	enum status status;

	if (!step)
		return STATUS_DONE;
	status = add_destroyed(ctx, layout, cxl_plan_step_get_next(step));
	if (status || strcmp(cxl_plan_step_get_attribute(step), "delete_region"))
		return status;
	return export_add(layout, cxl_region_get_by_name(ctx, cxl_plan_step_get_object(step)));
}

static enum status keep_config(struct cxl_ctx *ctx, struct cxl_plan *plan, const char *file)
{
	_cleanup_layout_ struct cxl_layout *layout = cxl_layout_new(ctx);
	enum status status;

	if (!layout)
		return say_errno(NULL, NULL, ENOMEM);
	status = add_destroyed(ctx, layout, cxl_plan_step_get_first(plan));
	return status ? status : export_write(layout, file);
}

/* -- the command -- */

static enum status run(const struct invocation *call)
{
	const struct removal_options *o = call->options;
	_cleanup_window_lock_ struct window_lock lock = {};
	_cleanup_request_ struct cxl_removal_request *request = cxl_removal_request_new();
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	struct cxl_memdev *memdev;
	enum status status = parse(o, request);

	if (!status && !o->dry_run)
		status = window_lock_acquire(call->ctx, &lock);
	if (!status)
		status = name_find_memdev(call->ctx, call->operands[0], &memdev);
	if (!status) {
		int rc = cxl_plan_remove_memdev(memdev, request, &plan);

		status = planned_say(plan, rc);
	}
	if (!status && o->dry_run)
		show_plan(plan);
	if (status || o->dry_run)
		return status;
	if (o->keep_config)
		status = keep_config(call->ctx, plan, o->keep_config);
	return status ? status : apply(call, memdev, plan);
}

const struct command cmd_prepare_removal = {
	.name = "prepare-removal",
	.summary = "destroy all regions of a memory device and disable it",
	.group = GROUP_MEMDEVS,
	.synopsis = "MEMDEV [options]",
	.log_env = "CXL_MEMDEV_LOG",
	.options = removal_opts,
	.options_size = sizeof(struct removal_options),
	.min_operands = 1,
	.max_operands = 1,
	.run = run,
};
