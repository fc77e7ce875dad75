// SPDX-License-Identifier: GPL-2.0-or-later
/* Plans to create regions: what they say beforehand, what applying them does, what is left. */
#include <errno.h>
#include <string.h>
#include <uuid/uuid.h>

#include "planned.h"

/* ---- creating ------------------------------------------------------------ */

static const struct {
	const char *object, *attribute, *value, *undo;
} steps[] = {
	{ "decoder0.1", "create_ram_region", NULL, "delete the region" },
	{ "region", "interleave_granularity", "256" },
	{ "region", "interleave_ways", "2" },
	{ "region", "size", "536870912" },
	{ "decoder6.0", "mode", "ram" },
	{ "decoder6.0", "dpa_size", "268435456", "set dpa_size to 0 (mem2)" },
	{ "decoder7.0", "mode", "ram" },
	{ "decoder7.0", "dpa_size", "268435456", "set dpa_size to 0 (mem3)" },
	{ "region", "target0", "decoder6.0", "clear target0" },
	{ "region", "target1", "decoder7.0", "clear target1" },
	{ "region", "commit", "1", "reset" },
	{ "region", "driver", NULL, "disable" },
};

#define NR_STEPS (sizeof(steps) / sizeof(*steps))

static bool is_step(const struct cxl_plan_step *step, size_t i)
{
	const char *value = cxl_plan_step_get_value(step);
	const char *undo = cxl_plan_step_get_undo_text(step);

	return same(cxl_plan_step_get_object(step), steps[i].object) &&
	       same(cxl_plan_step_get_attribute(step), steps[i].attribute) &&
	       (steps[i].value ? same(value, steps[i].value) : !value) &&
	       (steps[i].undo ? same(undo, steps[i].undo) : !undo);
}

static void test_plan(void)
{
	struct cxl_plan_step *step;
	struct cxl_plan *plan;
	uuid_t uuid;
	size_t i = 0;

	begin();
	plan = plan_ram();
	cxl_plan_step_foreach(plan, step) {
		ok(i < NR_STEPS && is_step(step, i), "step %zu: %s", i,
		   cxl_plan_step_get_text(step));
		i++;
	}
	ok(i == NR_STEPS && as_before(), "planning changes nothing");
	cxl_plan_get_uuid(plan, uuid);
	ok(cxl_plan_get_window(plan) == window("decoder0.1") &&
	   cxl_plan_get_mode(plan) == CXL_DECODER_MODE_RAM &&
	   cxl_plan_get_size(plan) == 2 * UNIT && uuid_is_null(uuid) &&
	   cxl_plan_get_interleave_ways(plan) == 2 &&
	   cxl_plan_get_interleave_granularity(plan) == 256, "the region to be");
	ok(cxl_plan_get_memdev(plan, 0) == memdev("mem2") &&
	   cxl_plan_get_memdev(plan, 1) == memdev("mem3") &&
	   !cxl_plan_get_memdev(plan, 2), "its members, by position");
	ok(!cxl_plan_get_region(plan) && !cxl_plan_get_failed_step(plan) &&
	   !cxl_plan_get_nr_done(plan), "nothing happened yet");
	ok(cxl_plan_apply(plan) == 0 && sim_regions_enabled() == 1, "it is applied");
	ok(same(cxl_region_get_devname(cxl_plan_get_region(plan)), "region1") &&
	   cxl_plan_get_nr_done(plan) == NR_STEPS, "and there is the region");
	step = cxl_plan_step_get_next(cxl_plan_step_get_first(plan));
	ok(same(cxl_plan_step_get_object(step), "region1"), "the steps name it");
	cxl_plan_free(plan);
	end();
}

static void test_pmem(void)
{
	struct cxl_region_request *request = cxl_region_request_new();
	struct cxl_plan *plan = NULL;
	uuid_t wanted = { 1, 2, 3 }, uuid;

	begin();
	cxl_region_request_set_bus(request, cxl_bus_get_first(ctx));
	cxl_region_request_set_uuid(request, wanted);
	cxl_region_request_set_interleave_ways(request, 1);
	cxl_region_request_set_interleave_granularity(request, 512);
	cxl_region_request_set_enforce_qos(request, true);
	ok(cxl_region_request_add_memdev(request, memdev("mem0")) == 0 &&
	   cxl_plan_create_region(ctx, request, &plan) == 0, "a uuid asks for pmem");
	cxl_plan_get_uuid(plan, uuid);
	ok(cxl_plan_get_mode(plan) == CXL_DECODER_MODE_PMEM &&
	   uuid_compare(uuid, wanted) == 0 &&
	   cxl_plan_get_size(plan) == 2 * UNIT &&
	   cxl_plan_get_interleave_granularity(plan) == 512, "all that is free");
	ok(cxl_plan_apply(plan) == 0 && sim_regions_enabled() == 1, "it is created");
	cxl_plan_free(plan);
	cxl_region_request_free(request);
	end();
}

/* ---- broken rules -------------------------------------------------------- */

static const struct {
	const char *window, *memdevs[3];
	unsigned int ways, granularity;
	unsigned long long size;
	enum cxl_decoder_mode mode;
	int rc;
	const char *id, *object;
	unsigned long long needed, available;
} broken[] = {
	{ NULL, { NULL }, 5, .rc = -EINVAL, .id = "ways-value" },
	{ NULL, { NULL }, 0, 300, .rc = -EINVAL, .id = "granularity-value" },
	{ NULL, { NULL }, 0, 0, 4096, .rc = -EINVAL, .id = "size-value" },
	{ NULL, { "mem1", "mem1" }, .rc = -EINVAL, .id = "memdev-twice", .object = "mem1" },
	{ "decoder0.1", { "mem1" }, .rc = -ENXIO, .id = "window-not-above", .object = "mem1" },
	{ "decoder0.2", { "mem1" }, .rc = -EINVAL, .id = "ways-of-window", .object = "decoder0.2" },
	{ "decoder0.2", { "mem2", "mem1" }, .rc = -ENXIO, .id = "order", .object = "mem2" },
	{ "decoder0.1", { "mem2" }, .mode = CXL_DECODER_MODE_PMEM,
	  .rc = -EOPNOTSUPP, .id = "memdev-lacks-mode", .object = "mem2" },
	{ "decoder0.1", { NULL }, 4, .mode = CXL_DECODER_MODE_RAM, .rc = -ENOSPC,
	  .id = "not-enough-memdevs", .object = "decoder0.1", .needed = 4, .available = 2 },
	{ "decoder0.0", { "mem1" }, .size = 3 * UNIT, .rc = -ENOSPC,
	  .id = "not-enough-dpa", .object = "mem1", .needed = 3 * UNIT, .available = 2 * UNIT },
};

static int plan_broken(size_t i, struct cxl_plan **plan)
{
	struct cxl_region_request *request = cxl_region_request_new();
	int rc;

	if (broken[i].window)
		cxl_region_request_set_window(request, window(broken[i].window));
	for (size_t k = 0; broken[i].memdevs[k]; k++)
		cxl_region_request_add_memdev(request, memdev(broken[i].memdevs[k]));
	cxl_region_request_set_interleave_ways(request, broken[i].ways);
	cxl_region_request_set_interleave_granularity(request, broken[i].granularity);
	cxl_region_request_set_size(request, broken[i].size);
	cxl_region_request_set_mode(request, broken[i].mode);
	rc = cxl_plan_create_region(ctx, request, plan);
	cxl_region_request_free(request);
	return rc;
}

static void test_broken(void)
{
	begin();
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		struct cxl_plan *plan;
		int rc = plan_broken(i, &plan);
		struct cxl_finding *f = cxl_finding_get_first(plan);
		const char *object = cxl_finding_get_object(f);

		ok(rc == broken[i].rc && !cxl_plan_step_get_first(plan) &&
		   cxl_finding_get_kind(f) == CXL_FINDING_RULE &&
		   same(cxl_finding_get_id(f), broken[i].id) &&
		   (broken[i].object ? same(object, broken[i].object) : !object) &&
		   cxl_finding_get_needed(f) == broken[i].needed &&
		   cxl_finding_get_available(f) == broken[i].available &&
		   cxl_finding_get_text(f) && !cxl_finding_get_errno(f) &&
		   !cxl_finding_get_next(f), "%s: %s", broken[i].id, cxl_finding_get_text(f));
		cxl_plan_free(plan);
	}
	ok(as_before(), "nothing was changed");
	end();
}

static void test_unreadable(void)
{
	struct cxl_region_request *request = cxl_region_request_new();
	struct cxl_plan *plan;

	begin();
	ok(cxl_memdev_disable_invalidate(memdev("mem1")) == 0, "given a disabled memdev");
	cxl_region_request_add_memdev(request, memdev("mem1"));
	ok(cxl_plan_create_region(ctx, request, &plan) == -ENXIO &&
	   found(plan, "memdev-disabled") &&
	   same(cxl_finding_get_remedy(found(plan, "memdev-disabled")),
		"enable it: cxl enable-memdev mem1"), "the remedy is named");
	cxl_plan_free(plan);
	cxl_region_request_free(request);
	end();
}

/* ---- undoing ------------------------------------------------------------- */

static void test_undo(void)
{
	struct cxl_finding *f;
	struct cxl_plan *plan;

	begin();
	plan = plan_ram();
	watch(plan, NULL);
	sim_refuse("commit", EIO);
	ok(cxl_plan_apply(plan) == -EIO && as_before(), "refused, all is undone");
	ok(begun == 11 && undone == 3 && heard == 1, "every step reaches the function: %d, %d, %d",
	   begun, undone, heard);
	f = found(plan, "step-failed");
	ok(f && !cxl_finding_get_next(f) && cxl_finding_get_kind(f) == CXL_FINDING_FAILED &&
	   cxl_finding_get_errno(f) == EIO && same(cxl_finding_get_object(f), "region1") &&
	   same(cxl_finding_get_step(f), "commit") &&
	   same(cxl_finding_get_attribute(f), "commit") && !cxl_finding_get_remedy(f),
	   "what failed");
	ok(same(cxl_finding_get_line(f), "region1: commit: the device failed or is gone"),
	   "in one line: %s", cxl_finding_get_line(f));
	ok(same(cxl_plan_step_get_text(cxl_plan_get_failed_step(plan)), "commit") &&
	   !cxl_plan_get_region(plan), "at which step");
	cxl_plan_free(plan);
	end();
}

static void test_left(const char *attribute, const char *id, const char *remedy)
{
	struct cxl_finding *f;
	struct cxl_plan *plan;

	begin();
	plan = plan_ram();
	watch(plan, attribute);
	sim_refuse("commit", EIO);
	ok(cxl_plan_apply(plan) == -EIO, "refused, and %s as well", attribute);
	f = found(plan, id);
	ok(f && cxl_finding_get_kind(f) == CXL_FINDING_LEFT &&
	   cxl_finding_get_errno(f) == EBUSY && same(cxl_finding_get_remedy(f), remedy),
	   "what is left is named: %s", f ? cxl_finding_get_remedy(f) : "");
	ok(strstr(cxl_finding_get_line(f), "in use, so this is left (") &&
	   strstr(cxl_finding_get_line(f), remedy), "in one line: %s", cxl_finding_get_line(f));
	cxl_plan_free(plan);
	end();
}

static void test_stop(void)
{
	struct cxl_plan *plan;
	int left = 7;

	begin();
	plan = plan_ram();
	cxl_plan_on_stop(plan, stop_later, &left);
	ok(cxl_plan_apply(plan) == -ECANCELED && as_before() && found(plan, "stopped") &&
	   strstr(cxl_finding_get_text(found(plan, "stopped")), "SIGTERM") &&
	   cxl_plan_get_nr_done(plan) == 7, "stopped after seven steps, which are undone");
	cxl_plan_free(plan);
	end();
}

static struct sim_card *leaving;

static void pull(void *arg, const struct cxl_plan_step *step, bool undo)
{
	if (!undo && same(cxl_plan_step_get_text(step), "commit"))
		sim_card_pull(leaving);
}

static void test_lost(void)
{
	struct cxl_plan *plan;

	begin();
	leaving = sim_card(4);
	plan = plan_ram();
	cxl_plan_on_step(plan, pull, NULL);
	ok(cxl_plan_apply(plan) < 0 && found(plan, "member-lost") && !*sim_orphan(),
	   "a member leaves, the rest is undone");
	cxl_plan_free(plan);
	end();
}

static void delete(void *arg, const struct cxl_plan_step *step, bool undo)
{
	if (!undo && same(cxl_plan_step_get_attribute(step), "mode"))
		sim_write("sys/bus/cxl/devices/decoder0.1/delete_region", "region1");
}

static void test_deleted(void)
{
	struct cxl_plan *plan;

	begin();
	plan = plan_ram();
	cxl_plan_on_step(plan, delete, NULL);
	ok(cxl_plan_apply(plan) < 0 && found(plan, "region-lost") && !*sim_orphan(),
	   "another program deletes the region");
	cxl_plan_free(plan);
	end();
}

static void pull_now(void)
{
	sim_card_pull(leaving);
}

static void pull_later(void *arg, const struct cxl_plan_step *step, bool undo)
{
	if (!undo && same(cxl_plan_step_get_text(step), "enable"))
		sim_look_out(CALL_EXISTS, "decoder6.0", pull_now);
}

/* The last look is after the last step. */
static void test_lost_at_last(void)
{
	struct cxl_plan *plan;

	begin();
	leaving = sim_card(3);
	plan = plan_ram();
	cxl_plan_on_step(plan, pull_later, NULL);
	ok(cxl_plan_apply(plan) == -ENODEV && found(plan, "member-lost") && !sim_looks_out() &&
	   same(cxl_finding_get_step(found(plan, "member-lost")), "verify") && !*sim_orphan(),
	   "a member leaves once all is done");
	cxl_plan_free(plan);
	end();
}

static void test_unread_topology(void)
{
	struct cxl_region_request *request = cxl_region_request_new();
	struct cxl_plan *plan;

	begin();
	sim_hide("endpoint6/decoder6.0");
	ok(cxl_plan_create_region(ctx, request, &plan) == -EIO && found(plan, "step-failed") &&
	   !cxl_plan_step_get_first(plan), "no plan with half of the machine");
	cxl_plan_free(plan);
	sim_hide("");
	cxl_region_request_free(request);
	end();
}

int main(void)
{
	test_plan();
	test_pmem();
	test_broken();
	test_unreadable();
	test_unread_topology();
	test_undo();
	test_left("delete_region", "region-left", "destroy it: cxl destroy-region -f region1");
	test_left("dpa_size", "dpa-left", "free it: echo 0 >/sys/bus/cxl/devices/decoder7.0/dpa_size");
	test_stop();
	test_lost();
	test_deleted();
	test_lost_at_last();
	given_done();
	return tap_done();
}
