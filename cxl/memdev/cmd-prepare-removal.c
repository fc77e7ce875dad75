// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl prepare-removal: take a memdev out of use, so that its card can be pulled. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "cli/claim.h"
#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/signals.h"
#include "names/name.h"
#include "region/planned.h"
#include "region/show-plan.h"
#include "region/window-lock.h"

struct removal_options {
	bool dry_run;
};

static const struct opt removal_opts[] = {
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

static enum status run(const struct invocation *call)
{
	const struct removal_options *o = call->options;
	_cleanup_window_lock_ struct window_lock lock = {};
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	struct cxl_memdev *memdev;
	enum status status = STATUS_DONE;

	if (!o->dry_run)
		status = window_lock_acquire(call->ctx, &lock);
	if (!status)
		status = name_find_memdev(call->ctx, call->operands[0], &memdev);
	if (!status) {
		int rc = cxl_plan_prepare_removal(memdev, &plan);

		status = planned_say(plan, rc);
	}
	if (status)
		return status;
	if (!o->dry_run)
		return apply(call, memdev, plan);
	show_plan(plan);
	return STATUS_DONE;
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
