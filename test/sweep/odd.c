// SPDX-License-Identifier: GPL-2.0-or-later
/* Odd hosts: a full disk, a kernel without file locks. The command does its work, and prints a line about the host. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/io.h"
#include "sweep.h"

#define ACTED	"everything was done, but its description could not be written: no space left"
#define LOOKED	"standard output: write: no space left"
#define UNLOCKED "the kernel has no file locks"

/* ---- a full disk --------------------------------------------------------- */

static bool only_looks(const struct scenario *s)
{
	return s->aim == AIM_LOOK || !strncmp(s->command, "diff ", strlen("diff "));
}

/* NULL, or what is wrong with how it ended before a full disk. */
static const char *check_full(const struct trial *t, const struct outcome *o)
{
	bool prints = *t->clean.out || strstr(o->err, LOOKED);	/* labels may be all zeros */
	bool fails = t->clean.status;

	if (!o->ended)
		return "it did not end";
	if (strcmp(o->state, t->clean.wish))
		return "something else was done";
	if (o->status != (prints && !fails ? 1 : t->clean.status))
		return "the status is another";
	if (prints && !strstr(o->err, ACTED) && !strstr(o->err, LOOKED))
		return "no line names what was lost";
	if (prints && !fails && !only_looks(t->scenario) && !strstr(o->err, ACTED))
		return "it does not say that all was done";
	if (prints && t->scenario->aim == AIM_LOOK && strstr(o->err, ACTED))
		return "nothing was to be done";
	return NULL;
}

static int full = -1;

static void run_full(const char *command, struct outcome *ret)
{
	run_tool_onto(command, full, ret);
}

/* ---- no locks ------------------------------------------------------------ */

static int lock_nothing(void *machine, int fd)
{
	return -ENOSYS;
}

static void run_unlocked(const char *command, struct outcome *ret)
{
	const struct io_calls *before = io_calls_here;
	struct io_calls calls = *before;

	calls.lock = lock_nothing;
	io_calls_here = &calls;
	run_tool(command, NULL, ret);
	io_calls_here = before;
}

static bool changes_regions(const struct scenario *s)
{
	if (strstr(s->command, "--dry-run"))
		return false;
	return s->aim == AIM_CREATE || !strncmp(s->command, "destroy-region", strlen("destroy-region"));
}

static const char *check_unlocked(const struct trial *t, const struct outcome *o)
{
	const char *said = strstr(o->err, UNLOCKED);

	if (!o->ended)
		return "it did not end";
	if (strcmp(o->state, t->clean.wish) || o->status != t->clean.status)
		return "it does not do what it does with locks";
	if (!said && changes_regions(t->scenario) && !t->clean.status)
		return "it does not say that nothing was locked";
	if (said && strstr(said + 1, UNLOCKED))
		return "it says so more than once";
	return NULL;
}

/* ---- both ---------------------------------------------------------------- */

struct oddity {
	const char *name;
	void (*run)(const char *command, struct outcome *ret);
	const char *(*check)(const struct trial *t, const struct outcome *o);
};

static bool try(const struct scenario *s, const struct oddity *odd, int number)
{
	static struct trial trial;
	static struct outcome o;
	char reason[REASON_MAX];
	const char *wrong = reason;

	if (trial_begin(&trial, s, reason) == 0) {
		sim_put_back(&trial.start);
		odd->run(s->command, &o);
		wrong = odd->check(&trial, &o);
	}
	trial_end(&trial);
	printf("%sok %d - %s: %s: cxl %s\n", wrong ? "not " : "", number, odd->name,
	       s->name, s->command);
	if (wrong)
		printf("# %s: status %d, it says: %s\n", wrong, o.status, o.err);
	return !wrong;
}

int odd_run(void)
{
	static const struct oddity oddities[] = {
		{ "a full disk", run_full, check_full },
		{ "no locks", run_unlocked, check_unlocked },
	};
	int number = 0, bad = 0;

	full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	if (full < 0) {
		printf("1..0 # SKIP no /dev/full\n");
		return 0;
	}
	run_capture_make();
	for (size_t k = 0; k < sizeof(oddities) / sizeof(*oddities); k++)
		for (size_t i = 0; i < nr_scenarios; i++)
			bad += !try(&scenarios[i], &oddities[k], ++number);
	printf("1..%d\n", number);
	return bad != 0;
}
