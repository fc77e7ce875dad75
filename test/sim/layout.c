// SPDX-License-Identifier: GPL-2.0-or-later
/* A layout of a machine: written, the regions destroyed, read and applied, and the machine is as it was. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layouts.h"

static int apply(void)
{
	struct cxl_plan *plan;
	int rc = cxl_layout_entry_plan(first(), &plan);

	if (!rc)
		rc = cxl_plan_apply(plan);
	cxl_plan_free(plan);
	return rc;
}

static void destroy(struct cxl_region *region)
{
	struct cxl_plan *plan;

	ok(cxl_plan_destroy_region(region, true, &plan) == 0 && cxl_plan_apply(plan) == 0, "it is destroyed");
	cxl_plan_free(plan);
}

static void test_again(void)
{
	char made[8192], now[8192], *text;
	struct cxl_region *region;

	begin();
	region = create_ram();
	sim_describe(made, sizeof(made));
	text = exported(region);
	read_layout(text);
	ok(compares(CXL_LAYOUT_SATISFIED) && cxl_layout_entry_get_region(first()) &&
	   cxl_layout_has_region(layout, cxl_layout_entry_get_region(first())), "the machine agrees with its layout");
	ok(apply() == -EINVAL, "there is nothing to plan");
	destroy(cxl_layout_entry_get_region(first()));
	ok(compares(CXL_LAYOUT_CREATE) && !cxl_layout_entry_get_region(first()), "without the region it does not");
	ok(apply() == 0 && compares(CXL_LAYOUT_SATISFIED), "it does again once the layout is applied");
	sim_describe(now, sizeof(now));
	ok(!strcmp(made, now), "and is the same machine");
	ok(!cxl_layout_entry_get_next(first()), "of one entry");
	free(text);
	cxl_layout_unref(layout);
	end();
}

static void test_change(void)
{
	struct cxl_region *region;
	char *text;

	begin();
	region = create_ram();
	text = exported(region);
	read_layout(text);
	ok(cxl_region_memory_offline(region) >= 0 && cxl_region_disable(region) == 0, "it is disabled");
	ok(compares(CXL_LAYOUT_CHANGE), "then it is to be enabled");
	ok(cxl_layout_entry_get_reason(first()) && strstr(cxl_layout_entry_get_reason(first()), " is disabled"),
	   "%s", cxl_layout_entry_get_reason(first()));
	sim_refuse("bind", EBUSY);
	ok(apply() < 0, "which may fail");
	sim_refuse("", 0);
	ok(apply() == 0 && compares(CXL_LAYOUT_SATISFIED), "and is enabled");
	free(text);
	cxl_layout_unref(layout);
	end();
}

static void test_obstacle(void)
{
	struct cxl_region *region;
	char *text, *granularity;

	begin();
	region = create_ram();
	text = exported(region);
	granularity = strstr(text, "\"granularity\":256");
	ok(granularity != NULL, "its granularity");
	memcpy(granularity, "\"granularity\":512", strlen("\"granularity\":512"));
	read_layout(text);
	ok(compares(CXL_LAYOUT_CONFLICT) && cxl_layout_entry_get_obstacle(first()) == region,
	   "another geometry is a conflict with the region that has it");
	free(text);
	cxl_layout_unref(layout);
	end();
}

static bool is_recovered(bool replace, unsigned int steps)
{
	struct cxl_plan *plan = NULL;
	bool done = compares(CXL_LAYOUT_CREATE) && cxl_layout_plan_recover(layout, replace, &plan) == 0 &&
		cxl_plan_apply(plan) == 0 && cxl_plan_get_nr_done(plan) == steps;

	cxl_plan_free(plan);
	return done;
}

/* A decoder of @memdev with so much ram, in no region; NULL: that failed. */
static struct cxl_decoder *given_dpa(const char *name, unsigned long long size)
{
	struct cxl_decoder *decoder = decoder_of(memdev(name));

	return cxl_decoder_set_mode(decoder, CXL_DECODER_MODE_RAM) ||
	       cxl_decoder_set_dpa_size(decoder, size) ? NULL : decoder;
}

/* What is of no entry may be what somebody else is at. */
static void test_remains(void)
{
	struct cxl_region *region, *bare;
	char *text;

	begin();
	region = create_ram();
	text = exported(region);
	read_layout(text);
	destroy(region);
	ok(is_recovered(false, 0), "nothing is left of an entry");
	bare = cxl_decoder_create_pmem_region(window("decoder0.1"));
	ok(bare && given_dpa("mem1", UNIT), "given a pmem region in its window, and DPA of another memdev");
	ok(cxl_decoder_create_ram_region(window("decoder0.0")) != NULL, "and ram in another window");
	sim_describe(before, sizeof(before));
	ok(is_recovered(false, 0) && is_recovered(true, 0) && as_before(), "they stay");
	bare = cxl_decoder_create_ram_region(window("decoder0.1"));
	ok(bare && !cxl_region_set_interleave_granularity(bare, 512) && !cxl_region_set_interleave_ways(bare, 2) &&
	   !cxl_region_set_size(bare, 2 * UNIT), "given a region of another geometry");
	ok(is_recovered(false, 0), "it stays");
	ok(is_recovered(true, 1) && as_before(), "unless what is in the way is to go");
	ok(given_dpa("mem2", 2 * UNIT) && is_recovered(false, 0) && is_recovered(true, 1) && as_before(),
	   "so does DPA of another size");
	bare = cxl_decoder_create_ram_region(window("decoder0.1"));
	ok(bare && !cxl_region_set_interleave_granularity(bare, 256) && !cxl_region_set_interleave_ways(bare, 2) &&
	   !cxl_region_set_size(bare, 2 * UNIT) && given_dpa("mem2", UNIT), "given what a killed apply leaves");
	ok(is_recovered(false, 2) && as_before(), "it goes, and nothing else does");
	free(text);
	cxl_layout_unref(layout);
	end();
}

/* What it says before is what comes of it. */
static void test_ahead(void)
{
	struct cxl_plan *plan = NULL;

	begin();
	read_layout(FILE_OF(ENTRY("a", "536870912") "," ENTRY("b", "1073741824")));
	ok(cxl_layout_compare(layout) == 0 && states_are(CXL_LAYOUT_CREATE, CXL_LAYOUT_CREATE),
	   "each of two can be created");
	ok(cxl_layout_compare_ahead(layout, false) == 0 && as_before() &&
	   states_are(CXL_LAYOUT_CREATE, CXL_LAYOUT_CONFLICT) &&
	   strstr(cxl_layout_entry_get_reason(second()), "mem2: not enough free ram: 512 MiB needed, 256 MiB free: ") &&
	   strstr(cxl_layout_entry_get_reason(second()), " holds 256 MiB for the entry a"),
	   "but not both");
	ok(compares(CXL_LAYOUT_CREATE) && apply() == 0 && cxl_refresh(ctx) == 0 && cxl_layout_compare(layout) == 0 &&
	   cxl_layout_entry_plan(second(), &plan) == -ENOSPC, "so it is");
	cxl_plan_free(plan);
	cxl_layout_unref(layout);
	end();
	begin();
	read_layout(FILE_OF(ENTRY("a", "536870912") "," ENTRY("b", "536870912")));
	ok(cxl_layout_compare_ahead(layout, false) == 0 && states_are(CXL_LAYOUT_CREATE, CXL_LAYOUT_CREATE),
	   "two that fit");
	cxl_layout_unref(layout);
	end();
}

static void test_ahead_of_replacing(void)
{
	given_smaller();
	ok(cxl_layout_compare_ahead(layout, false) == 0 &&
	   cxl_layout_entry_get_state(first()) == CXL_LAYOUT_CONFLICT, "a region stays in the way");
	ok(cxl_layout_compare_ahead(layout, true) == 0 && as_before() &&
	   cxl_layout_entry_get_state(first()) == CXL_LAYOUT_CREATE &&
	   !strcmp(cxl_layout_entry_get_reason(first()), "in place of region1"), "or goes");
	sim_lock_region("region1");
	ok(cxl_layout_compare_ahead(layout, true) == 0 &&
	   cxl_layout_entry_get_state(first()) == CXL_LAYOUT_CONFLICT &&
	   strstr(cxl_layout_entry_get_reason(first()), "region1: destroy: it is locked"), "if it can");
	cxl_layout_unref(layout);
	end();
}

/* What a killed run left is undone before. */
static void test_ahead_of_recovering(void)
{
	struct cxl_region *bare;

	begin();
	read_layout(FILE_OF(ENTRY("a", "1073741824") "," ENTRY("b", "1073741824")));
	bare = cxl_decoder_create_ram_region(window("decoder0.1"));
	ok(bare && !cxl_region_set_interleave_granularity(bare, 256) && !cxl_region_set_interleave_ways(bare, 2) &&
	   !cxl_region_set_size(bare, 4 * UNIT) && given_dpa("mem2", 2 * UNIT), "given remains of an entry");
	ok(cxl_refresh(ctx) == 0 && cxl_layout_compare_ahead(layout, false) == 0 &&
	   states_are(CXL_LAYOUT_CREATE, CXL_LAYOUT_CONFLICT), "they are in nobody's way");
	cxl_layout_unref(layout);
	end();
}

/* By another context, into a layout of no entry. */
static int export_again(const char *region, const char *name)
{
	cxl_layout_unref(layout);
	cxl_unref(ctx);
	if (cxl_new(&ctx))
		return -ENOMEM;
	layout = cxl_layout_new(ctx);
	return cxl_layout_add_region(layout, cxl_region_get_by_name(ctx, region), name);
}

static void hide_and_export(const char *region, const char *part)
{
	sim_hide(part);
	ok(export_again(region, NULL) < 0 && !first(), "without %s it is not exported", part);
	sim_hide("");
}

static void test_export(void)
{
	char region[32], *text = NULL;

	begin();
	layout = NULL;
	snprintf(region, sizeof(region), "%s", cxl_region_get_devname(create_ram()));
	ok(export_again(region, "spare") == 0 && !strcmp(cxl_layout_entry_get_name(first()), "spare"),
	   "the caller names it");
	hide_and_export(region, "commit");
	hide_and_export(region, "size");
	hide_and_export(region, "interleave_ways");
	hide_and_export(region, "state");
	for (int i = 0; i < sim->nr_cards; i++) {
		sim_child_remove(sim->cards[i]->memdev->dir, "serial");
		sim_text_add(sim->cards[i]->memdev->dir, "serial", "0x7\n");
	}
	ok(export_again(region, NULL) == 0 && cxl_layout_write(layout, &text) == 0 && !strstr(text, "serial") &&
	   strstr(text, "\"host\""), "a serial that two devices have is not exported: %s", text);
	free(text);
	snprintf(region, sizeof(region), "%s", cxl_region_get_devname(given_bare_region(ctx)));
	ok(export_again(region, NULL) == -ENXIO && !first(), "nor is a region that is not committed");
	cxl_layout_unref(layout);
	end();
}

/* The cards are known by their slots: their serial numbers identify none. */
static void test_slots(void)
{
	struct sim_node *slots;
	char *text;

	begin();
	slots = sim_dirs_add(sim->root, "sys/bus/pci/slots");
	for (int i = 0; i < sim->nr_cards; i++) {
		const char *device = sim->cards[i]->slot->device, *dot = strchr(device, '.');
		char name[] = { (char)('1' + i), '\0' };

		sim_child_remove(sim->cards[i]->memdev->dir, "serial");
		sim_text_add(sim->cards[i]->memdev->dir, "serial", "0x7\n");
		sim_text_add(sim_dir_add(slots, name, NULL), "address", "%.*s\n", (int)(dot - device), device);
	}
	text = exported(create_ram());
	ok(strstr(text, "{\"slot\":\"3\",\"host\":") && strstr(text, "{\"slot\":\"4\",\"host\":"),
	   "slots are exported");
	read_layout(text);
	ok(compares(CXL_LAYOUT_SATISFIED), "and found again");
	free(text);
	cxl_layout_unref(layout);
	end();
}

int main(void)
{
	test_again();
	test_change();
	test_obstacle();
	test_remains();
	test_ahead();
	test_ahead_of_replacing();
	test_ahead_of_recovering();
	test_export();
	test_slots();
	given_done();
	return tap_done();
}
