// SPDX-License-Identifier: GPL-2.0-or-later
/* The simulator's own test: the library sees a machine there, and the kernel's manners. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/io.h"
#include "sim.h"
#include "tap.h"

static char before[8192], after[8192];

static struct cxl_ctx *context(void)
{
	struct cxl_ctx *ctx = NULL;

	if (cxl_new(&ctx) < 0)
		return NULL;
	return ctx;
}

static void test_listing(void)
{
	struct cxl_ctx *ctx = context();
	struct cxl_memdev *memdev;
	int memdevs = 0, enabled = 0;

	cxl_memdev_foreach(ctx, memdev) {
		memdevs++;
		enabled += cxl_memdev_is_enabled(memdev) > 0 &&
			   cxl_memdev_get_endpoint(memdev);
	}
	ok(memdevs == 4, "four memdevs are listed");
	ok(enabled == 4, "each has its endpoint");
	memdev = cxl_memdev_get_by_name(ctx, "mem1");
	ok(memdev && cxl_memdev_get_serial(memdev) == 2 &&
	   cxl_memdev_get_ram_size(memdev) == 2 * UNIT, "mem1 has its serial and size");
	cxl_unref(ctx);
	ok(sim_open_fds(0) == 0, "no file stays open");
}

/* The library's own calls, in the order that the kernel wants. */
static int create(struct cxl_ctx *ctx, const char *window, const char *decoder)
{
	struct cxl_decoder *root = cxl_decoder_get_by_name(ctx, window);
	struct cxl_decoder *endpoint = cxl_decoder_get_by_name(ctx, decoder);
	struct cxl_region *region = cxl_decoder_create_ram_region(root);
	int rc = region ? 0 : -errno;

	if (!rc)
		rc = cxl_region_set_interleave_granularity(region, 256);
	if (!rc)
		rc = cxl_region_set_interleave_ways(region, 1);
	if (!rc)
		rc = cxl_region_set_size(region, UNIT);
	if (!rc)
		rc = cxl_decoder_set_mode(endpoint, CXL_DECODER_MODE_RAM);
	if (!rc)
		rc = cxl_decoder_set_dpa_size(endpoint, UNIT);
	if (!rc)
		rc = cxl_region_set_target(region, 0, endpoint);
	if (!rc)
		rc = cxl_region_decode_commit(region);
	return rc ? rc : cxl_region_enable(region);
}

static void test_life(void)
{
	struct cxl_ctx *ctx = context();
	struct cxl_region *region;
	int rc;

	sim_describe(before, sizeof(before));
	rc = create(ctx, "decoder0.0", "decoder4.0");
	ok(rc == 0, "the region exists (%d)", rc);
	ok(!strcmp(sim_text("sys/bus/cxl/devices/decoder0.0/create_ram_region"),
		   "region3"), "the next one has another name");
	region = cxl_region_get_by_name(ctx, "region0");
	ok(region && cxl_region_is_enabled(region) > 0, "it is bound");
	ok(!strcmp(sim_text("sys/bus/cxl/devices/decoder1.0/region"), "region0"),
	   "the host bridge's decoder is reserved for it");
	ok(cxl_region_disable(region) == 0 &&
	   cxl_region_decode_reset(region) == 0 &&
	   cxl_region_clear_all_targets(region) == 0 &&
	   cxl_region_delete(region) == 0, "it is taken apart");
	ok(cxl_decoder_set_dpa_size(
		cxl_decoder_get_by_name(ctx, "decoder4.0"), 0) == 0,
	   "its memory is freed");
	sim_describe(after, sizeof(after));
	ok(!strcmp(before, after), "the machine is as before");
	ok(!strcmp(sim_text("sys/bus/cxl/devices/decoder0.0/create_ram_region"),
		   "region0"), "its number is handed out again");
	ok(sim_violations() == 0, "no rule is broken: %s", sim_first_violation());
	cxl_unref(ctx);
}

static void test_pulling(void)
{
	struct cxl_ctx *ctx = context();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem1");
	struct cxl_region *region;

	ok(create(ctx, "decoder0.0", "decoder4.0") == 0, "given a region");
	region = cxl_region_get_by_name(ctx, "region0");
	sim_card_replace(sim_card(2));
	ok(!strcmp(sim_text("sys/bus/cxl/devices/mem1/serial"), "0x8002"),
	   "another card has the name of the pulled one");
	ok(cxl_memdev_is_gone(memdev), "the holder of the old one can see it");
	ok(!cxl_region_is_gone(region) && cxl_region_is_enabled(region) == 0,
	   "the region stays, unbound");
	ok(!strcmp(sim_text("sys/bus/cxl/devices/region0/target0"), "") &&
	   !strcmp(sim_text("sys/bus/cxl/devices/region0/commit"), "0"),
	   "it lost its target and its commit");
	ok(cxl_region_delete(region) == 0, "it can be deleted");
	cxl_unref(ctx);
}

/* Held files of a device that leaves. */
static void test_files(void)
{
	struct io io;
	char buf[64];
	int dir, attr, debug, dev;
	bool there = true;

	io_init(&io, "/");
	dir = io_open_dir(&io, io.root, "sys/bus/cxl/devices/mem1");
	attr = io_open(&io, dir, "serial", O_RDONLY);
	debug = io_open(&io, io.root, "sys/kernel/debug/cxl/mem1/inject_poison",
			O_WRONLY);
	dev = io_open(&io, io.root, "dev/cxl/mem1", O_RDWR);
	sim_card_replace(sim_card(2));
	ok(io_look(&io, dir, "uevent", &there) == 0 && !there,
	   "its directory stays empty");
	ok(io.calls->read(io.machine, attr, buf, sizeof(buf)) == -ENODEV,
	   "an attribute fails with ENODEV");
	ok(io_write_fd(&io, debug, "0") == -EIO, "a file in debugfs EIO");
	ok(io_ioctl(&io, dev, 0, NULL) == -ENXIO, "the device node ENXIO");
	ok(!*sim_text("sys/bus/cxl/devices/mem1/serial") &&
	   !strcmp(sim_text("sys/bus/cxl/devices/mem4/serial"), "0x8002"),
	   "and its number is pinned");
	io_close(&io, dir);
	io_close(&io, attr);
	io_close(&io, debug);
	io_close(&io, dev);
	io_done(&io);
}

/* What is broken, hidden or not heard stays so, and everything else is as ever. */
static void test_lasting(void)
{
	struct sim_fault fault = { .kind = FAULT_LASTING, .number = EIO };
	struct io io;
	char buf[64];

	io_init(&io, "/");
	fault.call = sim_calls() + 2;		/* open, read */
	sim_set_fault(&fault);
	ok(io_read(&io, io.root, "sys/bus/cxl/devices/mem1/serial", buf, sizeof(buf)) == -EIO &&
	   io_read(&io, io.root, "sys/bus/cxl/devices/mem1/serial", buf, sizeof(buf)) == -EIO,
	   "a file that broke stays broken");
	ok(io_read(&io, io.root, "sys/bus/cxl/devices/mem0/serial", buf, sizeof(buf)) > 0,
	   "but no other of that name");
	sim_set_fault(&(struct sim_fault){ 0 });
	sim_hide("mem1/driver");
	ok(io.calls->exists(io.machine, io.root, "sys/bus/cxl/devices/mem1/driver") == -EIO &&
	   io.calls->exists(io.machine, io.root, "sys/bus/cxl/devices/mem0/driver") == 0,
	   "what is hidden cannot be seen, whether it is there or not");
	sim_hide("");
	sim_ignore("mode");
	ok(io_write(&io, io.root, "sys/bus/cxl/devices/decoder4.0/mode", "ram") == 0 &&
	   !strcmp(sim_text("sys/bus/cxl/devices/decoder4.0/mode"), "none"),
	   "what is ignored does nothing");
	io_done(&io);
}

/* A violation counts even if an attribute could not be read. */
static void test_guards(void)
{
	struct cxl_ctx *ctx = context();
	struct cxl_region *region = cxl_decoder_create_ram_region(
		cxl_decoder_get_by_name(ctx, "decoder0.0"));

	ok(region && !sim_violations(), "given a region");
	sim_guard(cxl_region_get_devname(region));
	ok(!cxl_region_delete(region) && sim_violations(), "that nobody may touch: %s", sim_first_violation());
	cxl_unref(ctx);
}

int main(int argc, char **argv)
{
	struct sim_kept kept = { 0 };

	sim_make(&sim_mixed);
	if (argc > 1) {		/* for a comparison with a captured machine */
		sim_print_tree(stdout);
		return 0;
	}
	sim_keep(&kept);
	sim_begin(0);
	test_listing();
	test_life();
	sim_put_back(&kept);
	test_pulling();
	sim_put_back(&kept);
	test_files();
	sim_put_back(&kept);
	test_lasting();
	sim_put_back(&kept);
	test_guards();
	sim_kept_free(&kept);
	return tap_done();
}
