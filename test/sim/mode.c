// SPDX-License-Identifier: GPL-2.0-or-later
/* Another use for the memory of a region: system memory, or a device node; and the way back when a step fails. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "findings.h"
#include "given.h"
#include "core/ctx.h"
#include "core/io.h"
#include "machine.h"
#include "sim.h"
#include "tap.h"

#define POLICY	"sys/devices/system/memory/auto_online_blocks"
#define DAX	"dax_region0/dax0.0/"

static const struct io_calls *below;
static struct io_calls calls;
static struct cxl_ctx *ctx;
static struct cxl_region *region;
static char start[4096], state[4096];

static void begin(const char *policy)
{
	below = given_calls(&calls);
	cxl_new(&ctx);
	region = given_region(ctx);
	cxl_unref(ctx);
	sim_write(POLICY, policy);
	cxl_new(&ctx);
	region = cxl_region_get_by_name(ctx, "region0");
	sim_describe(start, sizeof(start));
}

static void end(void)
{
	cxl_unref(ctx);
	io_calls_here = below;
	ok(!sim_open_fds(0) && !sim_violations(), "nothing stays open, no rule is broken: %s",
	   sim_first_violation());
}

static bool is_as_before(void)
{
	sim_describe(state, sizeof(state));
	return !strcmp(start, state);
}

static const char *driver(void)
{
	static char name[32];
	struct cxl_memory *memory;
	const char *found;

	if (cxl_memory_new(region, &memory))
		return "unread";
	found = cxl_dax_get_driver_name(cxl_dax_get_first(memory));
	snprintf(name, sizeof(name), "%s", found ? found : "none");
	cxl_memory_free(memory);
	return name;
}

/* "Movable Movable ": the zone of each block. */
static const char *zones(void)
{
	static char text[256];
	struct cxl_memory_block *block;
	struct cxl_memory *memory;

	*text = '\0';
	if (cxl_memory_new(region, &memory))
		return "unread";
	cxl_memory_block_foreach(memory, block) {
		const char *zone = cxl_memory_block_get_zone(block);

		strcat(text, zone ? zone : "offline");
		strcat(text, " ");
	}
	cxl_memory_free(memory);
	return text;
}

static void is(const char *wanted_driver, const char *wanted_zones)
{
	ok(!strcmp(driver(), wanted_driver) && !strcmp(zones(), wanted_zones),
	   "%s, blocks: %s", driver(), zones());
}

static int set_mode(enum cxl_memory_mode mode, enum cxl_memory_zone zone)
{
	return cxl_region_set_memory_mode(region, mode, zone);
}

static int set_devdax(void)
{
	return set_mode(CXL_MEMORY_MODE_DEVDAX, CXL_MEMORY_ZONE_DEFAULT);
}

/* ---- there and back ------------------------------------------------------- */

static void test_round_trip(void)
{
	static const char *const policies[] = { "offline", "online", "online_kernel", "online_movable" };

	for (size_t i = 0; i < 4; i++) {
		begin(policies[i]);
		ok(!set_devdax(), "a device node, %s", policies[i]);
		is("device_dax", "");
		ok(!*sim->dax_ids[0], "whose driver has no name in its list");
		ok(!set_devdax(), "which it is already");
		ok(!set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_NONE), "offline memory");
		is("kmem", "offline offline ");
		ok(!set_devdax() && !set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_KERNEL),
		   "memory of the kernel");
		is("kmem", "Normal Normal ");
		ok(!set_devdax() && !set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_MOVABLE),
		   "movable memory");
		is("kmem", "Movable Movable ");
		ok(is_as_before(), "no name stays, and the policy is what it was");
		end();
	}
}

static void test_zone(void)
{
	begin("online_movable");
	ok(!set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_DEFAULT) && is_as_before(),
	   "it has that mode");
	ok(!set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_KERNEL), "another zone");
	is("kmem", "Normal Normal ");
	ok(!set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_NONE), "none");
	is("kmem", "offline offline ");
	ok(!set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_DEFAULT), "any");
	is("kmem", "Movable Movable ");
	end();
}

/* ---- refused ---------------------------------------------------------------- */

static void test_refused(void)
{
	begin("online_movable");
	ok(set_mode(17, 0) == -EINVAL && set_mode(0, 17) == -EINVAL && is_as_before(),
	   "no such mode, no such zone");
	sim_refuse("new_id", EIO);
	ok(set_devdax() == -EIO && is_as_before(), "the driver does not bind");
	sim_refuse("unbind", EIO);
	ok(set_devdax() == -EIO && is_as_before(), "it cannot be unbound");
	sim_refuse("state", EBUSY);
	cxl_set_timeout(ctx, 500);
	ok(set_devdax() == -EBUSY && is_as_before(), "its memory is in use");
	ok(cxl_get_error(ctx) && !strncmp(cxl_error_get_attribute(cxl_get_error(ctx)), "memory", 6),
	   "of which block that is known");
	sim_refuse("", 0);
	cxl_set_timeout(ctx, 0);
	ok(!cxl_region_memory_offline(region) && !cxl_region_disable(region), "given no DAX device");
	ok(set_devdax() == -ENXIO, "it has none");
	end();
}

/* A driver that is none of the three. */
static void test_other(void)
{
	struct sim_node *dir;

	begin("online_movable");
	ok(!set_devdax(), "given a device node");
	dir = sim_dirs_add(sim->root, "sys/bus/dax/drivers/other");
	sim_child_remove(sim->regions[0]->dax, "driver");
	sim_link_add(sim->regions[0]->dax, "driver", dir);
	sim_describe(start, sizeof(start));
	ok(set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, 0) == -EOPNOTSUPP && is_as_before(),
	   "of another driver nothing is known");
	sim_child_remove(sim->regions[0]->dax, "driver");
	sim_hide("dax0.0/driver");
	ok(set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, 0) == -EIO, "nor of one that cannot be read");
	sim_hide("");
	end();
}

/* Linux 7.3 has a file for it; it refuses. */
static void test_state(void)
{
	begin("online_movable");
	sim_text_add(sim->regions[0]->dax, "state", "online_movable\n");
	ok(set_devdax() < 0 && is_as_before(), "the state cannot be set");
	end();
}

static char dax_state[32];

static int show_state(const struct sim_node *node, char *buf)
{
	sprintf(buf, "%s\n", dax_state);
	return 0;
}

/* As Linux 7.3: all blocks at once, and online only what was unplugged. */
static int store_state(struct sim_node *node, const char *text)
{
	if (!strcmp(text, "unplugged")) {
		sim_region_take_offline(sim->regions[0]);
		sim_blocks_remove(sim->regions[0]);
	} else {
		if (strcmp(dax_state, "unplugged"))
			return -EBUSY;
		snprintf(sim->policy, sizeof(sim->policy), "%s", text);
		sim_blocks_add(sim->regions[0]);
	}
	snprintf(dax_state, sizeof(dax_state), "%s", text);
	return 0;
}

/* Another program onlines each block that went offline. */
static ssize_t write_again(void *machine, int fd, const void *buf, size_t len)
{
	ssize_t n = below->write(machine, fd, buf, len);

	if (n > 0 && len >= 7 && !strncmp(buf, "offline", len))
		below->write(machine, fd, "online_movable", strlen("online_movable"));
	return n;
}

static void test_as_a_whole(void)
{
	static const struct sim_attr attr = { "state", 0644, show_state, store_state };

	begin("online_movable");
	calls.write = write_again;
	ok(set_devdax() == -EBUSY && is_as_before(), "what another program onlines does not go");
	strcpy(dax_state, "online_movable");
	sim_attr_add(sim->regions[0]->dax, &attr, NULL, 0);
	ok(!set_devdax() && !strcmp(dax_state, "unplugged"), "but as a whole");
	is("device_dax", "");
	calls.write = below->write;
	ok(!set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_KERNEL) &&
	   !strcmp(dax_state, "online_kernel"), "it comes as a whole");
	is("kmem", "Normal Normal ");
	end();
}

/* The write succeeds, and the kernel logs that the driver failed. */
static void test_ignored(void)
{
	begin("online_movable");
	ok(!set_devdax(), "given a device node");
	sim_describe(start, sizeof(start));
	sim_ignore("bind");
	ok(set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, 0) == -ENXIO && is_as_before(), "kmem fails in silence");
	sim_ignore("");
	end();
}

/* kmem has added the memory blocks, and onlines them last: under the lock of its device. */
static void begin_adding(const char *policy)
{
	begin(policy);
	ok(!cxl_region_memory_offline(region) && !cxl_region_disable(region), "given no memory");
	sim->spec.memory_slow = 1000;
	ok(!cxl_region_enable(region), "which is being added");
	is("kmem", "offline offline ");
}

static void end_adding(void)
{
	sim->calls += 1000;
	sim_memory_return();
	sim->spec.memory_slow = 0;
}

static void test_adding(void)
{
	begin_adding("online_kernel");
	ok(!set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_NONE), "to stay offline");
	end_adding();
	is("kmem", "offline offline ");
	end();

	begin_adding("online_kernel");
	ok(!set_devdax(), "a device node");
	end_adding();
	is("device_dax", "");
	end();

	begin_adding("online_movable");
	ok(cxl_region_disable(region) == -EBUSY, "not unbound: its memory is online by then");
	end_adding();
	is("kmem", "Movable Movable ");
	end();
}

/* The driver of the region has not made its DAX device yet, and never does. */
static void test_late(void)
{
	begin("online_movable");
	ok(!set_devdax(), "given a device node");
	sim_dax_remove(sim->regions[0]);
	ok(set_devdax() == -ENXIO, "waited for, and not there");
	sim_dax_add(sim->regions[0]);
	end();
}

/* A process that has /dev/dax0.0 open. */
static void open_dax(void)
{
	struct sim_node *proc, *dir;

	sim_walk(sim->root, "proc", true, &proc);
	dir = sim_dirs_add(proc, "42/task/42/fd");
	sim_dirs_add(proc, "42/map_files");
	sim_link_add(dir, "3", sim_child(sim->dev->parent, "dax0.0"));
}

static ssize_t readlink_dax(void *machine, int dirfd, const char *name, char *buf, size_t len)
{
	if (strcmp(name, "proc/42/task/42/fd/3"))
		return below->readlink(machine, dirfd, name, buf, len);
	strcpy(buf, "/dev/dax0.0");
	return (ssize_t)strlen(buf);
}

static void test_open(void)
{
	begin("online_movable");
	ok(!set_devdax(), "given a device node");
	sim_describe(start, sizeof(start));
	open_dax();
	calls.readlink = readlink_dax;
	ok(set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, 0) == -EBUSY && is_as_before(), "that is open");
	calls.readlink = below->readlink;
	sim_hide("proc/self/ns/pid");
	ok(set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, 0) == -EBUSY && is_as_before(), "or may be");
	sim_hide("");
	end();
}

/* ---- somebody else ---------------------------------------------------------- */

/* A rule of udev onlines the last block again once all went offline. */
static void online_again(void)
{
	sim_write("sys/devices/system/memory/memory155/state", "online");
}

/* After the last look at the blocks, that for another way to unplug them. */
static void online_later(void)
{
	sim_look_out(CALL_EXISTS, "dax0.0/state", online_again);
}

static void test_online_again(void)
{
	begin("online_movable");
	sim_look_out(CALL_WRITE, "memory154/state", online_later);
	ok(set_devdax() == -EBUSY && !sim_looks_out() && is_as_before(),
	   "memory that is online again is not unbound");
	ok(!strcmp(cxl_error_get_attribute(cxl_get_error(ctx)), "memory155"), "it is named");
	end();
}

static char mark[64];

static void read_mark(void)
{
	struct sim_node *node;

	if (!sim_walk(sim->root, POLICY, true, &node))
		snprintf(mark, sizeof(mark), "%s", node->mark);
}

/* While the policy is another, its file says to which one it returns. */
static void test_mark(void)
{
	begin("online_kernel");
	ok(!set_devdax(), "given a device node");
	sim_look_out(CALL_WRITE, "kmem/bind", read_mark);
	ok(!set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, 0) && !sim_looks_out() &&
	   !strcmp(mark, "online_kernel"), "the old policy is known to the next process");
	read_mark();
	ok(!*mark && !strcmp(sim_text(POLICY), "online_kernel"), "until it is restored");
	end();
}

/* ---- back ------------------------------------------------------------------- */

static void test_back(void)
{
	begin("online_kernel");
	ok(!set_devdax(), "given a device node");
	sim_describe(start, sizeof(start));
	sim_refuse("state", EIO);
	ok(set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_MOVABLE) == -EIO && is_as_before(),
	   "its memory does not come online");
	sim_refuse("bind", ENXIO);
	ok(set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_MOVABLE) == -ENXIO && is_as_before(),
	   "kmem refuses it");
	sim_refuse("auto_online_blocks", EPERM);
	ok(set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_MOVABLE) == -EPERM && is_as_before(),
	   "the policy stays");
	sim_refuse("", 0);
	end();
}

/* A policy that a process could not restore, for it was killed. */
static void test_killed(void)
{
	struct cxl_window_lock *lock = NULL;

	begin("online_movable");
	sim_write(POLICY, "offline");
	ok(!cxl_lock_windows(ctx, &lock) && !strcmp(sim_text(POLICY), "offline"),
	   "a policy of the administrator's stays");
	cxl_unlock_windows(lock);
	io_set_mark(&ctx->io, ctx->io.root, POLICY, "security.cxl.policy", "online_movable");
	ok(!cxl_lock_windows(ctx, &lock) && !strcmp(sim_text(POLICY), "online_movable"),
	   "one that was for a moment is restored");
	sim_write(POLICY, "offline");
	cxl_unlock_windows(lock);
	ok(!cxl_lock_windows(ctx, &lock) && !strcmp(sim_text(POLICY), "offline"), "once");
	cxl_unlock_windows(lock);
	io_set_mark(&ctx->io, ctx->io.root, POLICY, "security.cxl.policy", "online_movable");
	sim_write(POLICY, "online_kernel");
	ok(!cxl_lock_windows(ctx, &lock) && !strcmp(sim_text(POLICY), "online_kernel"),
	   "one that was set since is left alone");
	cxl_unlock_windows(lock);
	end();
}

/* A name in the list of a driver, of a process that was killed. */
static void test_killed_name(void)
{
	struct cxl_window_lock *lock = NULL;

	begin("online_movable");
	sim_write("sys/bus/dax/drivers/device_dax/new_id", "dax7.0");
	ok(!cxl_lock_windows(ctx, &lock) && *sim->dax_ids[0], "another tool's name stays");
	cxl_unlock_windows(lock);
	io_set_mark(&ctx->io, ctx->io.root, "sys/bus/dax/drivers/device_dax",
		    "security.cxl.name", "dax7.0");
	ok(!cxl_lock_windows(ctx, &lock) && !*sim->dax_ids[0], "ours is removed");
	cxl_unlock_windows(lock);
	end();
}

static struct cxl_plan *plan;

static bool finds(const char *id, const char *words)
{
	struct cxl_finding *finding = found(plan, id);

	return finding && strstr(cxl_finding_get_line(finding), words);
}

static void refuse_removal(void)
{
	sim_refuse("remove_id", EIO);
}

static struct cxl_region_request *ask_for_device_node(void)
{
	struct cxl_region_request *request = cxl_region_request_new();

	cxl_region_request_set_mode(request, CXL_DECODER_MODE_RAM);
	ok(!cxl_region_request_set_memory_mode(request, CXL_MEMORY_MODE_DEVDAX, CXL_MEMORY_ZONE_DEFAULT),
	   "a device node is requested");
	return request;
}

static int create(void)
{
	struct cxl_region_request *request = ask_for_device_node();
	int rc = cxl_plan_create_region(ctx, request, &plan);

	cxl_region_request_free(request);
	return rc ? rc : cxl_plan_apply(plan);
}

/* The mode as the last step of a plan. */
static void test_created(void)
{
	struct cxl_region_request *request = cxl_region_request_new();

	begin("online");
	ok(cxl_region_request_set_memory_mode(request, 99, CXL_MEMORY_ZONE_DEFAULT) == -EINVAL &&
	   cxl_region_request_set_memory_mode(request, CXL_MEMORY_MODE_DEVDAX, 99) == -EINVAL,
	   "no such mode, no such zone");
	cxl_region_request_free(request);
	ok(!create(), "created as a device node");
	region = cxl_plan_get_region(plan);
	is("device_dax", "");
	cxl_plan_free(plan);
	end();
}

static void test_created_badly(void)
{
	begin("online");
	sim_refuse("unbind", EIO);
	ok(create() == -EIO && finds("mode-failed", "unbind dax"), "the mode fails, and that is reported");
	sim_refuse("", 0);
	cxl_plan_free(plan);
	end();
	begin("online");
	sim_look_out(CALL_WRITE, "device_dax/new_id", refuse_removal);
	ok(create() < 0 && finds("dax-name-left", "so this is left"), "so is a name that stays");
	sim_refuse("", 0);
	cxl_plan_free(plan);
	end();
}

/* kmem would refuse it, after its other driver had left. */
static void test_too_small(void)
{
	begin("offline");
	ok(!set_devdax(), "a device node");
	sim_child_remove(sim->memory, "block_size_bytes");
	sim_text_add(sim->memory, "block_size_bytes", "80000000\n");
	sim_describe(start, sizeof(start));
	ok(set_mode(CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_DEFAULT) == -ERANGE &&
	   !strcmp(cxl_error_get_attribute(cxl_get_error(ctx)), "block_size_bytes"),
	   "a region without a whole memory block cannot become memory");
	is("device_dax", "");
	ok(is_as_before(), "and nothing has changed");
	end();
}

int main(void)
{
	test_round_trip();
	test_zone();
	test_too_small();
	test_refused();
	test_other();
	test_state();
	test_as_a_whole();
	test_ignored();
	test_adding();
	test_late();
	test_open();
	test_online_again();
	test_mark();
	test_back();
	test_killed();
	test_killed_name();
	test_created();
	test_created_badly();
	given_done();
	return tap_done();
}
