// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl recover: undo what unfinished or torn regions left behind. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/each.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "region/planned.h"
#include "region/show-plan.h"
#include "region/window-lock.h"

struct recover_options {
	bool dry_run;
};

static const struct opt recover_opts[] = {
	OPT_FLAG(0, "dry-run", recover_options, dry_run,
		 "print the steps, and change nothing"),
	OPT_DEBUG,
	OPT_END,
};

static unsigned int count_findings(struct cxl_plan *plan)
{
	struct cxl_finding *finding;
	unsigned int count = 0;

	cxl_finding_foreach(plan, finding)
		count++;
	return count;
}

/* What became of each object, by what was found since the plan had @before findings. */
static void show_results(struct cxl_plan *plan, unsigned int before)
{
	struct cxl_finding *finding;

	cxl_finding_foreach(plan, finding)
		if (before)
			before--;
		else if (cxl_finding_get_kind(finding) == CXL_FINDING_NEWS)
			each_show_result(cxl_finding_get_object(finding), STATUS_DONE);
		else if (cxl_finding_get_kind(finding) != CXL_FINDING_WARNING)
			each_show_result(cxl_finding_get_object(finding), STATUS_FAILED);
}

/* What cannot be undone does not stop the rest. */
static enum status apply(struct cxl_plan *plan, enum status status)
{
	unsigned int count, before = count_findings(plan);
	int rc;

	signals_catch();
	rc = planned_apply(plan);
	show_results(plan, before);
	count = cxl_plan_get_nr_done(plan);
	say_counter("cxl recover", "cmd_recover", "recovered %u object%s", count,
		    count == 1 ? "" : "s");
	if (rc && rc != -ECANCELED)
		status = STATUS_FAILED;
	return signals_status(status, rc == -ECANCELED);
}

/* --dry-run takes the lock as well: what another cxl is creating is no orphan. */
static enum status run(const struct invocation *call)
{
	const struct recover_options *o = call->options;
	_cleanup_window_lock_ struct window_lock lock = {};
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	enum status status = window_lock_acquire(call->ctx, &lock);
	int rc;

	if (status)
		return status;
	rc = cxl_plan_recover(call->ctx, &plan);
	status = planned_say(plan, rc);
	if (!plan)
		return status;
	if (!o->dry_run)
		return apply(plan, status);
	show_plan(plan);
	return status;
}

const struct command cmd_recover = {
	.name = "recover",
	.summary = "recover what unfinished regions left behind",
	.group = GROUP_REGIONS,
	.synopsis = "[--dry-run]",
	.log_env = "CXL_REGION_LOG",
	.options = recover_opts,
	.options_size = sizeof(struct recover_options),
	.run = run,
};
