// SPDX-License-Identifier: GPL-2.0-or-later
/* The sweep's main: which scenarios and points, by how many workers, and the sum of it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sweep.h"

#define SHOWN_MAX	8
#define FIRSTS		1		/* of pairs, for each call of the clean run */
#define SECONDS		2		/* for each of them */

static int workers = 2;
static unsigned int step = 1;		/* of so many points one is tried */

/* Leaks are found by counting; the sanitizer's own search would take too long. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0:allocator_may_return_null=1";
}

/* ---- a worker: every n-th point of one scenario ------------------------ */

static void try(struct trial *trial, const struct point *point, FILE *to)
{
	char reason[REASON_MAX], name[64];
	bool good = trial_run(trial, point, reason);

	for (char *c = reason; *c; c++)
		*c = *c == '\n' || *c == '\t' ? ' ' : *c;
	point_name(point, name, sizeof(name));
	fprintf(to, "%d%d %s\t%s\n", !good, point_sort(point), name, reason);
}

/* Several seconds for one first, which has to be run to see what can follow. */
static void try_pairs(struct trial *trial, const struct points *points,
		      uint64_t seed, FILE *to)
{
	const struct point *first = points_any(points, seed);
	struct point pairs[SECONDS];
	int count = 0;
	long calls;

	if (!first)
		return;
	calls = trial_calls_with(trial, first);
	for (int i = 0; i < SECONDS; i++) {
		pairs[count] = *first;
		count += point_add_second(&pairs[count], calls, seed + (uint64_t)i * points->count);
	}
	for (int i = 0; i < count; i++)
		try(trial, &pairs[i], to);
}

static void work(const void *job, int worker, FILE *to)
{
	const struct scenario *s = job;
	static struct trial trial;
	char reason[REASON_MAX];
	struct points points;

	if (trial_begin(&trial, s, reason) < 0) {
		fprintf(to, "10 clean\t%s\n", reason);
		return;
	}
	points_make(&points, s, trial.calls, trial.allocations);
	for (size_t i = (size_t)worker * step; i < points.count;
	     i += (size_t)workers * step)
		try(&trial, &points.all[i], to);
	for (size_t i = (size_t)worker * step; !s->hidden && i < (size_t)trial.calls * FIRSTS;
	     i += (size_t)workers * step)
		try_pairs(&trial, &points, i, to);
	points_free(&points);
	trial_end(&trial);
}

/* ---- one scenario ------------------------------------------------------ */

struct tally {
	long points[SORTS], violations;
};

static long points_of(const struct tally *tally)
{
	return tally->points[SORT_SINGLE] + tally->points[SORT_LASTING] + tally->points[SORT_PAIR];
}

static void show(const struct scenario *s, char *line, long bad)
{
	char *tab = strchr(line, '\t');

	if (bad > SHOWN_MAX && !getenv("SWEEP_ALL"))
		return;
	*tab = '\0';
	printf("#   %s  sweep --replay %s:%s\n", tab + 1, s->name, line + 3);
}

static void take(const struct scenario *s, FILE *from, struct tally *tally)
{
	char line[REASON_MAX + 128];

	while (fgets(line, sizeof(line), from)) {
		line[strcspn(line, "\n")] = '\0';
		tally->points[line[1] - '0']++;
		if (*line == '1')
			show(s, line, ++tally->violations);
	}
}

static bool sweep(const struct scenario *s, int number, struct tally *total)
{
	FILE *from[WORKERS_MAX];
	struct tally tally = { 0 };
	bool good;

	for (int i = 0; i < workers; i++)
		from[i] = worker_start(work, s, i);
	for (int i = 0; i < workers; i++)
		take(s, from[i], &tally);
	workers_wait(from, workers);
	good = !tally.violations && points_of(&tally);
	printf("%sok %d - %s: %ld single, %ld lasting, %ld pairs, %ld violations\n",
	       good ? "" : "not ", number, s->name, tally.points[SORT_SINGLE],
	       tally.points[SORT_LASTING], tally.points[SORT_PAIR], tally.violations);
	fflush(stdout);
	for (int i = 0; i < SORTS; i++)
		total->points[i] += tally.points[i];
	total->violations += tally.violations;
	return good;
}

/* ---- a replay ---------------------------------------------------------- */

static const struct scenario *find(const char *name, size_t len)
{
	for (size_t i = 0; i < nr_scenarios; i++)
		if (strlen(scenarios[i].name) == len &&
		    !strncmp(scenarios[i].name, name, len))
			return &scenarios[i];
	return NULL;
}

static int replay(const char *text)
{
	const struct scenario *s = find(text, strcspn(text, ":"));
	const char *rest = text + strcspn(text, ":");
	static struct trial trial;
	char reason[REASON_MAX];
	struct point point = { 0 };

	run_capture_make();
	if (s && trial_begin(&trial, s, reason) < 0) {
		printf("not ok - %s\n", reason);
		return 1;
	}
	if (!s || (*rest && point_parse(rest + 1, trial.calls, &point) < 0)) {
		fprintf(stderr, "sweep: no such point: %s\n", text);
		return 2;
	}
	return !trial_show(&trial, &point);
}

/* ---- all --------------------------------------------------------------- */

static int sweep_all(char **names)
{
	int bad = 0, count = 0;
	struct tally total = { 0 };

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < nr_scenarios; i++) {
		bool wanted = !*names;

		for (char **n = names; *n; n++)
			wanted |= !strcmp(*n, scenarios[i].name);
		if (wanted)
			bad += !sweep(&scenarios[i], ++count, &total);
	}
	printf("# %ld points, one of %u: %ld single, %ld lasting, %ld pairs; %ld violations\n1..%d\n",
	       points_of(&total), step, total.points[SORT_SINGLE], total.points[SORT_LASTING],
	       total.points[SORT_PAIR], total.violations, count);
	return bad != 0;
}

static int usage(void)
{
	fprintf(stderr, "usage: sweep [--step N] [--workers N] [SCENARIO...]\n"
		"       sweep --replay SCENARIO[:CALL:KIND[,CALL:KIND]]\n"
		"       sweep [--workers N] --seeds COUNT [DUET]\n"
		"       sweep --seed DUET:SEED\n"
		"       sweep --odd\n"
		"       sweep --commands FOLDER\n");
	return 2;
}

/* What nohup or a shell's background told us to ignore, the tool would ignore. */
static void notice_signals(void)
{
	signal(SIGHUP, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
}

int main(int argc, char **argv)
{
	int i = 1;

	unsetenv("CXL_LOG");
	setenv("CXL_REGIONS_PATH", LAYOUT_FOLDER, 1);
	notice_signals();
	for (; i < argc && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "--step") && i + 1 < argc)
			step = (unsigned int)atoi(argv[++i]);
		else if (!strcmp(argv[i], "--workers") && i + 1 < argc)
			workers = atoi(argv[++i]);
		else if (!strcmp(argv[i], "--replay") && i + 1 < argc)
			return replay(argv[i + 1]);
		else if (!strcmp(argv[i], "--seeds") && i + 1 < argc)
			return seeds_run(0, strtoull(argv[i + 1], NULL, 10), workers, argv[i + 2]);
		else if (!strcmp(argv[i], "--seed") && i + 1 < argc)
			return seed_replay(argv[i + 1]);
		else if (!strcmp(argv[i], "--odd"))
			return odd_run();
		else if (!strcmp(argv[i], "--commands") && i + 1 < argc)
			return commands_run(argv[i + 1]);
		else
			return usage();
	}
	if (!step || workers < 1 || workers > WORKERS_MAX)
		return usage();
	return sweep_all(argv + i);
}
