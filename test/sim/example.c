// SPDX-License-Identifier: GPL-2.0-or-later
/* The program of libcxl(3) that creates a region: whole, or nothing is left of it. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "sim.h"
#include "tap.h"

int example_main(int argc, char **argv);

static const struct sim_spec two_cards = {
	.name = "two cards",
	.bridges = { { 0x0c, 2 } },
	.windows = { { 16 * UNIT, 256, 1, { 0 }, true, true } },
	.cards = {
		{ 0, 0, NO_SWITCH, 0, UNIT, 1 },
		{ 0, 1, NO_SWITCH, 2 * UNIT, 0, 2 },
	},
};

/* What is written when a region is made on mem1, in turn. */
static const char *const written[] = {
	"create_ram_region", "interleave_granularity", "interleave_ways",
	"size", "mode", "dpa_size", "target0", "commit", "bind",
};

#define NR_WRITTEN (sizeof(written) / sizeof(*written))

/* Its words are not those of a test. */
static int create(const char *window, const char *memdev)
{
	char name[] = "create-region", root[] = "/", where[32], which[32];
	char *words[] = { name, root, where, which, NULL };

	int tap = dup(STDOUT_FILENO), status;

	strcpy(where, window);
	strcpy(which, memdev);
	fflush(stdout);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	sim_begin(0);
	status = example_main(4, words);
	fflush(stdout);
	dup2(tap, STDOUT_FILENO);
	close(tap);
	return status;
}

static const char *state(void)
{
	static char buf[8192];

	sim_describe(buf, sizeof(buf));
	return buf;
}

static void test_region(void)
{
	ok(create("decoder0.0", "mem1") == 0 && sim_regions_enabled() == 1,
	   "a region is made and enabled");
	ok(create("decoder0.0", "mem1") == 0 && sim_regions_enabled() == 2,
	   "another one, of the next decoder");
	ok(!*sim_orphan() && sim_violations() == 0, "no rule is broken: %s", sim_first_violation());
	ok(sim_open_fds(0) == 0, "no file stays open");
}

static void test_way_back(const char *attr)
{
	char before[8192];

	strcpy(before, state());
	sim_refuse(attr, EIO);
	ok(create("decoder0.0", "mem1") == 1, "\"%s\" is refused: it fails", attr);
	sim_refuse("", 0);
	ok(!strcmp(before, state()), "and the machine is as before");
	ok(!*sim_orphan() && sim_violations() == 0, "no rule is broken: %s", sim_first_violation());
}

static void test_no_plan(void)
{
	ok(create("decoder0.9", "mem1") == 1, "there is no such window");
	ok(create("decoder0.0", "mem9") == 1, "there is no such device");
	ok(create("decoder1.0", "mem1") == 1, "a bridge's decoder is no window");
}

int main(void)
{
	struct sim_kept fresh = { NULL };

	sim_make(&two_cards);
	sim_keep(&fresh);
	test_region();
	for (size_t i = 0; i < NR_WRITTEN; i++) {
		sim_put_back(&fresh);
		test_way_back(written[i]);
	}
	sim_put_back(&fresh);
	test_no_plan();
	sim_kept_free(&fresh);
	return tap_done();
}
