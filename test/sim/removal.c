// SPDX-License-Identifier: GPL-2.0-or-later
/* A memdev that is taken out of use: its regions are disabled, all or none, then destroyed. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/io.h"
#include "given.h"
#include "machine.h"
#include "sim.h"
#include "tap.h"

#define BLOCKS "sys/devices/system/memory/"
#define WINDOW "sys/bus/cxl/devices/decoder0.0/"

static struct cxl_ctx *ctx;
static struct cxl_plan *plan;
static char start[4096], state[4096];

/* sim_mixed, whose ram is memory of the kernel. */
static void begin(void)
{
	struct sim_spec machine = sim_mixed;

	machine.memory_online = true;
	machine.pci_slots = true;
	sim_make(&machine);
	sim_begin(0);
	sim_allow(NULL, 0);
	cxl_new(&ctx);
}

static void end(void)
{
	cxl_plan_free(plan);
	plan = NULL;
	cxl_unref(ctx);
	ok(!sim_open_fds(0) && !sim_violations(), "nothing stays open, no rule is broken: %s",
	   sim_first_violation());
}

static struct cxl_memdev *memdev(const char *name)
{
	return cxl_memdev_get_by_name(ctx, name);
}

/* A region of 256 MiB on that memdev. */
static struct cxl_region *make(const char *on, enum cxl_decoder_mode mode)
{
	struct cxl_region_request *request = cxl_region_request_new();
	struct cxl_region *region = NULL;
	struct cxl_plan *making = NULL;

	cxl_region_request_set_mode(request, mode);
	cxl_region_request_set_window(request, cxl_decoder_get_by_name(ctx, "decoder0.0"));
	cxl_region_request_set_size(request, UNIT);
	cxl_region_request_add_memdev(request, memdev(on));
	if (!cxl_plan_create_region(ctx, request, &making) && !cxl_plan_apply(making))
		region = cxl_plan_get_region(making);
	cxl_plan_free(making);
	cxl_region_request_free(request);
	cxl_refresh(ctx);
	return region;
}

static int prepare(void)
{
	cxl_plan_free(plan);
	sim_describe(start, sizeof(start));
	return cxl_plan_prepare_removal(memdev("mem1"), &plan);
}

static bool is_as_before(void)
{
	sim_describe(state, sizeof(state));
	return !strcmp(start, state);
}

/* The object of each step. */
static const char *steps(void)
{
	static char text[256];
	struct cxl_plan_step *step;

	*text = '\0';
	cxl_plan_step_foreach(plan, step) {
		strcat(text, cxl_plan_step_get_object(step));
		strcat(text, " ");
	}
	return text;
}

static bool finds(const char *id, const char *words)
{
	struct cxl_finding *finding;

	cxl_finding_foreach(plan, finding)
		if (!strcmp(cxl_finding_get_id(finding), id) &&
		    strstr(cxl_finding_get_text(finding), words))
			return true;
	return false;
}

static void test_two(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) && make("mem1", CXL_DECODER_MODE_RAM), "given two regions");
	ok(!prepare() && is_as_before(), "planned");
	ok(!strcmp(steps(), "region3 region0 region3 region0 mem1 "), "the highest first: %s", steps());
	ok(finds("region-command", "create-region -t ram -d decoder0.0 -w 1 -g 256 -s 268435456 "
		"--mode=system-ram --zone=movable -m serial:0x2"),
	   "how each was created is reported");
	ok(!cxl_plan_apply(plan) && cxl_plan_get_nr_done(plan) == 5, "they are destroyed");
	ok(!sim_regions_enabled() && !sim_is_bound("mem1") && !*sim_orphan(), "nothing is left");
	ok(!prepare() && !*steps(), "once that is so, there is nothing to do");
	end();
}

static void test_warning(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) && make("mem0", CXL_DECODER_MODE_PMEM), "given one above");
	ok(!prepare() && finds("region-above", "destroy region3 first: it lies above it in port1"),
	   "that hinders creating the lower one again");
	ok(!cxl_plan_apply(plan) && sim_regions_enabled() == 1, "it stays");
	end();
}

static void fail_once(void)
{
	sim_set_fault(&(struct sim_fault){ .kind = FAULT_ERRNO, .call = sim_calls(), .number = EIO });
}

static int left;
static bool bind_refused;

static const char *stop_at_second(void *arg)
{
	return left-- > 0 ? NULL : "SIGINT";
}

static void test_back(void)
{
	struct cxl_region *lower, *upper;

	begin();
	lower = make("mem1", CXL_DECODER_MODE_RAM);
	upper = make("mem1", CXL_DECODER_MODE_RAM);
	ok(lower && upper, "given two regions");
	sim_look_out(CALL_WRITE, "memory154/state", fail_once);
	ok(!prepare() && cxl_plan_apply(plan) == -EIO && !sim_looks_out() && is_as_before(),
	   "memory of the lower one stays online, so the upper one returns");
	ok(cxl_plan_get_failed_step(plan) && cxl_plan_get_nr_done(plan) == 1, "that step failed");
	upper = cxl_region_get_by_name(ctx, "region3");
	lower = cxl_region_get_by_name(ctx, "region0");
	ok(!cxl_region_set_memory_mode(upper, CXL_MEMORY_MODE_DEVDAX, 0) &&
	   !cxl_region_set_memory_mode(lower, CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_KERNEL),
	   "given a device node, and a zone of the kernel");
	left = 1;
	ok(!prepare(), "planned");
	cxl_plan_on_stop(plan, stop_at_second, NULL);
	ok(cxl_plan_apply(plan) == -ECANCELED && is_as_before(), "it is stopped, and all is as it was");
	sim_refuse("commit", EBUSY);
	ok(!prepare() && cxl_plan_apply(plan) == -EBUSY && is_as_before(),
	   "the first cannot be destroyed, so all are enabled again");
	sim_refuse("", 0);
	end();
}

static void test_refused(void)
{
	struct cxl_decoder *decoder;

	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) != NULL, "given a region");
	decoder = cxl_decoder_get_next(decoder_of(memdev("mem1")));
	ok(!cxl_decoder_set_mode(decoder, CXL_DECODER_MODE_RAM) && !cxl_decoder_set_dpa_size(decoder, UNIT),
	   "and DPA behind its own");
	ok(prepare() == -EBUSY && finds("dpa-behind", "holds some behind its own") && is_as_before(),
	   "it is refused");
	ok(!cxl_decoder_set_dpa_size(decoder, 0), "given that free");
	sim_lock_region("region0");
	ok(prepare() == -EPERM && finds("region-locked", "it is locked"), "so is a region that is locked");
	sim_hide("region0/locked");
	ok(prepare() < 0 && is_as_before(), "or may be");
	sim_hide("");
	end();
}

/* What cannot be read may be in use. */
static void test_unread(void)
{
	static const char *const files[] = {
		"%s/region", "%s/dpa_size", "region0/commit", "region0/locked",
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		const char *second;
		char path[80];

		begin();
		ok(make("mem1", CXL_DECODER_MODE_RAM) && make("mem1", CXL_DECODER_MODE_RAM),
		   "given two regions");
		second = cxl_decoder_get_devname(cxl_decoder_get_next(decoder_of(memdev("mem1"))));
		snprintf(path, sizeof(path), files[i], second);
		sim_hide(path);
		ok(prepare() < 0 && is_as_before(), "%s cannot be read: refused", path);
		sim_hide("");
		end();
	}
}

static void test_uncounted(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) != NULL, "given a region");
	sim_hide("decoders_committed");
	ok(prepare() < 0 && is_as_before(), "the decoders cannot be counted: refused");
	sim_hide("");
	end();
}

static void test_left(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) && make("mem1", CXL_DECODER_MODE_RAM), "given two regions");
	left = 1;
	ok(!prepare(), "planned");
	cxl_plan_on_stop(plan, stop_at_second, NULL);
	sim_refuse("cxl_region/bind", EIO);
	ok(cxl_plan_apply(plan) < 0 && finds("region-left", "so it is disabled"), "what cannot be enabled again is reported");
	sim_refuse("", 0);
	end();
}

static const char *pull_at_second(void *arg)
{
	if (left-- > 0)
		return NULL;
	sim_card_pull(sim_card(2));
	return "SIGTERM";
}

/* The regions stay, without the member that they had. */
static void test_torn(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) && make("mem1", CXL_DECODER_MODE_RAM), "given two regions");
	left = 1;
	ok(!prepare(), "planned");
	cxl_plan_on_stop(plan, pull_at_second, NULL);
	ok(cxl_plan_apply(plan) == -ECANCELED && finds("region-torn", "a member of it has left, so it is disabled"),
	   "a region whose memdev leaves on the way");
	ok(!finds("region-left", ""), "can only be deleted");
	end();
}

/* The unbind is refused, and the regions are gone by then. */
static int fail_at_the_end(void)
{
	int rc;

	sim_refuse("cxl_mem/unbind", EIO);
	rc = cxl_plan_apply(plan);
	sim_refuse("", 0);
	return rc;
}

static void test_created_again(void)
{
	struct cxl_region *lower;

	begin();
	lower = make("mem1", CXL_DECODER_MODE_RAM);
	ok(lower && make("mem1", CXL_DECODER_MODE_RAM), "given two regions");
	ok(!cxl_region_set_memory_mode(lower, CXL_MEMORY_MODE_DEVDAX, 0), "and a device node");
	ok(!prepare() && fail_at_the_end() == -EIO && is_as_before(), "both are created again, as they were");
	ok(finds("created-again", "created again as region0") && finds("created-again", "created again as region3"),
	   "which is reported");
	end();
}

static void test_disabled_again(void)
{
	struct cxl_region *region;

	begin();
	region = make("mem1", CXL_DECODER_MODE_RAM);
	ok(region && !cxl_region_memory_offline(region) && !cxl_region_disable(region), "given a disabled region");
	ok(!prepare() && fail_at_the_end() == -EIO && is_as_before(), "it is created again, and disabled");
	end();
}

/* One block is offline, another in a zone of the kernel. */
static void test_zones_again(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) != NULL, "given a region");
	ok(!sim_write(BLOCKS "memory154/state", "offline") && !sim_write(BLOCKS "memory155/state", "offline") &&
	   !sim_write(BLOCKS "memory155/state", "online_kernel"), "in zones that differ");
	ok(!prepare() && fail_at_the_end() == -EIO && is_as_before(), "each block is as it was");
	end();
}

static void test_pmem_again(void)
{
	struct cxl_region *region;
	uuid_t uuid, again;

	begin();
	region = make("mem0", CXL_DECODER_MODE_PMEM);
	ok(region != NULL, "given a pmem region");
	cxl_region_get_uuid(region, uuid);
	sim_describe(start, sizeof(start));
	ok(!cxl_plan_prepare_removal(memdev("mem0"), &plan) && fail_at_the_end() == -EIO && is_as_before(),
	   "it is created again");
	cxl_refresh(ctx);
	region = cxl_region_get_first(cxl_decoder_get_by_name(ctx, "decoder0.0"));
	if (region)
		cxl_region_get_uuid(region, again);
	ok(region && !uuid_is_null(uuid) && !uuid_compare(uuid, again), "with its uuid");
	end();
}

/* The region is reset and empty, but cannot be deleted. */
static void test_half_destroyed(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) != NULL, "given a region");
	sim_look_out(CALL_WRITE, "delete_region", fail_once);
	ok(!prepare() && cxl_plan_apply(plan) == -EIO && !sim_looks_out() && is_as_before(),
	   "what is destroyed in part is created again");
	end();
}

/* A region above it, which stays, prevents it. */
static void test_destroyed(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) && make("mem0", CXL_DECODER_MODE_PMEM), "given one above");
	ok(!prepare() && fail_at_the_end() == -EIO, "planned, and it failed");
	ok(finds("region-destroyed", "it is destroyed"), "the loss of the region is reported");
	end();
}

/* -- other nodes -- */

static int prepare_to(unsigned int node)
{
	struct cxl_removal_request *request = cxl_removal_request_new();
	int rc;

	cxl_plan_free(plan);
	plan = NULL;
	sim_describe(start, sizeof(start));
	rc = cxl_removal_request_add_node(request, node);
	if (!rc)
		rc = cxl_plan_remove_memdev(memdev("mem1"), request, &plan);
	cxl_removal_request_free(request);
	return rc;
}

static void test_nodes(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) != NULL, "given a region");
	ok(prepare_to(0) < 0 && is_as_before(), "which nodes have memory cannot be read: refused");
	sim_text_add(sim_dirs_add(sim->root, "sys/devices/system/node"), "has_memory", "0-1\n");
	ok(prepare_to(IO_NODES_MAX) == -EINVAL && !plan, "a node that no kernel has");
	ok(prepare_to(7) == -EINVAL && finds("node-unfit", "node7 has no memory"), "a node without memory");
	ok(!prepare_to(0) && !strcmp(steps(), "region0 region0 region0 mem1 "), "first its processes: %s", steps());
	ok(!cxl_plan_apply(plan) && !sim_is_bound("mem1"), "it is removed");
	end();
}

/* A process with memory on the node of the blocks of the region. */
static void give_process(int pid)
{
	char path[64];
	struct sim_node *dir;

	snprintf(path, sizeof(path), "proc/%d", pid);
	dir = sim_dirs_add(sim->root, path);
	sim_text_add(dir, "comm", "vmm\n");
	sim_text_add(dir, "numa_maps", "7f00 default anon=9 N1=8 kernelpagesize_kB=4\n");
}

static void test_processes(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) != NULL, "given a region");
	sim_text_add(sim_dirs_add(sim->root, "sys/devices/system/node"), "has_memory", "0-1\n");
	sim_dirs_add(sim->root, BLOCKS "memory154/node1");
	sim_dirs_add(sim->root, BLOCKS "memory155/node1");
	ok(prepare_to(1) == -EINVAL && finds("node-unfit", "node1 loses memory itself"), "the node itself");
	for (int pid = 42; pid < 47; pid++)
		give_process(pid);
	ok(!prepare_to(0) && finds("region-user", "node1 by process 42 (vmm) with 32 KiB") &&
	   finds("region-user", "and by 2 more"), "who uses it is reported");
	ok(cxl_plan_apply(plan) == -ENOSYS && finds("migrate-failed", "process 42 (vmm)") && is_as_before(),
	   "a process that cannot be moved ends it");
	end();
}

/* -- what cannot be known -- */

static void test_members_unknown(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) != NULL, "given a region");
	cxl_unref(ctx);
	sim_hide("region0/target0");
	cxl_new(&ctx);
	ok(prepare() == -EIO && is_as_before(), "a region whose member cannot be told is not destroyed");
	sim_hide("");
	end();
}

/* Two ways, of which only the first is there: somebody is still making it, or was killed. */
static void test_half_created(void)
{
	struct cxl_decoder *decoder;
	char name[32];

	begin();
	decoder = decoder_of(memdev("mem1"));
	snprintf(name, sizeof(name), "%s", cxl_decoder_get_devname(decoder));
	ok(!cxl_decoder_set_mode(decoder, CXL_DECODER_MODE_RAM) && !cxl_decoder_set_dpa_size(decoder, UNIT),
	   "given memory of a memdev");
	ok(!sim_write(WINDOW "create_ram_region", "region0") && !sim_write(WINDOW "region0/interleave_ways", "2") &&
	   !sim_write(WINDOW "region0/interleave_granularity", "256") &&
	   !sim_write(WINDOW "region0/size", "0x20000000") && !sim_write(WINDOW "region0/target0", name),
	   "in a region that lacks the other member");
	cxl_unref(ctx);
	cxl_new(&ctx);
	ok(prepare() == -EIO && finds("region-unread", "its members or its size cannot be determined") && is_as_before(),
	   "it is refused");
	end();
}

/* The region has left the machine, and a decoder still names it. */
static void test_orphan(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) != NULL, "given a region");
	for (int i = 0; i < SIM_REGIONS; i++)
		if (sim->regions[i])
			sim_node_remove(sim->regions[i]->dir);
	cxl_unref(ctx);
	cxl_new(&ctx);
	ok(prepare() == -EBUSY && finds("region-unknown", "it names a region that does not exist"),
	   "what it belongs to is not known: refused");
	end();
}

/* -- the slot -- */

#define SLOT "sys/bus/pci/slots/2/"

static int prepare_slot(void)
{
	struct cxl_removal_request *request = cxl_removal_request_new();
	int rc;

	cxl_removal_request_set_locate(request, true);
	cxl_removal_request_set_power_off(request, true);
	cxl_plan_free(plan);
	sim_describe(start, sizeof(start));
	rc = cxl_plan_remove_memdev(memdev("mem1"), request, &plan);
	cxl_removal_request_free(request);
	return rc;
}

static void test_power(void)
{
	struct cxl_memdev *mem1;

	begin();
	mem1 = memdev("mem1");
	ok(make("mem1", CXL_DECODER_MODE_RAM) && !strcmp(cxl_memdev_get_slot(mem1), "2"), "given a region");
	ok(cxl_memdev_power_off_slot(mem1) == -EBUSY && sim_is_bound("mem1"), "a memdev that is enabled keeps its power");
	ok(!prepare_slot() && is_as_before() && !cxl_plan_apply(plan), "it is removed");
	ok(!strcmp(sim_text(SLOT "power"), "0") && !strcmp(sim_text(SLOT "attention"), "2"),
	   "its slot is off, and the indicator blinks");
	ok(cxl_memdev_is_gone(mem1) && !*sim_orphan(), "nothing is left");
	end();
}

static void test_power_stays(void)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) != NULL, "given a region");
	sim_refuse("power", EIO);
	ok(!prepare_slot() && cxl_plan_apply(plan) == -EIO && is_as_before(),
	   "the slot stays on, so all is as it was");
	sim_refuse("", 0);
	ok(!prepare() && !cxl_plan_apply(plan), "given a memdev that is disabled");
	ok(!prepare_slot() && !strcmp(steps(), "mem1 mem1 "), "a disabled memdev has only steps of the slot");
	end();
}

static void test_card_replaced(void)
{
	struct cxl_memdev *mem1;

	begin();
	mem1 = memdev("mem1");
	ok(!cxl_memdev_disable_invalidate(mem1) && cxl_memdev_get_slot(mem1), "given a memdev that is disabled");
	sim_card_replace(sim_card(2));
	ok(cxl_memdev_set_slot_attention(mem1, CXL_SLOT_ATTENTION_BLINK) == -ENODEV &&
	   !strcmp(sim_text(SLOT "attention"), "0"), "the slot of another card does not blink");
	ok(cxl_memdev_power_off_slot(mem1) == -ENODEV && !strcmp(sim_text(SLOT "power"), "1"),
	   "and keeps its power");
	end();
}

/* The power stays on, and then neither the indicator nor the memdev returns. */
static void refuse_the_rest(void)
{
	fail_once();
	sim_refuse(bind_refused ? "cxl_mem/bind" : "attention", EIO);
}

static void test_power_left(bool indicator)
{
	begin();
	ok(make("mem1", CXL_DECODER_MODE_RAM) != NULL, "given a region");
	bind_refused = !indicator;
	sim_look_out(CALL_WRITE, SLOT "power", refuse_the_rest);
	ok(!prepare_slot() && cxl_plan_apply(plan) == -EIO, "the slot stays on");
	ok(indicator ? finds("indicator-left", "so it may blink") : finds("memdev-left", "so it is disabled"),
	   "what could not be undone is reported");
	sim_refuse("", 0);
	end();
}

static void test_slotless(void)
{
	struct sim_node *slot;

	begin();
	slot = sim_dirs_add(sim->root, "sys/bus/pci/slots/2");
	sim_child_remove(slot, "power");
	ok(prepare_slot() == -EOPNOTSUPP && finds("slot-incapable", "slot 2 has no power switch"), "no switch");
	sim_hide(SLOT "attention");
	ok(prepare_slot() < 0, "an indicator that cannot be seen");
	sim_hide("");
	sim_node_remove(slot);
	cxl_refresh(ctx);
	ok(prepare_slot() == -ENXIO && finds("no-slot", "is in no hot-plug slot") && is_as_before(), "no slot");
	end();
}

static void test_slot_refused(void)
{
	begin();
	sim_hide(SLOT "power");
	ok(prepare_slot() < 0 && is_as_before(), "a switch that cannot be seen");
	sim_hide("");
	sim_give_function("0000:0e:00.1");
	ok(prepare_slot() == -EBUSY && finds("slot-in-use", "0000:0e:00.1 shares the slot") && is_as_before(),
	   "another function in the slot is in use");
	end();
}

int main(void)
{
	test_two();
	test_warning();
	test_back();
	test_refused();
	test_unread();
	test_uncounted();
	test_left();
	test_torn();
	test_created_again();
	test_disabled_again();
	test_zones_again();
	test_pmem_again();
	test_half_destroyed();
	test_destroyed();
	test_nodes();
	test_processes();
	test_members_unknown();
	test_half_created();
	test_orphan();
	test_power();
	test_power_stays();
	test_card_replaced();
	test_power_left(true);
	test_power_left(false);
	test_slotless();
	test_slot_refused();
	return tap_done();
}
