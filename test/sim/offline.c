// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory that goes offline and online again, all of a region or none; and waiting for it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "given.h"
#include "core/io.h"
#include "sim.h"
#include "tap.h"

#define SECOND 1000000000ULL

static const struct io_calls *below;
static struct io_calls calls;
static struct cxl_ctx *ctx;
static struct cxl_region *region;

/* What was written to blocks, one word after the other; and the writes from @fail_at on that fail so. */
static struct {
	char words[256];
	int writes, fail_at, error;
	uint64_t takes_ns;
	bool hangs;		/* until a signal comes */
	int again;		/* so often another program onlines what went offline */
} seen;

static volatile sig_atomic_t woken;

static void wake(int number)
{
	woken++;
}

/* What is written to a driver has the name of a device. */
static ssize_t write_block(void *machine, int fd, const void *buf, size_t len)
{
	ssize_t n;

	if (!strncmp(buf, "dax", 3))
		return below->write(machine, fd, buf, len);
	strncat(seen.words, buf, len);
	strcat(seen.words, " ");
	sim_sleep_ns(seen.takes_ns);
	if (++seen.writes == seen.fail_at && seen.hangs) {
		for (woken = 0; !woken;)
			pause();
		sim_sleep_ns(SECOND);
		return -EINTR;
	}
	if (seen.writes == seen.fail_at)
		return seen.error;
	n = below->write(machine, fd, buf, len);
	if (n > 0 && !strncmp(buf, "offline", len) && seen.again-- > 0)
		below->write(machine, fd, "online_movable", strlen("online_movable"));
	return n;
}

static void begin(void)
{
	below = given_calls(&calls);
	cxl_new(&ctx);
	given_region(ctx);
	cxl_unref(ctx);
	calls.write = write_block;
	cxl_new(&ctx);
	region = cxl_region_get_by_name(ctx, "region0");
	memset(&seen, 0, sizeof(seen));
}

static void end(void)
{
	cxl_unref(ctx);
	io_calls_here = below;
	ok(!sim_open_fds(0) && !sim_violations(), "nothing stays open, no rule is broken: %s", sim_first_violation());
}

/* "online Movable, offline": each block, by its address. */
static const char *blocks(void)
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

static void are(const char *wanted)
{
	const char *found = blocks();

	ok(!strcmp(found, wanted), "blocks: %s", found);
}

/* ---- offline ------------------------------------------------------------- */

/* The paths of the states of the first and the last block. */
static char states[2][80];

static void find_states(void)
{
	struct cxl_memory_block *block;
	struct cxl_memory *memory;
	int i = 0;

	if (cxl_memory_new(region, &memory))
		return;
	cxl_memory_block_foreach(memory, block)
		snprintf(states[i++ > 0], sizeof(states[0]), "sys/devices/system/memory/%s/state",
			 cxl_memory_block_get_devname(block));
	cxl_memory_free(memory);
}

static bool last_was_offline;

static void look_at_last(void)
{
	last_was_offline = !strcmp(sim_text(states[1]), "offline");
}

/* Memory of the kernel lies where it came first. */
static void test_order(void)
{
	begin();
	find_states();
	sim_look_out(CALL_WRITE, states[0], look_at_last);
	ok(!cxl_region_memory_offline(region) && last_was_offline, "the last one goes first");
	end();
}

static void test_offline(void)
{
	begin();
	are("Movable Movable ");
	ok(!cxl_region_memory_offline(region), "all go");
	are("offline offline ");
	ok(!cxl_region_memory_offline(region) && seen.writes == 2, "once");
	end();
}

/* What went comes back in its zone. */
static void test_undo(void)
{
	begin();
	ok(!cxl_region_memory_offline(region) &&
	   !cxl_region_memory_online(region, CXL_MEMORY_ZONE_KERNEL), "given memory of the kernel");
	memset(&seen, 0, sizeof(seen));
	seen.fail_at = 2;
	seen.error = -EINVAL;
	ok(cxl_region_memory_offline(region) == -EINVAL, "one does not go");
	ok(!strcmp(seen.words, "offline offline online_kernel "), "so it was: %s", seen.words);
	are("Normal Normal ");
	memset(&seen, 0, sizeof(seen));
	seen.fail_at = 2;
	seen.error = -EBUSY;
	ok(!cxl_region_memory_offline(region) && seen.writes == 3, "what is busy is tried again");
	end();
}

/* A rule of udev does so once, another program without an end. */
static void test_again(void)
{
	begin();
	seen.again = 2;
	ok(!cxl_region_memory_offline(region), "online again, and offline again");
	are("offline offline ");
	ok(!cxl_region_memory_online(region, CXL_MEMORY_ZONE_MOVABLE), "given it online");
	seen.again = 1000;
	ok(cxl_region_memory_offline(region) == -EBUSY &&
	   !strcmp(cxl_error_get_step(cxl_get_error(ctx)), "keep memory offline") &&
	   cxl_error_get_attribute(cxl_get_error(ctx)), "but not without an end");
	seen.again = 0;
	are("Movable Movable ");
	end();
}

static void test_deadline(void)
{
	begin();
	seen.takes_ns = 2 * SECOND;
	cxl_set_timeout(ctx, 1500);
	ok(cxl_region_memory_offline(region) == -ETIMEDOUT, "the time is over after the first");
	ok(!strcmp(seen.words, "offline online_movable "), "so it was: %s", seen.words);
	are("Movable Movable ");
	end();
}

/* The kernel waits without a limit for memory that is pinned. */
static void test_hang(void)
{
	struct sigaction action = { .sa_handler = wake };

	sigaction(SIGRTMIN, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	begin();
	seen.fail_at = 2;
	seen.hangs = true;
	cxl_set_watchdog(ctx, SIGRTMIN, 1000);
	cxl_set_timeout(ctx, 20);
	ok(cxl_region_memory_offline(region) == -ETIMEDOUT, "it is interrupted at the deadline");
	cxl_set_timeout(ctx, 0);
	are("Movable Movable ");
	memset(&seen, 0, sizeof(seen));
	seen.fail_at = 2;
	seen.hangs = true;
	alarm(1);
	ok(cxl_region_memory_offline(region) == -EINTR, "or by a signal of the program");
	are("Movable Movable ");
	end();
}

/* A block of another region that somebody is offlining, for so many looks. */
static int going_for;

static ssize_t read_going(void *machine, int fd, void *buf, size_t len)
{
	ssize_t n = below->read(machine, fd, buf, len);

	if (n <= 0 || n > 8 || strncmp(buf, "online", 6) || going_for <= 0)
		return n;
	going_for--;
	strcpy(buf, "going-offline\n");
	return (ssize_t)strlen("going-offline\n");
}

static void test_others(void)
{
	uint64_t before;

	begin();
	calls.read = read_going;
	going_for = 3;
	before = sim_now_ns();
	ok(!cxl_region_memory_offline(region) && sim_now_ns() - before >= SECOND / 5,
	   "one process after the other");
	going_for = 1000;
	ok(!cxl_region_memory_online(region, CXL_MEMORY_ZONE_DEFAULT), "given it online");
	cxl_set_timeout(ctx, 500);
	ok(cxl_region_memory_offline(region) == -ETIMEDOUT && seen.writes == 4,
	   "if there is time for that");
	calls.read = below->read;
	end();
}

/* ---- online -------------------------------------------------------------- */

static void test_online(void)
{
	begin();
	ok(!cxl_region_memory_online(region, CXL_MEMORY_ZONE_MOVABLE) && !seen.writes,
	   "it is there already");
	ok(cxl_region_memory_online(region, CXL_MEMORY_ZONE_KERNEL) == -EEXIST && !seen.writes,
	   "but in another zone");
	ok(cxl_region_memory_online(region, 17) == -EINVAL, "no such zone");
	ok(!cxl_region_memory_offline(region) &&
	   !cxl_region_memory_online(region, CXL_MEMORY_ZONE_KERNEL), "then there");
	are("Normal Normal ");
	ok(!cxl_region_memory_online(region, CXL_MEMORY_ZONE_DEFAULT), "which is as good as any");
	ok(!cxl_region_memory_offline(region), "given it offline");
	memset(&seen, 0, sizeof(seen));
	seen.fail_at = 2;
	seen.error = -ENOMEM;
	ok(cxl_region_memory_online(region, CXL_MEMORY_ZONE_DEFAULT) == -ENOMEM, "one does not come");
	ok(!strcmp(seen.words, "online online offline "), "so none does: %s", seen.words);
	are("offline offline ");
	end();
}

static void test_no_blocks(void)
{
	begin();
	ok(!cxl_region_memory_offline(region) && !cxl_region_disable(region), "given none");
	ok(cxl_region_memory_online(region, CXL_MEMORY_ZONE_DEFAULT) == -ENXIO, "none comes");
	end();
}

/* ---- waiting ------------------------------------------------------------- */

static int wait_for(enum cxl_memory_state state, enum cxl_memory_lack *lack)
{
	struct cxl_memory *memory;
	int rc = cxl_region_wait_memory(region, state, 1000, &memory);

	if (memory && lack && cxl_memory_query_lack(memory, state, lack))
		*lack = 99;
	cxl_memory_free(memory);
	return rc;
}

static void test_wait(void)
{
	enum cxl_memory_lack lack = 0;
	uint64_t before;

	begin();
	ok(!wait_for(CXL_MEMORY_READY, NULL) && !wait_for(CXL_MEMORY_ONLINE, NULL), "it is so");
	ok(!cxl_region_memory_offline(region), "given it offline");
	before = sim_now_ns();
	ok(wait_for(CXL_MEMORY_ONLINE, &lack) == -ETIMEDOUT && lack == CXL_MEMORY_LACKS_ONLINE,
	   "it does not come by itself");
	ok(sim_now_ns() - before >= SECOND && sim_now_ns() - before < 2 * SECOND, "in that time");
	cxl_set_timeout(ctx, 100);
	before = sim_now_ns();
	ok(wait_for(CXL_MEMORY_ONLINE, &lack) == -ETIMEDOUT && sim_now_ns() - before < SECOND / 2,
	   "nor when the caller has no time");
	cxl_set_timeout(ctx, 0);
	ok(wait_for(17, NULL) == -EINVAL, "no such state");
	ok(wait_for(CXL_MEMORY_GONE, &lack) == -ETIMEDOUT && lack == CXL_MEMORY_LACKS_LEAVING,
	   "it does not leave either");
	cxl_region_ref(region);
	ok(!cxl_region_disable(region) && !cxl_region_decode_reset(region) &&
	   !cxl_region_delete(region), "given it gone");
	ok(!wait_for(CXL_MEMORY_GONE, NULL) && wait_for(CXL_MEMORY_READY, NULL) == -ENODEV,
	   "that is seen at once");
	cxl_region_unref(region);
	end();
}

/* Somebody else acts once we wait. */
static void bring_online(void)
{
	sim_write(states[0], "online");
}

static void test_event(void)
{
	begin();
	find_states();
	ok(!sim_write(states[0], "offline"), "given a block offline");
	sim_look_out(CALL_WATCH, "events", bring_online);
	ok(!wait_for(CXL_MEMORY_ONLINE, NULL) && !sim_looks_out(), "it comes");
	end();
}

int main(void)
{
	test_offline();
	test_order();
	test_undo();
	test_again();
	test_deadline();
	test_hang();
	test_others();
	test_online();
	test_no_blocks();
	test_wait();
	test_event();
	given_done();
	return tap_done();
}
