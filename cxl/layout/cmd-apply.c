// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl apply: make the machine agree with a layout. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/envelope.h"
#include "core/objects.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "layout/entries.h"
#include "names/layout-files.h"
#include "layout/replace.h"
#include "region/planned.h"
#include "region/window-lock.h"
#include "wait/await.h"

struct apply_options {
	bool all;
	bool dry_run;
	bool replace;
	bool prune;
	struct opt_number wait;
};

static const struct opt apply_opts[] = {
	OPT_FLAG(0, "dry-run", apply_options, dry_run,
		 "print what each entry lacks, and change nothing"),
	OPT_FLAG(0, "replace", apply_options, replace,
		 "destroy regions that are in the way and that no entry describes"),
	OPT_FLAG(0, "prune", apply_options, prune,
		 "destroy all regions that no entry describes"),
	WAIT_OPT(apply_options),
	OPT_FLAG('a', "all", apply_options, all,
		 "all files of the layout directories (default)"),
	OPT_DEBUG,
	OPT_END,
};

/* -- before it -- */

static enum status read_layout(const struct invocation *call, struct cxl_layout *layout)
{
	const struct apply_options *o = call->options;

	if (!layout)
		return say_errno(NULL, NULL, ENOMEM);
	if (o->all && call->nr_operands) {
		say_error("--all", NULL, "excludes files (name files, or omit them)");
		return STATUS_USAGE;
	}
	return files_read(layout, call->operands);
}

static enum status show_plan(const struct invocation *call, struct cxl_layout *layout)
{
	const struct apply_options *o = call->options;
	enum status status = entries_compare_ahead(call->ctx, layout, o->replace);

	if (!status)
		status = entries_report_all(layout, false);
	if (!status && o->prune)
		status = replace_show_prune(call->ctx, layout);
	return status;
}

/* -- applying -- */

/* The states of entries, once they were acted on. */
struct applying {
	const struct invocation *call;
	struct cxl_layout *layout;
	bool changed;			/* since the machine was compared */
};

/* What a killed apply left half done would hold the memory that the rest needs. What is of no entry stays. */
static enum status recover(struct applying *a)
{
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	const struct apply_options *o = a->call->options;
	int rc = cxl_layout_plan_recover(a->layout, o->replace, &plan);

	if (rc)
		planned_say(plan, rc);
	if (!plan)
		return STATUS_FAILED;
	if (rc && rc != -EBUSY)
		return STATUS_FAILED;	/* what cannot be read may be needed */
	if (planned_apply(plan))
		rc = -EIO;
	a->changed = cxl_plan_get_nr_done(plan) > 0;
	return rc == -EIO ? STATUS_FAILED : STATUS_DONE;
}

/* Whether the region of an entry is to be created. */
static bool creates_any(const struct applying *a)
{
	const struct apply_options *o = a->call->options;
	struct cxl_layout_entry *entry;

	cxl_layout_entry_foreach(a->layout, entry)
		if (cxl_layout_entry_get_state(entry) == CXL_LAYOUT_CREATE ||
		    (o->replace && cxl_layout_entry_get_obstacle(entry)))
			return true;
	return false;
}

/* The machine is compared again before the next entry: what fails then is no failure of this one. */
static enum status carry_out(struct applying *a, struct cxl_plan *plan, const char *done,
			     struct outcome *outcome)
{
	int rc = planned_apply(plan);

	a->changed = true;
	outcome->state = rc ? "failed" : done;
	outcome->reason = NULL;
	if (rc)
		return STATUS_FAILED;
	replace_say_destroyed(plan);
	outcome->region = cxl_region_get_devname(cxl_plan_get_region(plan));
	return STATUS_DONE;
}

/* Nothing was changed: what stands in the way is the reason. */
static enum status refuse(struct cxl_plan *plan, int rc, struct outcome *outcome)
{
	struct cxl_finding *first = cxl_finding_get_first(plan);

	outcome->state = first ? "conflict" : "failed";
	outcome->reason = first ? cxl_finding_get_line(first) : NULL;
	return first ? STATUS_FAILED : planned_say(plan, rc);
}

/* @plan is to be freed once the outcome was reported, which has its words. */
static enum status act_on_entry(struct applying *a, struct cxl_layout_entry *entry,
				struct cxl_plan **plan, struct outcome *outcome)
{
	const struct apply_options *o = a->call->options;
	enum cxl_layout_state state = cxl_layout_entry_get_state(entry);
	int rc;

	if (state == CXL_LAYOUT_CREATE || state == CXL_LAYOUT_CHANGE)
		rc = cxl_layout_entry_plan(entry, plan);
	else if (o->replace && cxl_layout_entry_get_obstacle(entry))
		rc = cxl_layout_entry_plan_replace(entry, plan);
	else
		return STATUS_DONE;
	if (rc)
		return refuse(*plan, rc, outcome);
	return carry_out(a, *plan, state == CXL_LAYOUT_CHANGE ? "changed" : "created", outcome);
}

static enum status compare_again(struct applying *a)
{
	bool changed = a->changed;

	a->changed = false;
	return changed ? entries_compare(a->call->ctx, a->layout, true) : STATUS_DONE;
}

static enum status apply_entry(struct applying *a, struct cxl_layout_entry *entry)
{
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	enum status status = compare_again(a);
	struct outcome outcome = entries_outcome(entry);

	if (status)
		outcome.state = "failed";
	else
		status = act_on_entry(a, entry, &plan, &outcome);
	if (status)
		cxl_layout_entry_set_failed(entry);
	outcome.bad = status || !strcmp(outcome.state, "conflict");
	return entries_report(&outcome);
}

/* A comparison may reorder them. */
static struct cxl_layout_entry *next_to_do(struct cxl_layout *layout, const struct objects *done)
{
	struct cxl_layout_entry *entry;

	cxl_layout_entry_foreach(layout, entry)
		if (!objects_have(done, entry))
			return entry;
	return NULL;
}

static enum status apply_entries(struct applying *a)
{
	_cleanup_objects_ struct objects done = {};
	enum status status = STATUS_DONE, worst = STATUS_DONE;
	struct cxl_layout_entry *entry;

	while (!status && !signals_noticed() && (entry = next_to_do(a->layout, &done))) {
		status = objects_add(&done, entry);
		if (!status)
			worst = worse_status(worst, apply_entry(a, entry));
	}
	return worse_status(status, worst);
}

static enum status apply_all(struct applying *a)
{
	const struct apply_options *o = a->call->options;
	enum status status = entries_compare(a->call->ctx, a->layout, false);
	enum status recovered = STATUS_DONE;

	if (!status && creates_any(a)) {
		recovered = recover(a);
		status = compare_again(a);
	}
	if (!status && !recovered)
		status = apply_entries(a);
	status = worse_status(status, recovered);
	if (!status && o->prune)
		status = compare_again(a);
	if (!status && o->prune && !signals_noticed())
		status = replace_prune(a->call->ctx, a->layout);
	return signals_status(status, signals_noticed() != 0);
}

static enum status await_all(struct applying *a)
{
	const struct apply_options *o = a->call->options;
	_cleanup_objects_ struct objects regions = {};
	struct cxl_layout_entry *entry;
	enum status status = o->wait.given ? compare_again(a) : STATUS_DONE;

	cxl_layout_entry_foreach(a->layout, entry) {
		struct cxl_region *region = cxl_layout_entry_get_region(entry);

		if (region && !status)
			status = objects_add(&regions, region);
	}
	return status ? status : await_ready(a->call, &o->wait, &regions);
}

static enum status run_apply(const struct invocation *call)
{
	const struct apply_options *o = call->options;
	_cleanup_layout_ struct cxl_layout *layout = cxl_layout_new(call->ctx);
	_cleanup_window_lock_ struct window_lock lock = {};
	struct applying a = { .call = call, .layout = layout };
	enum status status = read_layout(call, layout);

	if (status)
		return status;
	envelope_set_kind("layout");
	if (o->dry_run)
		return show_plan(call, layout);
	if (call->sysroot)
		return say_error("--sysroot", NULL, "a captured machine cannot be changed (use --dry-run)");
	status = window_lock_acquire(call->ctx, &lock);
	if (status)
		return status;
	signals_catch();
	status = apply_all(&a);
	window_lock_release(&lock);
	return status ? status : await_all(&a);
}

const struct command cmd_apply = {
	.name = "apply",
	.summary = "create the regions of a layout",
	.group = GROUP_REGIONS,
	.synopsis = "[FILE...] [options]",
	.log_env = "CXL_REGION_LOG",
	.options = apply_opts,
	.options_size = sizeof(struct apply_options),
	.max_operands = OPERANDS_ANY,
	.run = run_apply,
};
