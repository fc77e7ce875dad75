// SPDX-License-Identifier: GPL-2.0-or-later
/* A new region: what has its name by the time that we look may be another program's. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "given.h"
#include "core/io.h"
#include "sim.h"
#include "tap.h"

#define WINDOW	"sys/bus/cxl/devices/decoder0.0/"

static const struct io_calls *below;
static struct io_calls calls;
static void (*right_after_making)(void);
static bool is_blind, next_look_fails;
static int bound;

/* Deleted before its maker looked, made again, and given a size. */
static void another_program(void)
{
	sim_write(WINDOW "delete_region", "region0");
	sim_write(WINDOW "create_ram_region", "region0");
	sim_write(WINDOW "region0/interleave_ways", "1");
	sim_write(WINDOW "region0/interleave_granularity", "256");
	sim_write(WINDOW "region0/size", "0x10000000");
}

static void go_blind(void)
{
	is_blind = true;
}

static void go_blind_beside_another(void)
{
	another_program();
	is_blind = true;
}

/* The first name that is written is that of a new region. */
static ssize_t write_making(void *machine, int fd, const void *buf, size_t len)
{
	ssize_t n = below->write(machine, fd, buf, len);
	void (*happens)(void) = right_after_making;

	right_after_making = NULL;
	if (happens)
		happens();
	return n;
}

/* Each name is that of a region to be bound. */
static ssize_t write_binding(void *machine, int fd, const void *buf, size_t len)
{
	bound += len >= 7 && !memcmp(buf, "region0", 7);
	return below->write(machine, fd, buf, len);
}

/* The kernel refuses the name, and the device cannot be looked at once. */
static ssize_t write_refused(void *machine, int fd, const void *buf, size_t len)
{
	next_look_fails = true;
	return -ENODEV;
}

/* After the look at the region comes one for its driver. */
static int look_for(void *machine, int dirfd, const char *name)
{
	if (next_look_fails) {
		next_look_fails = false;
		return -ENOMEM;
	}
	if (strstr(name, "cxl_region/bind"))
		another_program();
	return below->exists(machine, dirfd, name);
}

static int look_at(void *machine, int fd, struct stat *st)
{
	return is_blind ? -EIO : below->stat(machine, fd, st);
}

static struct cxl_ctx *begin(ssize_t (*write_file)(void *machine, int fd, const void *buf, size_t len))
{
	struct cxl_ctx *ctx = NULL;

	below = given_calls(&calls);
	calls.write = write_file;
	calls.stat = look_at;
	calls.exists = look_for;
	cxl_new(&ctx);
	cxl_decoder_get_by_name(ctx, "decoder0.0");
	errno = 0;
	return ctx;
}

static void end(struct cxl_ctx *ctx)
{
	is_blind = false;
	cxl_unref(ctx);
	io_calls_here = below;
	ok(!sim_violations() && !sim_open_fds(0), "nothing stays open, no rule is broken: %s", sim_first_violation());
}

static void test_another(void)
{
	struct cxl_ctx *ctx = begin(write_making);
	struct cxl_region *region;

	right_after_making = another_program;
	region = cxl_decoder_create_ram_region(cxl_decoder_get_by_name(ctx, "decoder0.0"));
	ok(!region && errno == ENODEV, "one that has a size already is not taken for ours");
	ok(sim_lives("region0") && !strcmp(sim_text(WINDOW "region0/size"), "0x10000000"),
	   "and stays as it is");
	end(ctx);
}

/* A region that cannot be looked at is of no use: it goes as it came, if it is sure to be ours. */
static void test_blind(void (*happens)(void), bool lives, const char *what)
{
	struct cxl_ctx *ctx = begin(write_making);
	struct cxl_decoder *window = cxl_decoder_get_by_name(ctx, "decoder0.0");

	right_after_making = happens;
	ok(!cxl_decoder_create_ram_region(window) && errno, "one that cannot be looked at is not ours");
	ok(sim_lives("region0") == lives, "%s", what);
	end(ctx);
}

static void test_refused(void)
{
	struct cxl_ctx *ctx = begin(write_refused);
	struct cxl_decoder *window = cxl_decoder_get_by_name(ctx, "decoder0.0");

	ok(!cxl_decoder_create_ram_region(window) && errno == ENOMEM,
	   "a window that refuses, and could not be looked at, is not gone");
	end(ctx);
}

static void test_binding(void)
{
	struct cxl_ctx *ctx = begin(write_binding);
	struct cxl_region *region;

	sim_write(WINDOW "create_ram_region", "region0");
	region = cxl_region_get_by_name(ctx, "region0");
	ok(region && cxl_region_enable(region) == -ENODEV && !bound,
	   "another that took its name at the last moment is not bound");
	end(ctx);
}

static void test_again(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_region *first = given_bare_region(ctx), *second;

	sim_write(WINDOW "delete_region", "region0");
	ok(cxl_region_is_gone(first), "given one that another program deleted");
	second = given_bare_region(ctx);
	ok(second && second != first && !cxl_region_is_gone(second) &&
	   cxl_region_get_by_name(ctx, "region0") == second, "a new one is not the old one of its name");
	cxl_unref(ctx);
}

int main(void)
{
	test_another();
	test_blind(go_blind, false, "and is deleted");
	test_blind(go_blind_beside_another, true, "but stays where another program may have made it");
	test_refused();
	test_binding();
	test_again();
	given_done();
	return tap_done();
}
