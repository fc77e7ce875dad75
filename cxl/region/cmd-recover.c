// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl recover: undo what unfinished or torn regions left behind. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "region/destroy.h"
#include "region/dpa.h"
#include "region/orphan.h"
#include "region/recover.h"
#include "region/show-recover.h"
#include "region/turn.h"

struct recover_options {
	bool dry_run;
};

static const struct opt recover_opts[] = {
	OPT_FLAG(0, "dry-run", recover_options, dry_run,
		 "print the steps, and change nothing"),
	OPT_DEBUG,
	OPT_END,
};

/* No status: there is nothing to be done any more. */
#define SKIPPED -1

static int cannot_tell(const char *object)
{
	say_error(object, "look again", "what has become of it cannot be read");
	return STATUS_FAILED;
}

/* What was an orphan may have become a region that works since. */
static int recover_region(const struct recovery *r)
{
	struct cxl_region *region = r->region;
	bool enabled, committed = true;
	int rc;

	cxl_region_refresh(region);
	if (orphan_is_region(region))
		return region_take_apart(region);
	rc = cxl_region_query_enabled(region, &enabled);
	if (!rc && !enabled)
		rc = cxl_region_query_committed(region, &committed);
	if (rc == -ENODEV || (!rc && (enabled || committed)))
		return SKIPPED;
	return cannot_tell(recovery_object(r));
}

static int recover_dpa(const struct recovery *r)
{
	struct cxl_decoder *decoder = r->decoder;
	struct cxl_region *region;

	cxl_decoder_refresh(decoder);
	if (orphan_of_decoder(decoder, &region) == ORPHAN_DPA)
		return decoder_free_dpa(decoder);
	if (region || cxl_decoder_is_gone(decoder) ||
	    decoder_dpa(decoder) == DPA_NONE)
		return SKIPPED;
	return cannot_tell(recovery_object(r));
}

/* The kernel makes its decoders again with it: what they named is forgotten. */
static int recover_memdev(const struct recovery *r)
{
	const char *name = cxl_memdev_get_devname(r->memdev);
	const char *step = "disable";
	int rc = cxl_memdev_disable_invalidate(r->memdev);

	if (!rc) {
		step = "enable it again";
		cxl_settle(cxl_memdev_get_ctx(r->memdev));
		rc = cxl_memdev_enable(r->memdev);
	}
	if (!rc)
		return STATUS_DONE;
	say_errno(name, step, rc);
	return STATUS_FAILED;
}

static int (*const moves[RECOVERY_KINDS])(const struct recovery *r) = {
	[RECOVERY_REGION] = recover_region,
	[RECOVERY_DPA]    = recover_dpa,
	[RECOVERY_MEMDEV] = recover_memdev,
};

/* Each by itself is whole: between two is a good place to stop. */
static int apply(const struct recoveries *all, int *ret_count)
{
	int status = all->status;
	size_t i;

	for (i = 0; i < all->count && !signals_noticed(); i++) {
		const struct recovery *r = &all->list[i];
		int rc = moves[r->kind](r);

		if (rc == SKIPPED)
			continue;
		if (rc) {
			status = STATUS_FAILED;
			continue;
		}
		say_news(recovery_object(r), "%s", r->done);
		(*ret_count)++;
	}
	return signals_status(status, i < all->count);
}

static int recover(struct cxl_ctx *ctx)
{
	_cleanup_recoveries_ struct recoveries all = {};
	_cleanup_turn_ struct turn turn = {};
	int count = 0, rc;

	rc = turn_take(ctx, &turn);
	if (rc)
		return rc;
	recoveries_find(ctx, &all);
	signals_catch();
	rc = apply(&all, &count);
	say_counter("cxl recover", "cmd_recover", "recovered %d object%s", count,
		    count == 1 ? "" : "s");
	return rc;
}

/* Takes its turn, too: what another cxl is making is no orphan. */
static int preview(struct cxl_ctx *ctx)
{
	_cleanup_recoveries_ struct recoveries all = {};
	_cleanup_turn_ struct turn turn = {};
	int rc = turn_take(ctx, &turn);

	if (rc)
		return rc;
	recoveries_find(ctx, &all);
	show_recoveries(&all);
	return all.status;
}

static int run(const struct invocation *call)
{
	const struct recover_options *o = call->options;

	return o->dry_run ? preview(call->ctx) : recover(call->ctx);
}

const struct command cmd_recover = {
	.name = "recover",
	.summary = "recover what unfinished regions left behind",
	.synopsis = "[--dry-run]",
	.log_env = "CXL_REGION_LOG",
	.options = recover_opts,
	.options_size = sizeof(struct recover_options),
	.run = run,
};
