// SPDX-License-Identifier: GPL-2.0-or-later
/* Plans to disable, destroy and recover; who holds what; the lock of the windows. */
#include <errno.h>
#include <string.h>
#include <uuid/uuid.h>

#include "machine.h"
#include "planned.h"

/* ---- disabling and destroying -------------------------------------------- */

static int plan_destroy(struct cxl_region *region, bool disable, struct cxl_plan **plan)
{
	return cxl_plan_destroy_region(region, disable, plan);
}

/* What destroying is refused for, and then nothing is changed. */
static void refuses(struct cxl_region *region, bool disable, int rc, const char *id)
{
	struct cxl_plan *plan;

	ok(plan_destroy(region, disable, &plan) == rc && found(plan, id), "%s", id);
	cxl_plan_free(plan);
}

static void test_destroy(void)
{
	struct cxl_region *region;
	struct cxl_plan *plan;

	begin();
	region = create_ram();
	refuses(region, false, -EBUSY, "region-enabled");
	ok(plan_destroy(region, true, &plan) == 0 &&
	   cxl_plan_get_region(plan) == region && !cxl_plan_get_window(plan) &&
	   cxl_plan_get_mode(plan) == CXL_DECODER_MODE_NONE, "a plan to destroy it");
	watch(plan, NULL);
	ok(cxl_plan_apply(plan) == 0 && begun == 6 && cxl_plan_get_nr_done(plan) == 6 &&
	   sim_regions_enabled() == 0 && !*sim_orphan(), "it is destroyed, its DPA is freed");
	cxl_plan_free(plan);
	end();
}

static void test_destroy_unread(const char *path)
{
	struct cxl_region *region;

	begin();
	region = create_ram();
	sim_hide(path);
	refuses(region, true, -EIO, "step-failed");
	sim_hide("");
	ok(sim_regions_enabled() == 1, "%s cannot be read: it stays", path);
	end();
}

static void test_destroy_fails(const char *attribute, const char *id)
{
	struct cxl_region *region;
	struct cxl_plan *plan;

	begin();
	region = create_ram();
	ok(plan_destroy(region, true, &plan) == 0, "a plan to destroy it");
	sim_refuse(attribute, EBUSY);
	ok(cxl_plan_apply(plan) == -EBUSY && cxl_plan_get_failed_step(plan) && found(plan, id),
	   "%s is refused: %s", attribute, id);
	cxl_plan_free(plan);
	end();
}

static void test_locked(void)
{
	struct cxl_region *region;
	char text[128];

	begin();
	region = create_ram();
	sim_lock_region("region1");
	cxl_region_refresh(region);
	refuses(region, true, -EPERM, "region-locked");
	cxl_region_describe_holder(region, text, sizeof(text));
	ok(strstr(text, "which the platform locks"), "nothing frees it: %s", text);
	end();
}

static struct cxl_region *create_on(const char *name, const char *where)
{
	struct cxl_region_request *request = cxl_region_request_new();
	struct cxl_region *region;
	struct cxl_plan *plan;

	cxl_region_request_set_window(request, window(where));
	cxl_region_request_set_mode(request, CXL_DECODER_MODE_RAM);
	cxl_region_request_set_size(request, UNIT);
	cxl_region_request_add_memdev(request, memdev(name));
	ok(cxl_plan_create_region(ctx, request, &plan) == 0 && cxl_plan_apply(plan) == 0,
	   "a region on %s", name);
	region = cxl_plan_get_region(plan);
	cxl_plan_free(plan);
	cxl_region_request_free(request);
	return region;
}

static void test_behind(void)
{
	struct cxl_region *first;

	begin();
	first = create_on("mem1", "decoder0.0");
	create_on("mem1", "decoder0.0");
	refuses(first, true, -EBUSY, "dpa-behind");
	end();
}

static void test_disable(bool force)
{
	struct cxl_region *region;
	struct cxl_plan *plan;

	begin();
	region = create_ram();
	ok(cxl_plan_disable_region(region, force, &plan) == 0 && cxl_plan_apply(plan) == 0 &&
	   sim_regions_enabled() == 0 && cxl_plan_get_nr_done(plan) == 1, "it is disabled");
	cxl_plan_free(plan);
	ok(cxl_plan_disable_region(region, force, &plan) == 0 &&
	   !cxl_plan_step_get_first(plan) && cxl_plan_apply(plan) == 0, "and not again");
	cxl_plan_free(plan);
	ok(cxl_region_enable(region) == 0 &&
	   cxl_plan_disable_region(region, force, &plan) == 0, "enabled again");
	sim_refuse("state", EBUSY);
	ok(cxl_plan_apply(plan) == -EBUSY && found(plan, "memory-in-use") &&
	   sim_regions_enabled() == 1, "memory in use stays, forced or not");
	cxl_plan_free(plan);
	end();
}

/* Time that is over is no failure of the hardware: it has a finding of its own. */
static void test_late(bool force)
{
	struct cxl_region *region;
	struct cxl_plan *plan;

	begin();
	region = create_ram();
	ok(cxl_plan_disable_region(region, force, &plan) == 0, "planned");
	cxl_set_timeout(ctx, 1);
	sim_sleep_ns(1000000000);
	ok(cxl_plan_apply(plan) == -ETIMEDOUT && found(plan, "memory-late") &&
	   sim_regions_enabled() == 1, "what is online at the deadline stays");
	cxl_plan_free(plan);
	end();
}

#define POLICY "sys/devices/system/memory/auto_online_blocks"

/* kmem adds memory after the last look: the kernel onlines it as its policy says. */
static void add_memory(void)
{
	for (int i = 0; i < sim->nr_blocks; i++)
		if (strcmp(sim->policy, "offline"))
			sim->blocks[i].online = true;
}

/* A rule of udev's onlines it, whatever the policy is. */
static void online_memory(void)
{
	for (int i = 0; i < sim->nr_blocks; i++)
		sim->blocks[i].online = true;
}

static void test_added(bool force)
{
	struct cxl_region *region;
	struct cxl_plan *plan;

	begin();
	region = create_ram();
	ok(cxl_region_disable(region) == -EBUSY && sim_regions_enabled() == 1, "the library looks, too");
	sim_write(POLICY, "online_movable");
	ok(cxl_plan_disable_region(region, force, &plan) == 0, "planned");
	sim_look_out(CALL_WRITE, "cxl_region/unbind", add_memory);
	ok(cxl_plan_apply(plan) == 0 && !sim_looks_out() && !sim_regions_enabled() && !sim->nr_blocks,
	   "memory that is added at the unbind is not lost");
	ok(!strcmp(sim->policy, "online_movable"), "the policy is what it was");
	cxl_plan_free(plan);
	ok(cxl_region_enable(region) == 0 && cxl_plan_disable_region(region, force, &plan) == 0, "enabled again");
	sim_refuse("auto_online_blocks", EPERM);
	ok(cxl_plan_apply(plan) == -EPERM && found(plan, "step-failed") && sim_regions_enabled() == 1,
	   "while the kernel onlines what it adds, it stays enabled");
	cxl_plan_free(plan);
	end();
}

static void refuse_policy(void)
{
	sim_refuse("auto_online_blocks", EPERM);
}

static void test_policy_left(void)
{
	struct cxl_region *region;
	struct cxl_plan *plan;

	begin();
	region = create_ram();
	sim_write(POLICY, "online_movable");
	ok(cxl_plan_disable_region(region, false, &plan) == 0, "planned");
	sim_look_out(CALL_WRITE, "cxl_region/unbind", refuse_policy);
	ok(cxl_plan_apply(plan) == -EPERM && !sim_looks_out() && found(plan, "policy-left") &&
	   !sim_regions_enabled(), "a policy that cannot be restored is left, and named");
	cxl_plan_free(plan);
	end();
}

/* Nothing prevents that; but then the command does not succeed. */
static void test_lost(void)
{
	struct cxl_region *region;
	struct cxl_plan *plan;

	begin();
	region = create_ram();
	ok(cxl_plan_disable_region(region, false, &plan) == 0, "planned");
	sim_look_out(CALL_WRITE, "cxl_region/unbind", online_memory);
	ok(cxl_plan_apply(plan) == -ENOTRECOVERABLE && !sim_looks_out() && found(plan, "memory-lost") &&
	   sim->nr_blocks,
	   "a finding names memory that was lost");
	cxl_plan_free(plan);
	cxl_unref(ctx);
}

/* ---- recovering ---------------------------------------------------------- */

/* A region that nobody finished, and DPA that it would have had. */
static void leave_behind(void)
{
	struct cxl_region *region = cxl_decoder_create_ram_region(window("decoder0.0"));
	struct cxl_decoder *decoder = cxl_endpoint_get_next_dpa_decoder(
		cxl_memdev_get_endpoint(memdev("mem1")));

	ok(region && cxl_decoder_set_mode(decoder, CXL_DECODER_MODE_RAM) == 0 &&
	   cxl_decoder_set_dpa_size(decoder, UNIT) == 0, "an unfinished region");
}

static void destroy_now(void *arg, const struct cxl_plan_step *step, bool undo)
{
	if (same(cxl_plan_step_get_text(step), "delete"))
		sim_write("sys/bus/cxl/devices/decoder0.1/delete_region", "region1");
}

/* Another program destroys the same region. */
static void test_destroyed(void)
{
	struct cxl_region *region;
	struct cxl_plan *plan;

	begin();
	region = create_ram();
	ok(plan_destroy(region, true, &plan) == 0, "a plan to destroy it");
	cxl_plan_on_step(plan, destroy_now, NULL);
	ok(cxl_plan_apply(plan) == 0 && !cxl_finding_get_first(plan) && !*sim_orphan(), "gone is what was wanted");
	cxl_plan_free(plan);
	ok(cxl_plan_disable_region(region, false, &plan) == 0 && !cxl_plan_step_get_first(plan),
	   "there is nothing to disable any more");
	cxl_plan_free(plan);
	end();
}

/* An unfinished region does not say who its members are: they do. */
static void test_unfinished(void)
{
	struct cxl_decoder *decoder;
	struct cxl_region *region;
	struct cxl_plan *plan;

	begin();
	leave_behind();
	region = cxl_region_get_by_name(ctx, "region0");
	ok(plan_destroy(region, false, &plan) == 0 && cxl_plan_apply(plan) == 0 &&
	   cxl_region_is_gone(region), "an unfinished region is destroyed");
	cxl_plan_free(plan);
	decoder = cxl_decoder_get_by_name(ctx, "decoder5.0");
	ok(cxl_decoder_set_dpa_size(decoder, 0) == 0 && as_before(), "what was not its own is left");
	end();
}

static void test_recover(void)
{
	struct cxl_plan *plan;

	begin();
	leave_behind();
	ok(cxl_plan_recover(ctx, &plan) == 0, "a plan to recover");
	ok(same(cxl_plan_step_get_object(cxl_plan_step_get_first(plan)), "region0") &&
	   !cxl_plan_get_region(plan), "the region first");
	ok(cxl_plan_apply(plan) == 0 && cxl_plan_get_nr_done(plan) == 2 && as_before() &&
	   cxl_finding_get_kind(found(plan, "recovered")) == CXL_FINDING_NEWS, "both are undone");
	cxl_plan_free(plan);
	ok(cxl_plan_recover(ctx, &plan) == 0 && !cxl_plan_step_get_first(plan), "nothing is left");
	cxl_plan_free(plan);
	end();
}

static void test_recover_fails(void)
{
	struct cxl_plan *plan;
	int left = 1;

	begin();
	leave_behind();
	ok(cxl_plan_recover(ctx, &plan) == 0, "a plan to recover");
	sim_refuse("dpa_size", EBUSY);
	ok(cxl_plan_apply(plan) == -EBUSY && cxl_plan_get_nr_done(plan) == 1 &&
	   found(plan, "dpa-left"), "one of two is undone");
	cxl_plan_free(plan);
	sim_refuse("", 0);
	ok(cxl_decoder_create_ram_region(window("decoder0.0")) &&
	   cxl_plan_recover(ctx, &plan) == 0, "and a region once more");
	cxl_plan_on_stop(plan, stop_later, &left);
	ok(cxl_plan_apply(plan) == -ECANCELED && cxl_plan_get_nr_done(plan) == 1,
	   "stopped between the two");
	cxl_plan_free(plan);
	end();
}

static void test_recover_unread(void)
{
	struct cxl_plan *plan;

	begin();
	leave_behind();
	ok(cxl_plan_recover(ctx, &plan) == 0, "a plan to recover");
	sim_hide("decoder5.0/dpa_size");
	ok(cxl_plan_apply(plan) == -EIO && found(plan, "orphan-unread") &&
	   cxl_plan_get_nr_done(plan) == 1, "what cannot be read is left");
	cxl_plan_free(plan);
	sim_hide("");
	end();
}

/* What a plan names may be gone, or in use, when it is applied. */
static void test_recover_late(void)
{
	struct cxl_plan *plan;

	begin();
	leave_behind();
	ok(cxl_plan_recover(ctx, &plan) == 0, "a plan to recover");
	sim_write("sys/bus/cxl/devices/decoder0.0/delete_region", "region0");
	sim_write("sys/bus/cxl/devices/decoder5.0/dpa_size", "0");
	ok(cxl_plan_apply(plan) == 0 && cxl_plan_get_nr_done(plan) == 0,
	   "what another program has undone is skipped");
	cxl_plan_free(plan);
	end();
}

/* ---- who holds what ------------------------------------------------------ */

static void test_holders(void)
{
	struct cxl_endpoint *endpoint;
	struct cxl_decoder *first;
	struct cxl_region *region;
	bool orphan = true;
	char text[128];

	begin();
	endpoint = cxl_memdev_get_endpoint(memdev("mem1"));
	first = cxl_endpoint_get_next_dpa_decoder(endpoint);
	ok(same(cxl_decoder_get_devname(first), "decoder5.0") &&
	   cxl_decoder_holds_dpa(first) == CXL_DECODER_DPA_NONE &&
	   !cxl_endpoint_get_last_dpa_decoder(endpoint, CXL_DECODER_MODE_NONE) &&
	   cxl_memdev_get_available_dpa(memdev("mem1"), CXL_DECODER_MODE_RAM) == 2 * UNIT &&
	   cxl_memdev_get_available_dpa(memdev("mem0"), CXL_DECODER_MODE_PMEM) == 2 * UNIT,
	   "all is free");
	leave_behind();
	ok(cxl_decoder_holds_dpa(first) == CXL_DECODER_DPA_HELD &&
	   cxl_endpoint_get_last_dpa_decoder(endpoint, CXL_DECODER_MODE_RAM) == first &&
	   !cxl_endpoint_get_last_dpa_decoder(endpoint, CXL_DECODER_MODE_PMEM) &&
	   cxl_memdev_get_available_dpa(memdev("mem1"), CXL_DECODER_MODE_RAM) == UNIT &&
	   cxl_memdev_get_available_dpa(memdev("mem1"), CXL_DECODER_MODE_PMEM) == 0,
	   "some is held");
	ok(cxl_decoder_get_orphan(first, &region) == CXL_DECODER_ORPHAN_DPA && !region &&
	   cxl_region_query_orphan(cxl_region_get_by_name(ctx, "region0"), &orphan) == 0 &&
	   orphan, "for nobody");
	cxl_decoder_describe_holder(first, text, sizeof(text));
	ok(same(text, "an unfinished change (cxl recover)"), "%s", text);
	cxl_region_describe_holder(cxl_region_get_by_name(ctx, "region0"), text, sizeof(text));
	ok(same(text, "region0 (cxl recover)"), "%s", text);
	end();
}

static void test_region_holds(void)
{
	struct cxl_region *region, *of;
	struct cxl_decoder *decoder;
	char text[128];

	begin();
	region = create_on("mem1", "decoder0.0");
	decoder = cxl_region_get_target_decoder(region, 0);
	cxl_decoder_refresh(decoder);
	ok(cxl_decoder_get_orphan(decoder, &of) == CXL_DECODER_NO_ORPHAN && of == region,
	   "a decoder of a region is no orphan");
	cxl_decoder_describe_holder(decoder, text, sizeof(text));
	ok(same(text, "region0 (cxl destroy-region region0)"), "%s", text);
	cxl_memdev_disable_invalidate(memdev("mem3"));
	ok(cxl_memdev_get_available_dpa(memdev("mem3"), CXL_DECODER_MODE_RAM) == 0,
	   "without an endpoint nothing is to be had");
	end();
}

/* ---- the lock ------------------------------------------------------------ */

static bool is_free(void)
{
	struct cxl_window_lock *again = NULL;
	int rc = cxl_lock_windows(ctx, &again);

	cxl_unlock_windows(again);
	return rc == 0;
}

/* Another process has the lock from now on. */
static void hold(void)
{
	sim_set_fault(&(struct sim_fault){ FAULT_LASTING, sim_calls(), EAGAIN });
}

static void test_lock(void)
{
	struct cxl_window_lock *lock = NULL;

	begin();
	cxl_set_timeout(ctx, 10);
	sim_look_out(CALL_LOCK, "delete_region", hold);
	ok(cxl_lock_windows(ctx, &lock) == -EAGAIN && !lock &&
	   same(cxl_error_get_object(cxl_get_error(ctx)), "decoder0.0"),
	   "while another holds a lock there is none");
	sim_set_fault(&(struct sim_fault){ FAULT_NONE });
	ok(cxl_lock_windows(ctx, &lock) == 0 && lock && is_free(), "all windows");
	cxl_unlock_windows(lock);
	cxl_unlock_windows(NULL);
	cxl_plan_free(NULL);
	cxl_region_request_free(NULL);
	end();
}

int main(void)
{
	test_destroy();
	test_destroy_fails("commit", "region-left");
	test_destroy_fails("target1", "region-left");
	test_destroy_fails("delete_region", "region-left");
	test_destroy_fails("dpa_size", "dpa-left");
	test_destroy_unread("region1/locked");
	test_destroy_unread("decoder6.0/dpa_size");
	test_locked();
	test_behind();
	test_disable(false);
	test_disable(true);
	test_late(false);
	test_late(true);
	test_added(false);
	test_added(true);
	test_policy_left();
	test_lost();
	test_destroyed();
	test_unfinished();
	test_recover();
	test_recover_fails();
	test_recover_late();
	test_recover_unread();
	test_holders();
	test_region_holds();
	test_lock();
	given_done();
	return tap_done();
}
