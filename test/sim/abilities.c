// SPDX-License-Identifier: GPL-2.0-or-later
/* What a program can have done to a machine: drivers, poison, memory, all by the library's own calls. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "given.h"
#include "core/io.h"
#include "sim.h"
#include "tap.h"

/* ---- drivers ------------------------------------------------------------- */

/* A program that looks at all of them, and so has them listed. */
static int count_endpoints(struct cxl_ctx *ctx)
{
	struct cxl_endpoint *endpoint;
	struct cxl_port *port;
	int count = 0;

	cxl_port_foreach_all(cxl_bus_get_port(cxl_bus_get_first(ctx)), port)
		cxl_endpoint_foreach(port, endpoint)
			count++;
	return count;
}

static void test_memdev(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem1");
	int count = count_endpoints(ctx);

	ok(cxl_memdev_get_bus(memdev) == cxl_bus_get_first(ctx), "a memdev below a bus");
	ok(cxl_memdev_enable(memdev) == 0, "what is enabled is not enabled again");
	ok(cxl_memdev_disable_invalidate(memdev) == 0 &&
	   !cxl_memdev_is_enabled(memdev), "it is disabled");
	ok(cxl_memdev_disable_invalidate(memdev) == 0, "and not again");
	memdev = cxl_memdev_get_by_name(ctx, "mem1");
	ok(memdev && !cxl_memdev_get_endpoint(memdev), "then it has no endpoint");
	ok(!cxl_memdev_get_bus(memdev), "nor a bus");
	ok(count_endpoints(ctx) == count - 1, "and nobody else has it");
	ok(cxl_memdev_enable(memdev) == 0 && cxl_memdev_is_enabled(memdev) &&
	   cxl_memdev_get_endpoint(memdev), "enabled it has one again");
	ok(count_endpoints(ctx) == count, "which stands among the others");
	sim_card_pull(sim_card(2));
	ok(cxl_memdev_disable_invalidate(memdev) == -ENODEV &&
	   cxl_memdev_enable(memdev) == -ENODEV, "once it has left neither is done");
	cxl_unref(ctx);
	ok(sim_open_fds(0) == 0, "no file stays open");
}

/* The card that replaces it gets its name and its device number, unless its file is open. */
static void test_command_after_replacement(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_cmd *cmd = cxl_cmd_new_identify(cxl_memdev_get_by_name(ctx, "mem1"));

	ok(cmd && cxl_cmd_submit(cmd) == 0, "a command to a memdev");
	ok(sim_card_pins(sim_card(2)) == 1, "keeps its file open");
	ok(cxl_refresh(ctx) == 0 && sim_card_pins(sim_card(2)) == 0, "until the next refresh");
	sim_card_replace(sim_card(2));
	ok(!strcmp(sim_text("sys/bus/cxl/devices/mem1/serial"), "0x8002") &&
	   cxl_cmd_submit(cmd) == -ENODEV && !sim_violations(),
	   "is not sent to another that has its name: %s", sim_first_violation());
	cxl_cmd_unref(cmd);
	cxl_unref(ctx);
}

static void test_command_before_disabling(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem1");
	struct cxl_cmd *cmd = cxl_cmd_new_identify(memdev);

	ok(cmd && cxl_cmd_submit(cmd) == 0 && sim_card_pins(sim_card(2)) == 1,
	   "a memdev with its file open");
	ok(cxl_memdev_disable_invalidate(memdev) == 0 && sim_card_pins(sim_card(2)) == 0,
	   "whose number is free once it is disabled");
	ok(cxl_cmd_submit(cmd) == 0 && sim_card_pins(sim_card(2)) == 1, "a command opens it again");
	cxl_cmd_unref(cmd);
	cxl_unref(ctx);
	ok(sim_card_pins(sim_card(2)) == 0, "and the end of the context closes it");
}

static void test_port(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem2");
	struct cxl_port *root = cxl_bus_get_port(cxl_bus_get_first(ctx));
	struct cxl_port *port = cxl_endpoint_get_parent(cxl_memdev_get_endpoint(memdev));

	ok(cxl_port_is_enabled(port) && cxl_port_enable(port) == 0, "given a switch");
	ok(cxl_memdev_is_port_ancestor(memdev, port) &&
	   !cxl_memdev_is_port_ancestor(cxl_memdev_get_by_name(ctx, "mem1"), port),
	   "it is above its memdevs, and no others");
	ok(cxl_port_disable_invalidate(root) == -EINVAL, "a root is not disabled so");
	ok(cxl_port_disable_invalidate(port) == 0, "the switch is");
	ok(!cxl_memdev_is_enabled(memdev), "with the memdevs below it");
	ok(cxl_port_disable_invalidate(port) == 0, "and not again");
	ok(cxl_port_enable(port) == 0 && cxl_port_is_enabled(port), "it is enabled");
	cxl_unref(ctx);
	ok(sim_open_fds(0) == 0, "no file stays open");
}

static void test_port_gone(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem1");
	struct cxl_port *port = cxl_endpoint_get_port(cxl_memdev_get_endpoint(memdev));

	ok(!cxl_port_is_gone(port), "given the port of a memdev");
	sim_card_pull(sim_card(2));
	ok(cxl_port_is_gone(port) && cxl_port_disable_invalidate(port) == -ENODEV &&
	   cxl_port_enable(port) == -ENODEV, "once it has left neither is done");
	cxl_unref(ctx);
}

static void test_bus(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_bus *bus = cxl_bus_get_by_provider(ctx, "ACPI.CXL");

	ok(bus && bus == cxl_bus_get_first(ctx) && !cxl_bus_get_next(bus) &&
	   cxl_bus_get_id(bus) == 0 && cxl_bus_get_ctx(bus) == ctx,
	   "the bus by its provider");
	ok(!cxl_bus_get_by_provider(ctx, "cxl_test"), "of another there is none");
	cxl_unref(ctx);
}

/* ---- regions ------------------------------------------------------------- */

/* That nobody could look whether it has a driver does not mean that it has none. */
static void test_detaching(void)
{
	struct cxl_region *region = given_region(given());
	struct sim_fault fault = { .kind = FAULT_ERRNO, .number = EIO };

	ok(cxl_region_clear_target(region, 0) == -EBUSY, "a region with a driver keeps its targets");
	fault.call = sim_calls() + 1;
	sim_set_fault(&fault);
	ok(cxl_region_clear_target(region, 0) == -EIO &&
	   sim_trace(fault.call)->call == CALL_EXISTS, "also when its driver cannot be looked for");
	ok(cxl_region_get_target_decoder(region, 0) && !sim_violations(),
	   "they are there: %s", sim_first_violation());
	cxl_unref(cxl_region_get_ctx(region));
}

/* The kernel would give its addresses away below its targets. */
static void test_no_size(void)
{
	struct cxl_region *region = given_region(given());

	ok(cxl_region_set_size(region, 0) == -EINVAL && cxl_region_get_size(region) == UNIT &&
	   !sim_violations(), "no region is given size 0: %s", sim_first_violation());
	cxl_unref(cxl_region_get_ctx(region));
}

/* ---- poison -------------------------------------------------------------- */

static void test_poison(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem1");

	ok(cxl_memdev_has_poison_support(memdev, true) &&
	   cxl_memdev_has_poison_support(memdev, false), "a memdev takes poison");
	ok(cxl_memdev_inject_poison(memdev, 0x1000) == 0 && sim_poison_count(2) == 1,
	   "it is injected");
	ok(cxl_memdev_trigger_poison_list(memdev) == 0, "it is listed");
	ok(cxl_memdev_clear_poison(memdev, 0x1000) == 0 && sim_poison_count(2) == 0,
	   "it is cleared");
	ok(cxl_memdev_inject_poison(memdev, 0x1001) == -EINVAL, "not off the line");
	sim_card_replace(sim_card(2));
	ok(cxl_memdev_inject_poison(memdev, 0x1000) == -ENODEV &&
	   sim_poison_count(0x8002) == 0, "and never into another one of its name");
	cxl_unref(ctx);
	ok(sim_open_fds(0) == 0, "no file stays open");
}

static void test_region_poison(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_region *region = given_region(ctx);

	ok(cxl_region_has_poison_support(region, true) &&
	   cxl_region_has_poison_support(region, false), "a region takes poison");
	ok(cxl_region_inject_poison(region, 0x2000) == 0 && sim_poison_count(2) == 1,
	   "it is injected");
	ok(cxl_region_trigger_poison_list(region) == 0, "it is listed");
	ok(cxl_region_clear_poison(region, 0x2000) == 0 && sim_poison_count(2) == 0,
	   "it is cleared");
	sim_card_pull(sim_card(2));
	ok(cxl_region_inject_poison(region, 0x2000) == -ENXIO, "not while a member is missing");
	ok(sim_violations() == 0, "no rule is broken: %s", sim_first_violation());
	cxl_unref(ctx);
}

/* ---- memory -------------------------------------------------------------- */

static void test_memory(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_region *region = given_region(ctx);
	char name[64] = "";

	ok(cxl_region_find_user(region, name, sizeof(name)) == 1 &&
	   strstr(name, "is online"), "the kernel uses it: %s", name);
	ok(cxl_set_watchdog(ctx, SIGALRM, 10000) == 0 &&
	   cxl_region_memory_offline(region) == 0, "the memory is offlined");
	ok(cxl_region_memory_offline(region) == 0, "what is offline stays so");
	ok(cxl_region_find_user(region, name, sizeof(name)) == 0, "nobody uses it now");
	ok(!cxl_region_disable(region) && !cxl_region_decode_reset(region) &&
	   !cxl_region_delete(region), "it can be taken apart");
	ok(cxl_region_is_gone(region) &&
	   cxl_region_find_user(region, name, sizeof(name)) == -ENODEV,
	   "which is the end of it");
	ok(sim_violations() == 0, "no rule is broken: %s", sim_first_violation());
	cxl_unref(ctx);
	ok(sim_open_fds(0) == 0, "no file stays open");
}

/* ---- references ---------------------------------------------------------- */

static void test_references(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_region *region = cxl_region_ref(given_region(ctx));
	struct cxl_memdev_mapping *mapping = cxl_mapping_ref(cxl_mapping_get_first(region));
	struct cxl_memdev *memdev = cxl_memdev_ref(cxl_memdev_get_by_name(ctx, "mem1"));
	struct cxl_endpoint *endpoint = cxl_endpoint_ref(cxl_memdev_get_endpoint(memdev));
	struct cxl_port *port = cxl_port_ref(cxl_endpoint_get_parent(endpoint));
	struct cxl_dport *dport = cxl_dport_ref(cxl_dport_get_first(port));
	struct cxl_decoder *decoder = cxl_decoder_ref(cxl_decoder_get_first(port));
	struct cxl_target *target = cxl_target_ref(cxl_target_get_first(decoder));
	struct cxl_bus *bus = cxl_bus_ref(cxl_bus_get_first(ctx));

	ok(mapping && endpoint && port && dport && decoder && target && bus,
	   "a reference to one of each kind");
	cxl_unref(ctx);
	sim_card_pull(sim_card(2));
	ok(cxl_refresh(cxl_bus_get_ctx(bus)) == 0, "the context is kept by them");
	ok(cxl_memdev_is_gone(memdev) && cxl_memdev_get_serial(memdev) == 2,
	   "who left still tells its serial number");
	ok(cxl_target_get_decoder(target) == decoder &&
	   cxl_mapping_get_position(mapping) == 0 &&
	   cxl_dport_get_port(dport) == port, "and each knows the others");
	cxl_mapping_unref(mapping);
	cxl_region_unref(region);
	cxl_target_unref(target);
	cxl_decoder_unref(decoder);
	cxl_dport_unref(dport);
	cxl_port_unref(port);
	cxl_endpoint_unref(endpoint);
	cxl_memdev_unref(memdev);
	cxl_bus_unref(bus);
	ok(sim_open_fds(0) == 0, "the last one frees all");
}

/* ---- memory that was set aside -------------------------------------------- */

static int reserved(struct cxl_decoder *decoder)
{
	bool yes = false;
	int rc = cxl_decoder_query_reserved(decoder, &yes);

	return rc < 0 ? rc : yes;
}

static void test_reserved(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem1");
	struct cxl_decoder *decoder = decoder_of(memdev);

	cxl_decoder_set_mode(decoder, CXL_DECODER_MODE_RAM);
	ok(cxl_decoder_set_dpa_size(decoder, UNIT) == 0 && reserved(decoder) == 0,
	   "memory that was taken is not reserved by that");
	ok(cxl_decoder_set_reserved(decoder, true) == 0 && reserved(decoder) == 1,
	   "it is, once it is marked");
	ok(cxl_decoder_set_reserved(decoder, false) == 0 && reserved(decoder) == 0 &&
	   cxl_decoder_set_reserved(decoder, false) == 0,
	   "and not any more, without the mark");
	cxl_decoder_set_reserved(decoder, true);
	cxl_decoder_set_dpa_size(decoder, 0);
	cxl_decoder_set_dpa_size(decoder, UNIT);
	ok(reserved(decoder) == 0, "what is freed and taken again has no mark");
	cxl_decoder_set_reserved(decoder, true);
	cxl_memdev_disable_invalidate(memdev);
	cxl_memdev_enable(memdev);
	decoder = decoder_of(memdev);
	ok(reserved(decoder) == 0, "nor has what comes with the driver again");
	cxl_memdev_disable_invalidate(memdev);
	ok(cxl_decoder_set_reserved(decoder, true) == -ENODEV && reserved(decoder) < 0,
	   "a decoder that left has none");
	cxl_memdev_enable(memdev);
	decoder = decoder_of(memdev);
	ok(reserved(cxl_decoder_get_by_name(ctx, "decoder0.0")) == -EINVAL &&
	   cxl_decoder_set_reserved(cxl_decoder_get_by_name(ctx, "decoder0.0"),
				    true) == -EINVAL,
	   "a window holds no memory of a device");
	sim_card_pull(sim_card(2));
	ok(reserved(decoder) == -ENODEV &&
	   cxl_decoder_set_reserved(decoder, true) == -ENODEV,
	   "of a decoder that left it is not known");
	cxl_unref(ctx);
	ok(sim_open_fds(0) == 0, "no file stays open");
}

/* ---- a kernel that is another -------------------------------------------- */

static int lock_nothing(void *machine, int fd)
{
	return -ENOLCK;
}

static ssize_t write_nothing(void *machine, int fd, const void *buf, size_t len)
{
	return -EROFS;
}

/* A context of the machine that is given, but for one call of its kernel's. */
static struct cxl_ctx *given_with(const struct io_calls *calls)
{
	const struct io_calls *before = io_calls_here;
	struct cxl_ctx *ctx = given();

	cxl_unref(ctx);
	io_calls_here = calls;
	ok(cxl_new(&ctx) == 0, "given another kernel");
	io_calls_here = before;
	return ctx;
}

static void test_without_locks(void)
{
	struct io_calls calls = *io_calls_here;
	struct cxl_region *region;
	struct cxl_decoder *window;
	struct cxl_ctx *ctx;

	calls.lock = lock_nothing;
	ctx = given_with(&calls);
	window = cxl_decoder_get_by_name(ctx, "decoder0.0");
	ok(window && !cxl_get_unlocked(ctx), "nothing was to be locked yet");
	ok(cxl_decoder_lock(window) == 0 && cxl_get_unlocked(ctx) == -ENOLCK,
	   "a kernel without locks keeps nobody waiting, and is known for it");
	region = cxl_decoder_create_pmem_region(window);
	ok(region && cxl_region_delete(region) == 0, "a region comes and goes there");
	cxl_decoder_unlock(window);
	cxl_unref(ctx);
	ok(sim_open_fds(0) == 0, "no file stays open");
}

static const char *hint_of_failure(struct cxl_ctx *ctx)
{
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem1");
	struct cxl_decoder *decoder = decoder_of(memdev);

	ok(cxl_decoder_set_mode(decoder, CXL_DECODER_MODE_RAM) == -EROFS,
	   "it cannot be written to");
	return cxl_error_get_hint(cxl_get_error(ctx));
}

static void test_read_only(void)
{
	struct io_calls calls = *io_calls_here;
	struct cxl_ctx *ctx;

	calls.write = write_nothing;
	ctx = given_with(&calls);
	ok(strstr(hint_of_failure(ctx), "writable"), "a /sys that is read-only is no captured machine");
	cxl_unref(ctx);
}

int main(void)
{
	test_reserved();
	test_memdev();
	test_command_after_replacement();
	test_command_before_disabling();
	test_port();
	test_port_gone();
	test_bus();
	test_detaching();
	test_no_size();
	test_poison();
	test_region_poison();
	test_memory();
	test_references();
	test_without_locks();
	test_read_only();
	given_done();
	return tap_done();
}
