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
		{ 0, 0, NO_SWITCH, UNIT, 0, 1 },
		{ 0, 1, NO_SWITCH, 2 * UNIT, 0, 2 },
	},
};

/* What is written when both cards are interleaved, in turn. */
static const char *const written[] = {
	"create_ram_region", "interleave_granularity", "interleave_ways",
	"size", "mode", "dpa_size", "target0", "target1", "commit", "bind",
};

#define NR_WRITTEN (sizeof(written) / sizeof(*written))

/* Its words are not those of a test. */
static int call(const char *region)
{
	char name[] = "create-region", which[32];
	char *words[] = { name, region ? which : NULL, NULL };
	int tap = dup(STDOUT_FILENO), status;

	strcpy(which, region ? region : "");
	fflush(stdout);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	sim_begin(0);
	status = example_main(region ? 2 : 1, words);
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
	ok(call(NULL) == 0 && sim_regions_enabled() == 1, "a region is created and enabled");
	ok(call("region0") == 0 && sim_regions_enabled() == 0, "it is destroyed");
	ok(call(NULL) == 0 && sim_regions_enabled() == 1, "and its memory can be had again");
	ok(!*sim_orphan() && sim_violations() == 0, "no rule is broken: %s", sim_first_violation());
	ok(sim_open_fds(0) == 0, "no file stays open");
}

/* No window has a way for each memdev once one of them has no memory left. */
static void test_no_more(void)
{
	char before[8192];

	while (call(NULL) == 0)
		;
	strcpy(before, state());
	ok(call(NULL) == 1 && !strcmp(before, state()),
	   "without memory there is no plan, and nothing changes");
}

static void test_way_back(const char *attr)
{
	char before[8192];

	strcpy(before, state());
	sim_refuse(attr, EIO);
	ok(call(NULL) == 1, "\"%s\" is refused: it fails", attr);
	sim_refuse("", 0);
	ok(!strcmp(before, state()), "and the machine is as before");
	ok(!*sim_orphan() && sim_violations() == 0, "no rule is broken: %s", sim_first_violation());
}

static void test_no_region(void)
{
	ok(call("region9") == 1, "there is no such region");
	ok(call("mem0") == 1, "a memdev is no region");
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
	test_no_region();
	sim_put_back(&fresh);
	test_no_more();
	sim_kept_free(&fresh);
	return tap_done();
}
