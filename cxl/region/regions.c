// SPDX-License-Identifier: GPL-2.0-or-later
/* What the commands on regions share: which ones, and one act on each of them. */
#include <stddef.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "names/name.h"
#include "region/regions.h"
#include "region/window-lock.h"

static const char *get_name(void *region) { return cxl_region_get_devname(region); }
static void hold(void *region) { cxl_region_ref(region); }
static void let_go(void *region) { cxl_region_unref(region); }

static const struct each_kind kind = {
	.owner = "cxl region", .get_name = get_name, .ref = hold, .unref = let_go,
};

/* One operand by itself: that it names nothing does not stop the others. */
static enum status find_operand(const char *operand, const char *bus, const char *decoder,
				struct each *regions)
{
	_cleanup_objects_ struct objects found = {};
	char *const alone[] = { (char *)operand, NULL };
	enum status status = name_find_regions(regions->call->ctx, alone, bus, decoder, &found);

	for (size_t i = 0; !status && i < found.count; i++)
		status = each_add(regions, found.list[i]);
	return status;
}

void regions_find(const struct invocation *call, const char *bus, const char *decoder,
		  struct each *regions)
{
	each_begin(regions, call, &kind);
	for (int i = 0; i < call->nr_operands; i++)
		each_note(regions, find_operand(call->operands[i], bus, decoder, regions));
}

struct region_call {
	const struct regions_act *act;
	const struct invocation *call;
};

/* By identity, not by name: a region that took the name since is not meant. */
static enum status act_on_one(void *region, void *arg)
{
	const struct region_call *c = arg;

	if (cxl_region_is_gone(region))
		return say_error(cxl_region_get_devname(region), NULL,
				 "it is gone: another program destroyed it");
	return c->act->act(region, c->call);
}

/* Named when the command began, and gone at its turn: that is what it was called for. */
static bool is_gone(void *region)
{
	if (!cxl_region_is_gone(region))
		return false;
	say_news(cxl_region_get_devname(region), "already gone: another program destroyed it");
	return true;
}

enum status regions_act_on(struct each *regions, const struct regions_act *act)
{
	static const char *const nouns[] = { "regions", "region", "regions" };
	_cleanup_window_lock_ struct window_lock lock = {};
	struct region_call c = { act, regions->call };
	enum status status = window_lock_acquire(regions->call->ctx, &lock);

	if (status)
		return status;
	cxl_refresh(regions->call->ctx);
	each_run(regions, act_on_one, &c, act->gone_is_done ? is_gone : NULL);
	return each_end(regions, act->function, act->done, nouns);
}
