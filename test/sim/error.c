// SPDX-License-Identifier: GPL-2.0-or-later
/* What a program can learn of a call that failed, whichever call of the kernel's or allocation made it fail. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "alloc.h"
#include "core/cleanup.h"
#include "given.h"
#include "machine.h"
#include "tap.h"

#define DPA 0x1000

/* ---- what is tried ------------------------------------------------------- */

/* The machine that each is tried on, and all that it may need of it. */
static struct {
	struct cxl_ctx *ctx;
	struct cxl_memdev *memdev;
	struct cxl_decoder *window, *decoder;
	struct cxl_port *port;		/* a switch */
	struct cxl_dport *dport;
	struct cxl_region *bare, *region;	/* one of the two */
} m;

/* One line each: what a NULL means stands in errno. */
#define ACT(name, expression)						\
	static int name(void) { return expression; }
#define ACT_MAKES(name, expression)					\
	static int name(void) { return (expression) ? 0 : -errno; }

/* The command, if it could be made. */
static int send(struct cxl_cmd *cmd)
{
	int rc = cmd ? cxl_cmd_submit(cmd) : -errno;

	cxl_cmd_unref(cmd);
	return rc;
}

/* The layout of one region, as text. */
static int write_layout(void)
{
	struct cxl_layout *layout = cxl_layout_new(m.ctx);
	char *text = NULL;
	int rc = layout ? cxl_layout_add_region(layout, m.region, NULL) : -ENOMEM;

	if (!rc)
		rc = cxl_layout_write(layout, &text);
	cxl_layout_unref(layout);
	free(text);
	return rc;
}

ACT_MAKES(find_memdev,	cxl_memdev_get_by_name(m.ctx, "mem7"))
ACT_MAKES(find_port,	cxl_port_get_by_name(m.ctx, "port77"))
ACT_MAKES(create_ram,	cxl_decoder_create_ram_region(m.window))
ACT_MAKES(create_pmem,	cxl_decoder_create_pmem_region(m.window))
ACT_MAKES(find_fwctl,	cxl_memdev_get_fwctl(m.memdev))
ACT_MAKES(make_raw,	cxl_cmd_new_raw(m.memdev, 0x10000))
ACT(identify,		send(cxl_cmd_new_identify(m.memdev)))
ACT(health,		send(cxl_cmd_new_get_health_info(m.memdev)))
ACT(alerts,		send(cxl_cmd_new_get_alert_config(m.memdev)))
ACT(set_alerts,		send(cxl_cmd_new_set_alert_config(m.memdev)))
ACT(partitions,		send(cxl_cmd_new_get_partition(m.memdev)))
ACT(set_partitions,	send(cxl_cmd_new_set_partition(m.memdev, 0)))
ACT(firmware,		send(cxl_cmd_new_get_fw_info(m.memdev)))
ACT(read_label,		send(cxl_cmd_new_read_label(m.memdev, 0, 16)))
ACT(write_label,	send(cxl_cmd_new_write_label(m.memdev, (char[16]){ "" }, 0, 16)))
ACT(size,		cxl_region_set_size(m.bare, UNIT))
ACT(no_size,		cxl_region_set_size(m.bare, 0))
ACT(ways,		cxl_region_set_interleave_ways(m.bare, 1))
ACT(granularity,	cxl_region_set_interleave_granularity(m.bare, 256))
ACT(attach,		cxl_region_set_target(m.bare, 0, m.decoder))
ACT(commit,		cxl_region_decode_commit(m.bare))
ACT(delete_bare,	cxl_region_delete(m.bare))
ACT(delete_region,	cxl_region_delete(m.region))
ACT(detach,		cxl_region_clear_target(m.region, 0))
ACT(detach_all,		cxl_region_clear_all_targets(m.region))
ACT(disable,		cxl_region_disable(m.region))
ACT(enable,		cxl_region_enable(m.bare))
ACT(reset,		cxl_region_decode_reset(m.region))
ACT(mode,		cxl_decoder_set_mode(m.decoder, CXL_DECODER_MODE_RAM))
ACT(no_mode,		cxl_decoder_set_mode(m.decoder, CXL_DECODER_MODE_NONE))
ACT(dpa,		cxl_decoder_set_dpa_size(m.decoder, UNIT))
ACT(dpa_of_window,	cxl_decoder_set_dpa_size(m.window, UNIT))
ACT(reread_decoder,	cxl_decoder_refresh(m.decoder))
ACT(reread_region,	cxl_region_refresh(m.region))
ACT(settle,		cxl_settle(m.ctx))
ACT(watchdog,		cxl_set_watchdog(m.ctx, NSIG, 1))
ACT(disable_memdev,	cxl_memdev_disable_invalidate(m.memdev))
ACT(disable_port,	cxl_port_disable_invalidate(m.port))
ACT(disable_root,	cxl_port_disable_invalidate(cxl_decoder_get_port(m.window)))
ACT(disable_bus,	cxl_bus_disable_invalidate(cxl_bus_get_first(m.ctx)))
ACT(inject,		cxl_memdev_inject_poison(m.memdev, DPA))
ACT(clear,		cxl_memdev_clear_poison(m.memdev, DPA))
ACT(list,		cxl_memdev_trigger_poison_list(m.memdev))
ACT(inject_region,	cxl_region_inject_poison(m.region, DPA))
ACT(clear_region,	cxl_region_clear_poison(m.region, DPA))
ACT(list_region,	cxl_region_trigger_poison_list(m.region))
ACT(find_user,		cxl_region_find_user(m.region, (char[64]){ "" }, 64))
ACT(offline,		cxl_region_memory_offline(m.region))
ACT(online,		cxl_region_memory_online(m.region, CXL_MEMORY_ZONE_MOVABLE))
ACT(wait_memory,	cxl_region_wait_memory(m.region, CXL_MEMORY_READY, 1, NULL))
ACT(sanitize,		cxl_memdev_sanitize(m.memdev))
ACT(erase,		cxl_memdev_secure_erase(m.memdev))
ACT(wait,		cxl_memdev_wait_sanitize(m.memdev, 1))
ACT(read_labels,	cxl_memdev_read_label(m.memdev, (char[16]){ "" }, 16, 0))
ACT(write_labels,	cxl_memdev_write_label(m.memdev, (char[16]){ "" }, 16, 0))
ACT(zero_labels,	cxl_memdev_zero_label(m.memdev, 16, 0))
ACT(load,		cxl_memdev_update_fw(m.memdev, "/no/such/image"))
ACT(cancel,		cxl_memdev_cancel_fw_update(m.memdev))
ACT_MAKES(find_dax,	cxl_region_get_daxctl_region(m.region))
ACT_MAKES(list_types,	(errno = ENOENT, cxl_protocol_error_get_first(m.ctx)))
ACT(protocol_error,	cxl_dport_protocol_error_inject(m.dport, 0x1000))

static int read_memory(void)
{
	enum cxl_memory_lack lack;
	struct cxl_memory *memory;
	int rc = cxl_memory_new(m.region, &memory);

	if (rc)
		return rc;
	rc = cxl_memory_query_lack(memory, CXL_MEMORY_ONLINE, &lack);
	cxl_memory_free(memory);
	return rc;
}

static int bind_memdev(void)
{
	if (cxl_memdev_is_enabled(m.memdev))
		return 0;
	return cxl_memdev_enable(m.memdev);
}

static int bind_port(void)
{
	return cxl_port_is_enabled(m.port) ? 0 : cxl_port_enable(m.port);
}

static int take_turn(void)
{
	int rc = cxl_decoder_lock(m.window);

	if (!rc)
		cxl_decoder_unlock(m.window);
	return rc;
}

static int translate_offset(void)
{
	struct cxl_memdev *memdev;
	unsigned long long dpa;

	return cxl_region_translate_offset(m.region, DPA, &memdev, &dpa);
}

static int translate_dpa(void)
{
	struct cxl_region *region;
	unsigned long long offset;

	return cxl_memdev_translate_dpa(m.memdev, DPA, &region, &offset);
}

static int count_way(void)
{
	struct cxl_bus *bus = cxl_bus_get_first(m.ctx);
	struct cxl_decoder *decoder;
	struct cxl_target *target;
	struct cxl_port *port;
	int count = 0;

	if (bus)
		cxl_port_foreach_all(cxl_bus_get_port(bus), port)
			cxl_decoder_foreach(port, decoder)
				cxl_target_foreach(decoder, target)
					count++;
	return count;
}

/* Counts all objects from the first on: pointers from before a refresh are not valid. */
static int walk(void)
{
	struct cxl_decoder *window = cxl_decoder_get_by_name(m.ctx, "decoder0.0");
	struct cxl_memdev_mapping *mapping;
	struct cxl_memdev *memdev;
	struct cxl_region *region;
	int count = count_way();

	cxl_memdev_foreach(m.ctx, memdev)
		count += 1 + (cxl_memdev_get_endpoint(memdev) != NULL);
	if (!window)
		return count;
	cxl_region_foreach(window, region)
		cxl_mapping_foreach(region, mapping)
			count++;
	return count + (cxl_decoder_get_max_available_extent(window) != ULLONG_MAX);
}

static int walk_anew(void)
{
	int rc = cxl_refresh(m.ctx);

	return rc < 0 ? rc : walk();
}

/* ---- the machine before it ----------------------------------------------- */

static void begin_fresh(void)
{
	m.ctx = given();
	m.memdev = cxl_memdev_get_by_name(m.ctx, "mem1");
	m.window = cxl_decoder_get_by_name(m.ctx, "decoder0.0");
	m.decoder = decoder_of(m.memdev);
	m.port = cxl_endpoint_get_parent(cxl_memdev_get_endpoint(m.memdev));
	m.dport = cxl_dport_get_first(m.port);
}

/* udevd has died over its queue. */
static void begin_busy(void)
{
	begin_fresh();
	cxl_set_timeout(m.ctx, 5);
	sim_text_add(sim_dirs_add(sim->root, "run/udev"), "queue", "\n");
}

/* A kernel that offers one protocol error, and a dport that takes none. */
static void begin_einj(void)
{
	begin_fresh();
	sim_text_add(sim->debugfs, "einj_types", "0x00001000\tCXL.cache Protocol Correctable\n");
	sim_text_add(sim_dirs_add(sim->debugfs, cxl_dport_get_devname(m.dport)),
		     "einj_inject", "\n");
}

static void begin_bare(void)
{
	begin_fresh();
	m.bare = given_bare_region(m.ctx);
}

static void begin_sized(void)
{
	begin_bare();
	if (granularity() || ways() || size() || mode() || dpa())
		abort();
}

static void begin_attached(void)
{
	begin_sized();
	if (attach())
		abort();
}

static void begin_committed(void)
{
	begin_attached();
	if (commit())
		abort();
}

static void begin_region(void)
{
	begin_fresh();
	m.region = given_region(m.ctx);
}

static void begin_offline(void)
{
	begin_region();
	if (offline())
		abort();
}

static void begin_disabled(void)
{
	begin_offline();
	if (disable())
		abort();
}

static void begin_without_drivers(void)
{
	begin_fresh();
	if (disable_memdev() || disable_port())
		abort();
}

/* ---- whichever call fails ------------------------------------------------ */

static const struct {
	const char *what;
	void (*begin)(void);
	int (*act)(void);
	bool lists;		/* such calls do not fail: see cxl_get_missing() */
} acts[] = {
	{ "find a memdev", begin_fresh, find_memdev },
	{ "find a port", begin_fresh, find_port },
	{ "find its fwctl", begin_fresh, find_fwctl },
	{ "make a raw command", begin_fresh, make_raw },
	{ "ask what it is", begin_fresh, identify },
	{ "ask for its health", begin_fresh, health },
	{ "ask for its alerts", begin_fresh, alerts },
	{ "set its alerts", begin_fresh, set_alerts },
	{ "ask for its partitions", begin_fresh, partitions },
	{ "set its partitions", begin_fresh, set_partitions },
	{ "ask for its firmware", begin_fresh, firmware },
	{ "read one label", begin_fresh, read_label },
	{ "write one label", begin_fresh, write_label },
	{ "read labels", begin_fresh, read_labels },
	{ "write labels", begin_fresh, write_labels },
	{ "write zeros over labels", begin_fresh, zero_labels },
	{ "load firmware", begin_fresh, load },
	{ "stop loading firmware", begin_fresh, cancel },
	{ "sanitize", begin_fresh, sanitize },
	{ "erase", begin_fresh, erase },
	{ "wait for sanitizing", begin_fresh, wait },
	{ "inject poison", begin_fresh, inject },
	{ "clear poison", begin_fresh, clear },
	{ "list poison", begin_fresh, list },
	{ "inject a protocol error", begin_einj, protocol_error },
	{ "disable a memdev", begin_fresh, disable_memdev },
	{ "disable a port", begin_fresh, disable_port },
	{ "disable a root", begin_fresh, disable_root },
	{ "disable a bus", begin_fresh, disable_bus },
	{ "enable a memdev", begin_without_drivers, bind_memdev },
	{ "enable a port", begin_without_drivers, bind_port },
	{ "wait for udev", begin_busy, settle },
	{ "set a watchdog", begin_fresh, watchdog },
	{ "take the window", begin_fresh, take_turn },
	{ "create a ram region", begin_fresh, create_ram },
	{ "create a pmem region", begin_fresh, create_pmem },
	{ "set ways", begin_bare, ways },
	{ "set a granularity", begin_bare, granularity },
	{ "set a size too early", begin_bare, size },
	{ "set a size of nothing", begin_bare, no_size },
	{ "set a size again", begin_sized, size },
	{ "set a mode", begin_fresh, mode },
	{ "set no mode", begin_fresh, no_mode },
	{ "take DPA", begin_bare, dpa },
	{ "take DPA of a window", begin_bare, dpa_of_window },
	{ "read a decoder again", begin_region, reread_decoder },
	{ "read a region again", begin_region, reread_region },
	{ "attach too early", begin_bare, attach },
	{ "attach", begin_sized, attach },
	{ "commit too early", begin_sized, commit },
	{ "commit", begin_attached, commit },
	{ "enable", begin_committed, enable },
	{ "find who uses it", begin_region, find_user },
	{ "write its layout", begin_region, write_layout },
	{ "take its memory offline", begin_region, offline },
	{ "bring its memory online", begin_offline, online },
	{ "wait for its memory", begin_region, wait_memory },
	{ "read its memory", begin_region, read_memory },
	{ "inject poison into a region", begin_region, inject_region },
	{ "clear poison of a region", begin_region, clear_region },
	{ "list poison of a region", begin_region, list_region },
	{ "translate an offset", begin_region, translate_offset },
	{ "translate an address", begin_region, translate_dpa },
	{ "disable", begin_offline, disable },
	{ "detach while it is enabled", begin_region, detach },
	{ "delete while it is enabled", begin_region, delete_region },
	{ "reset", begin_disabled, reset },
	{ "detach", begin_disabled, detach },
	{ "detach all", begin_disabled, detach_all },
	{ "delete", begin_disabled, delete_region },
	{ "delete a bare one", begin_bare, delete_bare },
	{ "list protocol errors", begin_einj, list_types, true },
	{ "find its DAX region", begin_region, find_dax },
	{ "walk over all", begin_region, walk, true },
	{ "second walk over all", begin_region, walk_anew, true },
};

static const struct sim_fault faults[] = {
	{ FAULT_ERRNO, 0, EIO, 0 },
	{ FAULT_ERRNO, 0, EBUSY, 0 },
	{ FAULT_ERRNO, 0, EACCES, 0 },
	{ FAULT_ERRNO, 0, EMFILE, 0 },
	{ FAULT_ERRNO, 0, EINTR, 0 },
	{ FAULT_AFTER, 0, EINTR, 0 },
	{ FAULT_PULL, 0, 0, 2 },
	{ FAULT_REPLACE, 0, 0, 2 },
};

/* What is known of the failure that @rc tells: is it this one, and is it said? */
static bool is_told(int rc)
{
	const struct cxl_error *error = cxl_get_error(m.ctx);

	return error && cxl_error_get_errno(error) == -rc &&
	       *cxl_error_get_step(error);
}

static struct {
	int failures, silent, open;
	char violation[200];		/* the first */
} count;

/* The fault is at that call of the act; false once it ends before. */
static bool try_one(size_t act, struct sim_fault fault, long call)
{
	int rc;

	acts[act].begin();
	fault.call = sim_calls() + call;
	sim_set_fault(&fault);
	rc = acts[act].act();
	count.failures += rc < 0;
	count.silent += rc < 0 && !acts[act].lists && !is_told(rc);
	if (sim_violations() && !*count.violation)
		snprintf(count.violation, sizeof(count.violation), "%s", sim_first_violation());
	cxl_unref(m.ctx);
	count.open += sim_open_fds(0);
	return sim_calls() >= fault.call;
}

static void test_each_call(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
		memset(&count, 0, sizeof(count));
		for (size_t f = 0; f < ARRAY_SIZE(faults); f++)
			for (long call = 1; try_one(i, faults[f], call); )
				call++;
		ok((acts[i].lists || count.failures) && !count.silent,
		   "%s: %d of %d failures are not told",
		   acts[i].what, count.silent, count.failures);
		ok(!count.open && !*count.violation, "and nothing stays open, no rule is broken: %s",
		   count.violation);
	}
}

/* ---- whichever allocation fails ------------------------------------------ */

/* The failure changes nothing, or is reported; a list that lacks something has to report that. */
static bool is_sound(int rc, int usually)
{
	if (rc < 0 && rc != usually && rc != -ENOMEM && !cxl_get_missing(m.ctx))
		return false;
	return rc == usually || rc == -ENOMEM || cxl_get_missing(m.ctx) == -ENOMEM;
}

static bool try_allocation(size_t act, long n, int usually)
{
	bool reached;
	int rc;

	acts[act].begin();
	alloc_fail(n);
	rc = acts[act].act();
	reached = alloc_has_failed();
	alloc_fail(0);
	count.failures += rc < 0;
	count.silent += !is_sound(rc, usually);
	cxl_unref(m.ctx);
	count.open += sim_open_fds(0);
	return reached;
}

static void test_each_allocation(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
		int usually;
		long n = 1;

		acts[i].begin();
		usually = acts[i].act();
		cxl_unref(m.ctx);
		memset(&count, 0, sizeof(count));
		while (try_allocation(i, n, usually))
			n++;
		ok(!count.silent && !count.open, "%s: %d of %ld allocations matter unseen",
		   acts[i].what, count.silent, n - 1);
	}
}

/* ---- some in full -------------------------------------------------------- */

static const struct row {
	void (*begin)(void);
	int (*act)(void);
	const char *refused;		/* the attribute whose writing fails so */
	int error;
	const char *object, *attribute, *step, *hint;
} rows[] = {
	{ begin_fresh, find_memdev, "", ENODEV, "mem7", NULL, "find", NULL },
	{ begin_sized, size, "size", EBUSY, "region0", "size", "set", "another program" },
	{ begin_bare, size, "size", ERANGE, "region0", "size", "set", "/proc/iomem" },
	{ begin_bare, no_size, "", EINVAL, "region0", "size", "set", "256 MiB" },
	{ begin_bare, ways, "interleave_ways", ENOMEM, "region0", "interleave_ways",
	  "set", NULL },
	{ begin_sized, attach, "target0", EINVAL, "region0", "target0", "attach",
	  "mode and size" },
	{ begin_attached, commit, "commit", ENXIO, "region0", "commit", "commit",
	  "a virtual machine" },
	{ begin_region, delete_region, "", EBUSY, "region0", "delete_region", "delete",
	  "disable it first" },
	{ begin_disabled, delete_region, "target0", EACCES, "region0", "target0",
	  "detach", "root" },
	{ begin_fresh, create_ram, "create_ram_region", ENOSPC, "decoder0.0",
	  "create_ram_region", "create", NULL },
	{ begin_fresh, dpa, "dpa_size", ENOSPC, NULL, "dpa_size", "set", "another program" },
	{ begin_fresh, inject, "inject_poison", EBUSY, "mem1", "inject_poison",
	  "inject", "clear some" },
	{ begin_without_drivers, bind_memdev, "bind", EINVAL, "mem1", "driver", "bind",
	  "dmesg" },
	{ begin_fresh, disable_memdev, "unbind", EBUSY, "mem1", "driver", "unbind", NULL },
	{ begin_busy, settle, "", ETIMEDOUT, NULL, NULL, "wait for udev", "more time" },
	{ begin_fresh, make_raw, "", EINVAL, "mem1", NULL, "make a command", "dmesg" },
	{ begin_fresh, watchdog, "", EINVAL, NULL, NULL, "set the watchdog", "dmesg" },
};

static bool is_same(const char *text, const char *wanted)
{
	return text && wanted ? !strcmp(text, wanted) : text == wanted;
}

static void test_row(const struct row *row)
{
	const struct cxl_error *error;
	const char *object = row->object, *hint;
	bool refused;
	int rc;

	row->begin();
	if (row->act == dpa)
		object = cxl_decoder_get_devname(m.decoder);
	sim_refuse(row->refused, row->error);
	rc = row->act();
	sim_refuse("", 0);
	error = cxl_get_error(m.ctx);
	if (!ok(rc == -row->error && error, "%s %s fails with %s",
		row->step, row->attribute ? row->attribute : "", strerror(row->error)))
		return;
	hint = cxl_error_get_hint(error);
	ok(cxl_error_get_errno(error) == row->error &&
	   is_same(cxl_error_get_object(error), object) &&
	   is_same(cxl_error_get_attribute(error), row->attribute) &&
	   is_same(cxl_error_get_step(error), row->step), "in words: %s, %s, %s",
	   cxl_error_get_object(error), cxl_error_get_attribute(error),
	   cxl_error_get_step(error));
	refused = *row->refused && is_same(row->refused, row->attribute);
	ok(refused == !!cxl_error_get_value(error), "with the value that was refused: %s",
	   cxl_error_get_value(error) ? cxl_error_get_value(error) : "none");
	ok(cxl_error_get_cause(error) == cxl_cause_find(row->error, row->attribute), "and its cause");
	ok(row->hint ? hint && strstr(hint, row->hint) : !hint, "with a hint: %s",
	   hint ? hint : "none");
	cxl_unref(m.ctx);
}

/* ---- how long it lasts ---------------------------------------------------- */

static void test_life(void)
{
	struct cxl_ctx *other;
	char name[200];

	m.ctx = given();
	ok(!cxl_get_error(m.ctx), "nothing failed, so there is no error");
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ok(!cxl_memdev_get_by_name(m.ctx, name) &&
	   !strncmp(cxl_error_get_object(cxl_get_error(m.ctx)), name, 60),
	   "a name that is too long is cut");
	ok(cxl_new(&other) == 0 && !cxl_get_error(other), "another context is another");
	ok(!cxl_memdev_get_by_name(other, "mem8") &&
	   !strcmp(cxl_error_get_object(cxl_get_error(other)), "mem8") &&
	   *cxl_error_get_object(cxl_get_error(m.ctx)) == 'x',
	   "and its failure is its own");
	cxl_unref(other);
	ok(!cxl_memdev_get_by_name(m.ctx, "mem9") &&
	   !strcmp(cxl_error_get_object(cxl_get_error(m.ctx)), "mem9"),
	   "the next one takes the place of the last");
	cxl_unref(m.ctx);
}

int main(void)
{
	test_life();
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		test_row(&rows[i]);
	test_each_call();
	test_each_allocation();
	given_done();
	return tap_done();
}
