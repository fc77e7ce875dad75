// SPDX-License-Identifier: GPL-2.0-or-later
/* A region and its members: the library writes a name, then verifies at both that the kernel took the right device. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "given.h"
#include "core/io.h"
#include "sim.h"
#include "tap.h"

/* ---- a kernel whose files say what a story wants ------------------------- */

static const struct io_calls *below;
static struct io_calls calls;
static int told_fd = -1, attached;
static const char *told_in, *told;	/* what a file of that name says */
static void (*before_attaching)(void);

static int open_file(void *machine, int dirfd, const char *name, int flags)
{
	int fd = below->open(machine, dirfd, name, flags);

	if (told && !strcmp(name, told_in))
		told_fd = fd;
	return fd;
}

static ssize_t read_file(void *machine, int fd, void *buf, size_t len)
{
	if (fd != told_fd || !told)
		return below->read(machine, fd, buf, len);
	told_fd = -1;
	return snprintf(buf, len, "%s\n", told);
}

static ssize_t write_file(void *machine, int fd, const void *buf, size_t len)
{
	if (len >= 7 && !memcmp(buf, "decoder", 7)) {
		attached++;
		if (before_attaching)
			before_attaching();
	}
	return below->write(machine, fd, buf, len);
}

/* ---- stories ------------------------------------------------------------- */

static struct cxl_ctx *ctx;
static struct cxl_memdev *memdev;
static struct cxl_decoder *decoder;
static struct cxl_region *region;

/* A region that only wants its target. */
static void begin(void)
{
	below = given_calls(&calls);
	calls.open = open_file;
	calls.read = read_file;
	calls.write = write_file;
	cxl_new(&ctx);
	memdev = cxl_memdev_get_by_name(ctx, "mem1");
	decoder = decoder_of(memdev);
	region = given_bare_region(ctx);
	ok(!cxl_region_set_interleave_granularity(region, 256) &&
	   !cxl_region_set_interleave_ways(region, 1) &&
	   !cxl_region_set_size(region, UNIT) &&
	   !cxl_decoder_set_mode(decoder, CXL_DECODER_MODE_RAM) &&
	   !cxl_decoder_set_dpa_size(decoder, UNIT), "given a region without its target");
	attached = 0;
	told = NULL;
	before_attaching = NULL;
}

static void end(void)
{
	cxl_unref(ctx);
	io_calls_here = below;
}

static const char *target(void)
{
	return sim_text("sys/bus/cxl/devices/decoder0.0/region0/target0");
}

static void test_once(void)
{
	begin();
	ok(!cxl_region_set_target(region, 0, decoder) && *target(), "it is attached");
	ok(!cxl_region_set_target(region, 0, decoder) && attached == 1 && !sim_violations(),
	   "and not again, as it is there: %s", sim_first_violation());
	ok(cxl_region_set_target(region, 0, cxl_decoder_get_next(decoder)) == -EBUSY &&
	   attached == 1, "nor is another in its place");
	end();
}

static void test_gone(void)
{
	begin();
	sim_card_pull(sim_card(2));
	ok(cxl_region_set_target(region, 0, decoder) == -ENODEV && !attached,
	   "the name of a decoder that left is not told");
	end();
}

static void write_by_hand(const char *attr, const char *value)
{
	char path[96];

	snprintf(path, sizeof(path), "sys/bus/cxl/devices/%s/%s",
		 cxl_decoder_get_devname(decoder), attr);
	sim_write(path, value);
}

/* The other one is as ready to be a member. */
static void replace(void)
{
	sim_card_replace(sim_card(2));
	write_by_hand("mode", "ram");
	write_by_hand("dpa_size", "0x10000000");
}

static void test_foreign(void)
{
	begin();
	before_attaching = replace;
	ok(cxl_region_set_target(region, 0, decoder) == -ENODEV && attached == 1,
	   "a foreign device that got its name at the last moment is detected");
	ok(!*target(), "and let go");
	end();
}

static void test_other_region(void)
{
	begin();
	told_in = "region";
	told = "region9";
	ok(cxl_region_set_target(region, 0, decoder) == -ENODEV,
	   "a decoder that says that it is part of another region is not believed");
	end();
}

/* The kernel trips over the empty place of a member that leaves at that moment. */
static void test_poison(void)
{
	begin();
	ok(!cxl_region_set_target(region, 0, decoder) &&
	   cxl_region_inject_poison(region, 0) == -ENXIO,
	   "a region that is not committed takes no poison");
	ok(!cxl_region_decode_commit(region) && !cxl_region_enable(region), "given one that is");
	told_in = "target0";
	told = "";
	ok(cxl_region_inject_poison(region, 0) == -ENXIO && !sim_poison_count(2),
	   "it takes none while a member is missing");
	told = NULL;
	ok(!cxl_region_inject_poison(region, 0) && sim_poison_count(2) == 1, "but else");
	end();
}

int main(void)
{
	test_once();
	test_gone();
	test_foreign();
	test_other_region();
	test_poison();
	given_done();
	return tap_done();
}
