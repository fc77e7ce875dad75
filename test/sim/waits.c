// SPDX-License-Identifier: GPL-2.0-or-later
/* Waiting: for a kernel that is slow and never ready, for a device, and never past the time of the caller. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include <cxl/libcxl.h>

#include "given.h"
#include "core/io.h"
#include "sim.h"
#include "tap.h"

#define SECOND 1000000000ULL

static const struct io_calls *below;
static struct io_calls calls;

/* Each write takes a second, and is refused. */
static ssize_t write_slowly(void *machine, int fd, const void *buf, size_t len)
{
	sim_sleep_ns(SECOND);
	return -EBUSY;
}

static struct cxl_ctx *begin(void)
{
	struct cxl_ctx *ctx = NULL;

	below = given_calls(&calls);
	cxl_new(&ctx);
	given_region(ctx);
	return ctx;
}

static uint64_t seconds_of(int (*act)(struct cxl_region *region), struct cxl_region *region, int *rc)
{
	uint64_t before = sim_now_ns();

	*rc = act(region);
	return (sim_now_ns() - before) / SECOND;
}

static void test_slow_kernel(void)
{
	struct cxl_ctx *ctx = begin();
	struct cxl_region *region;
	uint64_t seconds;
	int rc;

	cxl_unref(ctx);
	calls.write = write_slowly;
	cxl_new(&ctx);
	region = cxl_region_get_by_name(ctx, "region0");
	seconds = seconds_of(cxl_region_memory_offline, region, &rc);
	ok(rc == -EBUSY && seconds > 5 && seconds < 30,
	   "what is refused again and again is given up: %d after %d s", rc, (int)seconds);
	cxl_set_timeout(ctx, 2000);
	seconds = seconds_of(cxl_region_memory_offline, region, &rc);
	ok(rc == -EBUSY && seconds < 5, "and earlier where the caller has no time: %d after %d s", rc,
	   (int)seconds);
	cxl_unref(ctx);
	io_calls_here = below;
}

static void test_device(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem1");
	uint64_t before;

	ok(!cxl_memdev_sanitize(memdev), "given a memdev that is busy");
	cxl_set_timeout(ctx, 500);
	before = sim_now_ns();
	ok(cxl_memdev_wait_sanitize(memdev, -1) == -ETIMEDOUT && sim_now_ns() - before < SECOND,
	   "it is waited for as long as the caller has time");
	cxl_set_timeout(ctx, 0);
	ok(!cxl_memdev_wait_sanitize(memdev, -1), "or until it is done");
	cxl_unref(ctx);
}

/* ---- the watchdog -------------------------------------------------------- */

static volatile sig_atomic_t barks;
static int barks_while_offlining = -1;

static void bark(int number)
{
	barks++;
}

static void wait_50_ms(void)
{
	struct timespec left = { .tv_nsec = 50000000 };

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

static ssize_t write_state(void *machine, int fd, const void *buf, size_t len)
{
	if (len >= 7 && !memcmp(buf, "offline", 7)) {
		int before = barks;

		wait_50_ms();
		barks_while_offlining = barks - before;
	}
	return below->write(machine, fd, buf, len);
}

/* Any signal aborts the offlining of memory. */
static void test_watchdog(void)
{
	struct sigaction action = { .sa_handler = bark };
	struct cxl_ctx *ctx = begin();
	struct cxl_region *region;

	cxl_unref(ctx);
	calls.write = write_state;
	cxl_new(&ctx);
	region = cxl_region_get_by_name(ctx, "region0");
	sigaction(SIGRTMIN, &action, NULL);
	ok(!cxl_set_watchdog(ctx, SIGRTMIN, 5), "given a watchdog");
	wait_50_ms();
	ok(barks > 0, "that barks");
	ok(!cxl_region_memory_offline(region) && barks_while_offlining == 0,
	   "it is silent while memory goes offline");
	cxl_unref(ctx);
	io_calls_here = below;
}

int main(void)
{
	test_slow_kernel();
	test_device();
	test_watchdog();
	given_done();
	return tap_done();
}
