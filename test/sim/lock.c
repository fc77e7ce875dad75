// SPDX-License-Identifier: GPL-2.0-or-later
/* Locks: the library holds one at each write that changes regions, labels or firmware. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "given.h"
#include "core/io.h"
#include "machine.h"
#include "tap.h"

static const struct io_calls *below;
static struct io_calls calls;
static int unlocked, made;		/* calls that change something */

static bool is_locked(const char *path)
{
	struct sim_node *node;

	return sim_walk(sim->root, path, true, &node) == 0 && node->lock_fd >= 0;
}

static bool window_is_locked(void)
{
	return is_locked("sys/bus/cxl/devices/decoder0.0/delete_region");
}

/* Names of regions are written to the root decoder. */
static ssize_t write_file(void *machine, int fd, const void *buf, size_t len)
{
	if (len >= 6 && !memcmp(buf, "region", 6)) {
		made++;
		unlocked += !window_is_locked();
	}
	return below->write(machine, fd, buf, len);
}

static int command(void *machine, int fd, unsigned long request, void *arg)
{
	made++;
	unlocked += !is_locked("dev/cxl/mem0");
	return below->ioctl(machine, fd, request, arg);
}

static struct cxl_ctx *begin(void)
{
	struct cxl_ctx *ctx = NULL;

	below = given_calls(&calls);
	calls.write = write_file;
	calls.ioctl = command;
	cxl_new(&ctx);
	unlocked = made = 0;
	return ctx;
}

static void end(struct cxl_ctx *ctx)
{
	cxl_unref(ctx);
	ok(!sim_violations() && !sim_open_fds(0), "nothing stays open, no rule is broken: %s", sim_first_violation());
	io_calls_here = below;
}

static void test_region(void)
{
	struct cxl_ctx *ctx = begin();
	struct cxl_region *region = given_bare_region(ctx);

	ok(region && made == 1 && !unlocked, "the region is created under the lock of its window");
	ok(!cxl_region_delete(region) && made == 2 && !unlocked, "and deleted under it");
	ok(!window_is_locked(), "which is released");
	end(ctx);
}

static void test_turn(void)
{
	struct cxl_ctx *ctx = begin();
	struct cxl_decoder *window = cxl_decoder_get_by_name(ctx, "decoder0.0");

	ok(!cxl_decoder_lock(window) && window_is_locked(), "a window is locked");
	ok(!cxl_decoder_lock(window), "by who has it, again");
	ok(!cxl_region_delete(given_bare_region(ctx)) && window_is_locked(),
	   "what is done in between does not release it");
	cxl_decoder_unlock(window);
	ok(window_is_locked(), "nor does the first unlock");
	cxl_decoder_unlock(window);
	ok(!window_is_locked(), "but the second");
	end(ctx);
}

static void test_labels(void)
{
	struct cxl_ctx *ctx = begin();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem0");
	char text[4096] = "";

	ok(!cxl_memdev_read_label(memdev, text, 16, 0), "given one whose commands are known");
	unlocked = made = 0;
	ok(!cxl_memdev_read_label(memdev, text, sizeof(text), 0) && made > 1 && !unlocked,
	   "labels are read under the lock of their memdev");
	ok(!is_locked("dev/cxl/mem0"), "which is released");
	end(ctx);
}

int main(void)
{
	test_region();
	test_turn();
	test_labels();
	given_done();
	return tap_done();
}
