// SPDX-License-Identifier: GPL-2.0-or-later
/* Regions that are in the way of a layout: replaced, or as they were, or said to be lost. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layouts.h"

static struct cxl_plan *planned_replacement(void)
{
	struct cxl_plan *plan = NULL;

	ok(cxl_layout_entry_plan_replace(first(), &plan) == 0 && as_before(), "it is planned");
	return plan;
}

static void fail_once(void)
{
	sim_set_fault(&(struct sim_fault){ .kind = FAULT_ERRNO, .call = sim_calls(), .number = EIO });
}

static void fail_and_refuse_bind(void)
{
	fail_once();
	sim_refuse("bind", EBUSY);
}

static void test_replace(void)
{
	struct cxl_plan *plan;

	given_smaller();
	plan = planned_replacement();
	ok(cxl_plan_apply(plan) == 0 && cxl_plan_get_nr_done(plan) == 2 && compares(CXL_LAYOUT_SATISFIED),
	   "the region is replaced");
	cxl_plan_free(plan);
	ok(cxl_layout_entry_plan_replace(first(), &plan) == -EINVAL && !plan, "once");
	cxl_layout_unref(layout);
	end();
}

/* Whatever ends it: there is never less than before. */
static void test_replace_back(void)
{
	struct cxl_plan *plan;
	int steps = 1;

	given_smaller();
	plan = planned_replacement();
	sim_look_out(CALL_WRITE, "/interleave_granularity", fail_once);
	ok(cxl_plan_apply(plan) == -EIO && !sim_looks_out() && as_before(),
	   "the new one cannot be created, so the old one is created again");
	ok(finds(plan, "created-again", "created again as region"), "which is reported");
	cxl_plan_free(plan);
	ok(compares(CXL_LAYOUT_CONFLICT), "then nothing has changed");
	plan = planned_replacement();
	cxl_plan_on_stop(plan, stop_later, &steps);
	ok(cxl_plan_apply(plan) == -ECANCELED && as_before(), "so it is when a program stops it");
	cxl_plan_free(plan);
	cxl_layout_unref(layout);
	end();
}

static void test_replace_lost(void)
{
	struct cxl_plan *plan;

	given_smaller();
	plan = planned_replacement();
	sim_refuse("interleave_granularity", EIO);
	ok(cxl_plan_apply(plan) == -EIO && !sim_regions_enabled(), "neither can be created");
	ok(finds(plan, "region-destroyed", "(create it again: cxl create-region -t ram -d decoder0.1 -w 2 "
		 "-g 256 -s 536870912 --mode=system-ram --zone=movable -m serial:0x3 serial:0x4)"),
	   "which is reported with the command that creates the old one");
	cxl_plan_free(plan);
	cxl_layout_unref(layout);
	end();
}

/* Where the lower one does not come back, the upper one would lie in its place. */
static void test_replace_two_lost(void)
{
	struct cxl_plan *plan;

	given_smaller();
	create_ram();
	sim_describe(before, sizeof(before));
	ok(compares(CXL_LAYOUT_CONFLICT), "given another region above");
	plan = planned_replacement();
	sim_refuse("interleave_granularity", EIO);
	ok(cxl_plan_apply(plan) == -EIO && !sim_regions_enabled(), "neither of two comes back");
	ok(finds(plan, "region-destroyed", "region1: create it again: it is destroyed (create it again: "),
	   "the lower one was tried");
	ok(finds(plan, "region-destroyed", "create it again: region1 has to be created before (create it again: "),
	   "the upper one was not");
	cxl_plan_free(plan);
	cxl_layout_unref(layout);
	end();
}

/* Replaces, with one kind of write refused, or failing once; the plan is to be freed. */
static struct cxl_plan *replaced_with(const char *refused, const char *fails_once)
{
	struct cxl_plan *plan = planned_replacement();

	if (refused)
		sim_refuse(refused, EIO);
	else
		sim_look_out(CALL_WRITE, fails_once, fail_once);
	ok(cxl_plan_apply(plan) == -EIO, "%s fails", refused ? refused : fails_once);
	sim_refuse("", 0);
	return plan;
}

static void replaced(struct cxl_plan *plan)
{
	cxl_plan_free(plan);
	cxl_layout_unref(layout);
	end();
}

/* The region is whole, but out of use. */
static void test_replace_reset(void)
{
	struct cxl_plan *plan;

	given_smaller();
	plan = replaced_with("commit", NULL);
	ok(as_before(), "a region that cannot be reset is enabled again");
	replaced(plan);
	given_smaller();
	plan = planned_replacement();
	sim_look_out(CALL_WRITE, "/commit", fail_and_refuse_bind);
	ok(cxl_plan_apply(plan) == -EIO && finds(plan, "region-left", "(restore it: cxl enable-region region1)"),
	   "or it is reported that it is not");
	replaced(plan);
}

static void test_replace_in_part(void)
{
	struct cxl_plan *plan;

	given_smaller();
	plan = replaced_with(NULL, "/delete_region");
	ok(as_before() && finds(plan, "created-again", ""), "what is destroyed in part is destroyed as a whole, and created again");
	replaced(plan);
	given_smaller();
	plan = replaced_with("delete_region", NULL);
	ok(finds(plan, "region-left", "(destroy it: cxl destroy-region -f region1)") &&
	   finds(plan, "region-destroyed", "(create it again: cxl create-region -t ram "), "or it is reported that it is not");
	replaced(plan);
	given_smaller();
	plan = replaced_with("dpa_size", NULL);
	ok(finds(plan, "dpa-left", "(free it: ") && finds(plan, "region-destroyed", "its memory is still taken"),
	   "or whose memory is still taken");
	replaced(plan);
}

/* What was out of use comes back so. */
static void test_replace_disabled(void)
{
	struct cxl_region *region = given_smaller();
	struct cxl_plan *plan;

	ok(cxl_region_memory_offline(region) >= 0 && cxl_region_disable(region) == 0 &&
	   compares(CXL_LAYOUT_CONFLICT), "given that it is disabled");
	sim_describe(before, sizeof(before));
	plan = replaced_with(NULL, "/interleave_granularity");
	ok(as_before(), "it is created again, and disabled");
	replaced(plan);
}

#define PMEM(name, size) "{\"name\":\"" name "\",\"type\":\"pmem\",\"size\":" size ",\"ways\":1," \
	"\"granularity\":256,\"members\":[{\"serial\":\"0x1\"}]}"

static void test_pmem(void)
{
	struct cxl_region_request *request = cxl_region_request_new();
	struct cxl_plan *plan = NULL;

	begin();
	read_layout(FILE_OF(PMEM("a", "268435456") "," PMEM("b", "268435456")));
	ok(cxl_layout_compare_ahead(layout, false) == 0 && states_are(CXL_LAYOUT_CREATE, CXL_LAYOUT_CREATE), "two fit");
	cxl_layout_unref(layout);
	read_layout(FILE_OF(PMEM("a", "268435456") "," PMEM("b", "536870912")));
	ok(cxl_layout_compare_ahead(layout, false) == 0 && states_are(CXL_LAYOUT_CREATE, CXL_LAYOUT_CONFLICT), "or not");
	cxl_layout_unref(layout);
	cxl_region_request_set_mode(request, CXL_DECODER_MODE_PMEM);
	cxl_region_request_set_size(request, UNIT);
	cxl_region_request_add_memdev(request, memdev("mem0"));
	ok(cxl_plan_create_region(ctx, request, &plan) == 0 && cxl_plan_apply(plan) == 0, "given a pmem region");
	cxl_plan_free(plan);
	cxl_region_request_free(request);
	sim_describe(before, sizeof(before));
	read_layout(FILE_OF(PMEM("a", "536870912")));
	ok(compares(CXL_LAYOUT_CONFLICT), "it is in the way of another");
	plan = replaced_with("interleave_granularity", NULL);
	ok(finds(plan, "region-destroyed", "(create it again: cxl create-region -t pmem -d decoder0.0 -w 1 -g 256 "
		 "-s 268435456 -U "), "the command has the uuid");
	replaced(plan);
}

static void test_replace_behind(void)
{
	struct cxl_decoder *decoder;
	struct cxl_plan *plan = NULL;

	given_smaller();
	decoder = cxl_decoder_get_next(decoder_of(memdev("mem2")));
	ok(!cxl_decoder_set_mode(decoder, CXL_DECODER_MODE_RAM) && !cxl_decoder_set_dpa_size(decoder, UNIT),
	   "given memory behind that of the region");
	sim_describe(before, sizeof(before));
	ok(cxl_layout_entry_plan_replace(first(), &plan) == -EBUSY && finds(plan, "dpa-behind", "holds some behind its own") &&
	   as_before(), "then it cannot be destroyed");
	replaced(plan);
}

static void refuses(const char *file)
{
	struct cxl_plan *plan = NULL;

	given_smaller();
	sim_hide(file);
	ok(cxl_layout_entry_plan_replace(first(), &plan) < 0 && as_before(),
	   "a region whose %s cannot be read is not destroyed", file);
	sim_hide("");
	cxl_plan_free(plan);
	cxl_layout_unref(layout);
	end();
}

static void test_replace_refused(void)
{
	struct cxl_region *region = given_smaller();
	struct cxl_plan *plan = NULL;

	sim_lock_region(cxl_region_get_devname(region));
	ok(cxl_layout_entry_plan_replace(first(), &plan) == -EPERM && finds(plan, "region-locked", "it is locked"),
	   "a region that is locked is not destroyed");
	cxl_plan_free(plan);
	cxl_layout_unref(layout);
	end();
	given_smaller();
	cxl_layout_unref(layout);
	read_layout(FILE_OF(ENTRY("a", "8589934592")));
	ok(compares(CXL_LAYOUT_CONFLICT) && cxl_layout_entry_plan_replace(first(), &plan) == -ENOSPC && as_before(),
	   "nothing is destroyed for a region that cannot be created then");
	cxl_plan_free(plan);
	cxl_layout_unref(layout);
	end();
	refuses("region1/locked");
	refuses("region1/driver");
	refuses("dpa_size");
}

int main(void)
{
	test_replace();
	test_replace_back();
	test_replace_lost();
	test_replace_two_lost();
	test_replace_reset();
	test_replace_in_part();
	test_replace_disabled();
	test_replace_behind();
	test_pmem();
	test_replace_refused();
	given_done();
	return tap_done();
}
