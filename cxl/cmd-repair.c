// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl repair: undo what unfinished or torn regions left behind. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cleanup.h"
#include "command.h"
#include "destroy.h"
#include "fix.h"
#include "opt.h"
#include "say.h"
#include "show-fix.h"
#include "signals.h"
#include "turn.h"

struct repair_options {
	bool dry_run;
};

static const struct opt repair_opts[] = {
	OPT_FLAG(0, "dry-run", repair_options, dry_run,
		 "print the steps, and change nothing"),
	OPT_DEBUG,
	OPT_END,
};

static int fix_region(const struct fix *fix)
{
	return region_take_apart(fix->region);
}

static int fix_dpa(const struct fix *fix)
{
	return decoder_free_dpa(fix->decoder);
}

/* Its decoders are made anew with it: what they named is forgotten. */
static int fix_memdev(const struct fix *fix)
{
	const char *name = cxl_memdev_get_devname(fix->memdev);
	const char *step = "disable";
	int rc = cxl_memdev_disable_invalidate(fix->memdev);

	if (!rc) {
		step = "enable it again";
		cxl_settle(cxl_memdev_get_ctx(fix->memdev));
		rc = cxl_memdev_enable(fix->memdev);
	}
	if (!rc)
		return STATUS_DONE;
	say_errno(name, step, rc);
	return STATUS_FAILED;
}

static int (*const moves[FIX_KINDS])(const struct fix *fix) = {
	[FIX_REGION] = fix_region,
	[FIX_DPA]    = fix_dpa,
	[FIX_MEMDEV] = fix_memdev,
};

/* Each by itself is whole: between two is a good place to stop. */
static int apply(const struct fixes *fixes, int *ret_count)
{
	int status = fixes->status;
	size_t i;

	for (i = 0; i < fixes->count && !signals_noticed(); i++) {
		const struct fix *fix = &fixes->list[i];

		if (moves[fix->kind](fix)) {
			status = STATUS_FAILED;
			continue;
		}
		say_news(fix_object(fix), "%s", fix->done);
		(*ret_count)++;
	}
	return signals_status(status, i < fixes->count);
}

static int repair(struct cxl_ctx *ctx)
{
	_cleanup_fixes_ struct fixes fixes = {};
	_cleanup_turn_ struct turn turn = {};
	int count = 0, rc;

	rc = turn_take(ctx, &turn);
	if (rc)
		return rc;
	fixes_find(ctx, &fixes);
	signals_catch();
	rc = apply(&fixes, &count);
	say_counter("cxl repair", "cmd_repair", "repaired %d object%s", count,
		    count == 1 ? "" : "s");
	return rc;
}

/* Takes its turn, too: what another cxl is making is no orphan. */
static int preview(struct cxl_ctx *ctx)
{
	_cleanup_fixes_ struct fixes fixes = {};
	_cleanup_turn_ struct turn turn = {};
	int rc = turn_take(ctx, &turn);

	if (rc)
		return rc;
	fixes_find(ctx, &fixes);
	show_fixes(&fixes);
	return fixes.status;
}

static int run(const struct invocation *call)
{
	const struct repair_options *o = call->options;

	return o->dry_run ? preview(call->ctx) : repair(call->ctx);
}

const struct command cmd_repair = {
	.name = "repair",
	.summary = "undo what unfinished regions left behind",
	.synopsis = "[--dry-run]",
	.log_env = "CXL_REGION_LOG",
	.options = repair_opts,
	.options_size = sizeof(struct repair_options),
	.run = run,
};
