// SPDX-License-Identifier: GPL-2.0-or-later
/* What unfinished regions left behind, on machines made of files: the steps to undo it, or why there are none. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "device-files.h"
#include "findings.h"
#include "tap.h"

#define MEM0	ROOT0 "/endpoint100"
#define FIRST	MEM0 "/decoder100.0"
#define SECOND	MEM0 "/decoder100.1"

static struct tree *tree;
static struct cxl_ctx *ctx;
static struct cxl_plan *plan;
static int rc;

/* A window, and mem0 with two decoders of which nothing is committed. */
static void given(void)
{
	tree = machine_with_window();
	machine_set(tree, MEM0, "decoders_committed", "0");
	for (int n = 0; n < 2; n++) {
		machine_decoder(tree, 0, n, 0, 0, "");
		machine_set(tree, words(MEM0 "/decoder100.%d", n), "mode", "ram");
	}
}

/* DPA of decoder100.@n, in @region or in none. */
static void given_dpa(int n, const char *region)
{
	const char *path = words(MEM0 "/decoder100.%d", n);

	machine_set(tree, path, "dpa_resource", words("%#llx", n * UNIT));
	machine_set(tree, path, "dpa_size", words("%#llx", UNIT));
	machine_set(tree, path, "region", region);
}

static void given_region(int id, const char *commit)
{
	machine_unit_region(tree, id);
	machine_set(tree, words(ROOT0 "/decoder0.0/region%d", id), "commit", commit);
}

static void look(void)
{
	cxl_new_at(&ctx, tree->root);
	rc = cxl_plan_recover(ctx, &plan);
}

static void end(void)
{
	cxl_plan_free(plan);
	cxl_unref(ctx);
	tree_free(tree);
}

/* "region1 decoder100.0": what would be undone, in this order. */
static bool steps_are(const char *wanted)
{
	struct cxl_plan_step *step;
	char all[256] = "";

	cxl_plan_step_foreach(plan, step)
		strcat(strcat(all, *all ? " " : ""), cxl_plan_step_get_object(step));
	return same(all, wanted);
}

static void test_regions(void)
{
	given();
	given_region(1, "0");
	given_region(2, "0");
	look();
	ok(rc == 0 && steps_are("region2 region1"), "regions, by descending address");
	ok(cxl_plan_apply(plan) == -EROFS && cxl_plan_get_nr_done(plan) == 0 &&
	   found(plan, "region-left"), "a captured machine is not changed");
	end();
}

static void test_dpa(void)
{
	given();
	given_dpa(0, "");
	look();
	ok(rc == 0 && steps_are("decoder100.0") && cxl_plan_apply(plan) == -EROFS &&
	   found(plan, "dpa-left"), "DPA without a region");
	end();
}

static void test_leaked(void)
{
	struct cxl_region *region;
	char text[128];

	given();
	given_dpa(0, "region9");
	look();
	ok(rc == 0 && steps_are("mem0") &&
	   same(cxl_plan_step_get_attribute(cxl_plan_step_get_first(plan)), "driver"),
	   "a decoder names a region that does not exist: the memdev");
	ok(cxl_plan_apply(plan) == -EROFS, "which is not changed here");
	ok(cxl_decoder_get_orphan(cxl_decoder_get_by_name(ctx, "decoder100.0"), &region) ==
	   CXL_DECODER_ORPHAN_REGION && !region, "it is an orphan");
	cxl_decoder_describe_holder(cxl_decoder_get_by_name(ctx, "decoder100.0"), text,
				    sizeof(text));
	ok(same(text, "region9, which does not exist (cxl recover)"), "%s", text);
	end();
}

static void test_leaked_in_use(void)
{
	given();
	given_dpa(0, "region9");
	given_dpa(1, "region4");
	given_region(4, "1");
	look();
	ok(rc == -EBUSY && steps_are("") && found(plan, "memdev-in-use"),
	   "not while a region uses the memdev: %s", found(plan, "memdev-in-use") ? cxl_finding_get_text(found(plan, "memdev-in-use")) : "");
	end();
}

static void test_behind(void)
{
	given();
	given_dpa(0, "");
	given_dpa(1, "region4");
	given_region(4, "1");
	look();
	ok(rc == -EBUSY && steps_are("") && found(plan, "dpa-behind") &&
	   same(cxl_finding_get_object(found(plan, "dpa-behind")), "decoder100.0"),
	   "DPA behind it is in use");
	end();
}

static void test_firmware(void)
{
	given();
	given_dpa(0, "");
	machine_set(tree, FIRST, "size", "0x10000000");
	machine_set(tree, MEM0, "decoders_committed", "1");
	look();
	ok(rc == 0 && steps_are("") && found(plan, "firmware-decoder") &&
	   cxl_finding_get_kind(found(plan, "firmware-decoder")) == CXL_FINDING_NEWS,
	   "what firmware committed is left");
	end();
}

static void test_unknown(void)
{
	given();
	given_dpa(0, "");
	machine_set(tree, FIRST, "dpa_size", "no number");
	look();
	ok(rc == -EIO && steps_are("") && found(plan, "decoder-unread"), "DPA that cannot be read");
	end();

	given();
	given_dpa(0, "");
	given_region(1, "0");
	machine_set(tree, FIRST, "size", "no number");
	look();
	ok(rc == -EBADMSG && steps_are("") && found(plan, "decoder-unread") && found(plan, "step-failed"),
	   "nor whose it is; with half of it seen no region is deleted");
	end();
}

static void test_waiting(void)
{
	given();
	given_dpa(0, "region4");
	given_region(4, "0");
	machine_set(tree, MEM0, "decoders_committed", "1");
	look();
	ok(rc == 0 && steps_are("") && found(plan, "region-waits"),
	   "a region of firmware waits for a member");
	end();
}

static void test_unread_region(void)
{
	bool orphan;

	given();
	given_region(4, "0");
	machine_set(tree, ROOT0 "/decoder0.0/region4", "interleave_ways", "no number");
	look();
	ok(rc == -EBADMSG && steps_are("") && found(plan, "step-failed") &&
	   cxl_region_query_orphan(cxl_region_get_by_name(ctx, "region4"), &orphan) < 0,
	   "whether it is one cannot be read");
	end();
}

/* ---- destroying on the same machines ------------------------------------- */

static void test_destroy(void)
{
	struct cxl_region *region;

	given();
	given_dpa(0, "region4");
	given_region(4, "1");
	look();
	cxl_plan_free(plan);
	region = cxl_region_get_by_name(ctx, "region4");
	ok(cxl_plan_destroy_region(region, false, &plan) == 0 &&
	   steps_are("region4 region4 region4 decoder100.0"), "a region that is disabled");
	ok(cxl_plan_apply(plan) == -EROFS && found(plan, "region-left"), "is not destroyed here");
	end();
}

static void test_destroy_unseen(const char *ways, int expected, const char *id)
{
	struct cxl_region *region;

	given();
	given_region(4, "1");
	machine_set(tree, ROOT0 "/decoder0.0/region4", "interleave_ways", ways);
	look();
	cxl_plan_free(plan);
	region = cxl_region_get_by_name(ctx, "region4");
	rc = cxl_plan_destroy_region(region, false, &plan);
	ok(rc == expected && found(plan, id), "its members are not all known");
	end();
}

int main(void)
{
	test_regions();
	test_dpa();
	test_leaked();
	test_leaked_in_use();
	test_behind();
	test_firmware();
	test_unknown();
	test_waiting();
	test_unread_region();
	test_destroy();
	test_destroy_unseen("2", -EIO, "members-unknown");
	test_destroy_unseen("no number", -EBADMSG, "step-failed");
	return tap_done();
}
