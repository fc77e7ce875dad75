// SPDX-License-Identifier: GPL-2.0-or-later
/* Two runs of the tool on one machine, call by call as a seed has it, and cards that come and go. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sweep.h"

#define ACTORS 2

struct duet {
	const char *name;
	const char *setup[SETUP_MAX];
	const char *commands[ACTORS];
	bool hotplug;
	bool counts;		/* as many regions stand as were reported made */
	bool none_left;		/* once one says so */
	bool all_succeed;	/* neither sees what the other has half done */
	int regions;		/* so many stand afterwards; 0: any number */
};

#define HALF	"create-region -t ram -d decoder0.0 -m mem1 -s 256M"
#define OTHER	"create-region -t pmem -d decoder0.0 -m mem0 -s 256M"
#define WIDE	"create-region -t ram -d decoder0.2 -m mem1 mem3 -s 512M"
#define APPLY	"apply " LAYOUT_FILE
#define DESTROY	"destroy-region -f all"

static const struct duet duets[] = {
	{ "create-create", { NULL }, { HALF, HALF }, .counts = true },
	{ "create-other", { NULL }, { HALF, OTHER }, .counts = true },
	{ "create-wide", { NULL }, { WIDE, WIDE }, .counts = true },
	{ "create-destroy", { OTHER }, { WIDE, DESTROY } },
	{ "destroy-destroy", { HALF, OTHER }, { DESTROY, DESTROY }, .none_left = true },
	{ "list-create", { NULL }, { "list -vv", WIDE }, .counts = true },
	{ "list-destroy", { WIDE }, { "list -vv", DESTROY }, .none_left = true },
	{ "library-create", { NULL }, { "library create decoder0.2 mem1 mem3", WIDE }, .counts = true },
	{ "library-destroy", { OTHER, WIDE }, { "library destroy -f region2", DESTROY }, .none_left = true },
	{ "library-recover", { NULL }, { WIDE, "library recover" }, .counts = true,
	  .all_succeed = true },
	{ "apply-apply", { NULL }, { APPLY, APPLY }, .all_succeed = true, .regions = 1 },
	{ "apply-recover", { NULL }, { APPLY, "recover" }, .all_succeed = true, .regions = 1 },
	{ "replace-replace", { WIDE }, { "apply --replace " LAYOUT_FILE, "apply --replace " LAYOUT_FILE },
	  .all_succeed = true, .regions = 1 },
	{ "plug-apply", { NULL }, { APPLY, APPLY }, .hotplug = true },
	{ "plug-create", { NULL }, { HALF, WIDE }, .hotplug = true },
	{ "plug-destroy", { OTHER, WIDE }, { DESTROY, DESTROY }, .hotplug = true },
	{ "plug-mixed", { OTHER }, { WIDE, DESTROY }, .hotplug = true },
	{ "plug-list", { WIDE }, { "list -vv", HALF }, .hotplug = true },
};

#define NR_DUETS (sizeof(duets) / sizeof(*duets))

static struct outcome outcomes[ACTORS];

/* ---- checking ---------------------------------------------------------- */

/* Whether it does that, by the tool or by the library. */
static bool is(const char *command, const char *verb)
{
	if (!strncmp(command, "library ", strlen("library ")))
		command += strlen("library ");
	return !strncmp(command, verb, strlen(verb));
}

static const char *check_actor(const struct duet *d, int actor)
{
	const struct outcome *o = &outcomes[actor];

	if (!o->ended)
		return o->status == 9 ? "one hangs" : "one crashes";
	if (o->leaks)
		return "memory leaks";
	if (o->open_fds)
		return "a file stays open";
	if (o->status && !*o->err)
		return "one failed without a word";
	if (o->status && d->all_succeed)
		return "one saw what the other had half done";
	if (strstr(o->err, "runtime error:"))
		return strstr(o->err, "runtime error:");
	if (strstr(o->err, WRONG_PROGRESS))
		return strstr(o->err, WRONG_PROGRESS);
	return is(d->commands[actor], "list") ? look_at_listing(o->out) : NULL;
}

static bool is_residue_said(void)
{
	for (int i = 0; i < ACTORS; i++)
		if (strstr(outcomes[i].err, "so this is left") ||
		    strstr(outcomes[i].err, "so it is still taken"))
			return true;
	return false;
}

static const char *check(const struct duet *d)
{
	int made = 0, destroyed = 0;
	const char *what = sim_violations() ? sim_first_violation() : NULL;

	for (int i = 0; i < ACTORS && !what; i++) {
		what = check_actor(d, i);
		if (!outcomes[i].status)
			made += is(d->commands[i], "create");
		if (!outcomes[i].status)
			destroyed += is(d->commands[i], "destroy");
	}
	if (!what && *sim_orphan() && !is_residue_said())
		what = sim_orphan();
	if (!what && d->counts && made != sim_regions_enabled())
		what = "not as many regions as were reported made";
	if (!what && d->regions && d->regions != sim_regions_enabled())
		what = "not as many regions as the layout has";
	if (!what && d->none_left && destroyed && sim_regions_enabled())
		what = "a region is left, and one says there is none";
	return what;
}

/* ---- running ----------------------------------------------------------- */

static const char *run(const struct duet *d, const struct sim_kept *start,
		       uint64_t seed)
{
	sim_put_back(start);
	sim_set_hotplug(d->hotplug);
	for (int i = 0; i < ACTORS; i++)
		sim_begin(i);
	sim_schedule(seed, ACTORS);
	run_together(d->commands, outcomes, ACTORS);
	return check(d);
}

static int set_up(const struct duet *d, struct sim_kept *start)
{
	static struct outcome o;

	sim_make(&sim_mixed);
	for (int i = 0; i < SETUP_MAX && d->setup[i]; i++) {
		run_tool(d->setup[i], NULL, &o);
		if (o.status || !o.ended) {
			printf("# %s: %s\n", d->setup[i], o.err);
			return -1;
		}
	}
	sim_keep(start);
	return 0;
}

struct job {
	const struct duet *duet;
	uint64_t first, end;
	int workers;
};

static void work(const void *data, int worker, FILE *to)
{
	const struct job *job = data;
	struct sim_kept start = { 0 };

	if (set_up(job->duet, &start) < 0) {
		fprintf(to, "1 0 the setup failed\n");
		return;
	}
	for (uint64_t seed = job->first + (uint64_t)worker; seed < job->end; seed += (uint64_t)job->workers) {
		const char *what = run(job->duet, &start, seed + 1);

		fprintf(to, "%d %llu %s\n", what != NULL,
			(unsigned long long)seed + 1, what ? what : "");
	}
	sim_kept_free(&start);
}

static long run_duet(const struct job *job, int number)
{
	const struct duet *d = job->duet;
	FILE *from[WORKERS_MAX];
	char line[600];
	long bad = 0, runs = 0;

	for (int i = 0; i < job->workers; i++)
		from[i] = worker_start(work, job, i);
	for (int i = 0; i < job->workers; i++)
		while (fgets(line, sizeof(line), from[i])) {
			char *what = strchr(line + 2, ' ');

			runs++;
			if (*line == '0' || ++bad > 8)
				continue;
			*what++ = '\0';
			printf("#   %.*s  sweep --seed %s:%s\n",
			       (int)strcspn(what, "\n"), what, d->name, line + 2);
		}
	workers_wait(from, job->workers);
	printf("%sok %d - %s: %ld seeds, %ld violations\n",
	       bad || !runs ? "not " : "", number, d->name, runs, bad);
	fflush(stdout);
	return bad;
}

int seeds_run(uint64_t first, uint64_t count, int workers, const char *only)
{
	long bad = 0;
	int number = 0;

	for (size_t i = 0; i < NR_DUETS; i++)
		if (!only || !strcmp(only, duets[i].name))
			bad += run_duet(&(struct job){ &duets[i], first, first + count, workers }, ++number);
	printf("1..%d\n", number);
	return bad || !number;
}

/* "plug-create:17", with all that both said and the state they left. */
int seed_replay(const char *text)
{
	struct sim_kept start = { 0 };
	size_t len = strcspn(text, ":");
	static char state[STATE_MAX];

	run_capture_make();
	for (size_t i = 0; i < NR_DUETS; i++) {
		const char *what;

		if (strlen(duets[i].name) != len ||
		    strncmp(duets[i].name, text, len) || !text[len])
			continue;
		if (set_up(&duets[i], &start) < 0)
			return 1;
		what = run(&duets[i], &start, strtoull(text + len + 1, NULL, 10));
		for (int a = 0; a < ACTORS; a++)
			printf("# cxl %s: status %d\n%s%s", duets[i].commands[a],
			       outcomes[a].status, outcomes[a].out, outcomes[a].err);
		sim_describe(state, sizeof(state));
		printf("# after:\n%s%sok - %s\n", state, what ? "not " : "",
		       what ? what : "");
		return what != NULL;
	}
	fprintf(stderr, "sweep: no such seed: %s\n", text);
	return 2;
}
