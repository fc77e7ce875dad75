/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sweep: every scenario, with everything that may go wrong at each of its calls. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim.h"

#define TEXT_MAX	65536
#define STATE_MAX	8192
#define REASON_MAX	400
#define SETUP_MAX	6
#define DEADLINE_S	20

/* ---- scenario.c -------------------------------------------------------- */

enum aim {
	AIM_LOOK,		/* changes nothing */
	AIM_CREATE,		/* all or nothing */
	AIM_DESTROY,		/* may stop at a safe point */
	AIM_POISON,
	AIM_RECOVER,		/* may have missed another orphan, and says so */
	AIM_WAIT,		/* for what goes on by itself */
	AIM_MAILBOX,		/* by commands to the device: what is half done is said */
};

struct scenario {
	const char *name;
	const struct sim_spec *spec;
	const char *setup[SETUP_MAX];	/* commands that make it what it is */
	const char *command;		/* what is swept: the words behind "cxl" */
	enum aim aim;
	uint64_t named[5];		/* serials that may be written to; none: all */
	const char *refused;		/* writes to this attribute always fail ... */
	int refused_with;		/* ... so: what is swept is the way back */
	int status;			/* of the clean run */
	bool unmarked;			/* what the setup reserved is nobody's */
	bool any;			/* which region is made, is left to the tool */
	const char *hidden;		/* what cannot be seen: the end of a path */
	const char *spared;		/* a region that has no part in it */
};

extern const struct scenario scenarios[];
extern const size_t nr_scenarios;

/* ---- point.c ----------------------------------------------------------- */

/* What goes wrong, and when. */
struct point {
	struct sim_fault fault, second;
	long allocation;		/* the one that fails; 0: none */
};

struct points {
	struct point *all;
	size_t count, room;
};

/* All points of a clean run: of its trace, cards and allocations. */
void points_make(struct points *points, const struct scenario *scenario,
		 long calls, long allocations);
void points_free(struct points *points);

/* One of them that another may follow, or NULL; always the same for a @seed. */
const struct point *points_any(const struct points *points, uint64_t seed);
/* A second fault, at a later one of the @calls that were made with the first; false: none is possible. */
bool point_add_second(struct point *point, long calls, uint64_t seed);

enum sort {
	SORT_SINGLE,		/* one call, one allocation, one event */
	SORT_LASTING,		/* a file, from a call on */
	SORT_PAIR,
	SORTS
};
enum sort point_sort(const struct point *point);

/*
 * "12:EBUSY", "12:EBUSY,20:EIO...", and back; -1 for nonsense. The number
 * may be "last", or how to find it in the trace of the clean run of so many
 * @calls: "write/commit", "write/dpa_size#3".
 */
void point_name(const struct point *point, char *buf, size_t len);
int point_parse(const char *text, long calls, struct point *ret);

/* Of a name of that length; 0: there is none. */
int errno_of(const char *word, size_t len);

/* It passes by itself: a careful reader does not even show it. */
bool point_is_transient(const struct point *point);

/* ---- run.c ------------------------------------------------------------- */

struct outcome {
	bool ended;			/* by returning from main() */
	int status;			/* what it returned, or the signal */
	long calls, allocations;
	int leaks, open_fds;
	char where[96];			/* the first leak was made */
	char out[TEXT_MAX], err[TEXT_MAX];
	char state[STATE_MAX];
};

/* One run of the tool in a process of its own, on the machine as it stands. */
void run_tool(const char *command, const struct point *point,
	      struct outcome *ret);

/* The same without a fault, its standard output led to @fd. */
void run_tool_onto(const char *command, int fd, struct outcome *ret);

/* Several at once, in the turns that sim_schedule() gives. */
void run_together(const char *const *commands, struct outcome *ret, int actors);

/* In the child: what main() would do with the words of @command. */
int run_main(const char *command);
void run_capture_make(void);

#define WORKERS_MAX	16

/* Runs @work in a child, with its @number; returns the stream of what it prints. Ends the program on failure. */
typedef void worker_fn(const void *job, int number, FILE *to);
FILE *worker_start(worker_fn *work, const void *job, int number);
/* Closes the streams and waits for the children. */
void workers_wait(FILE *const *from, int count);

/* ---- wrap.c ------------------------------------------------------------ */

void allocations_begin(long fail_at);
void allocations_end(void);
long allocations_made(void);
int allocations_left(char *where, size_t len);

/* ---- check.c ----------------------------------------------------------- */

/* What a scenario comes to when nothing, or only a card, is in the way. */
struct expected {
	struct sim_fault fault;		/* at the first call */
	char before[STATE_MAX], wish[STATE_MAX], late[STATE_MAX];
	int status;
	char out[TEXT_MAX];
};

struct trial {
	const struct scenario *scenario;
	struct sim_kept start;
	struct expected clean;
	struct expected with[2 * SIM_CARDS];	/* pulled, replaced */
	int nr_with;
	long calls, allocations;
	long commits_at;	/* call of the clean run; 0: it does not */
};

/* 0, or -1 when not even the clean run does what it should: see @reason. */
int trial_begin(struct trial *trial, const struct scenario *scenario,
		char *reason);
void trial_end(struct trial *trial);

/* The calls that are made with the first fault of a pair: they are what the second is chosen from. */
long trial_calls_with(struct trial *trial, const struct point *first);
/* One point: true, or false with a @reason of REASON_MAX bytes. */
bool trial_run(struct trial *trial, const struct point *point, char *reason);
/* The same, and all that was said and done is printed. */
bool trial_show(struct trial *trial, const struct point *point);

/* ---- look.c ------------------------------------------------------------ */

/* NULL, or what is wrong with a listing. */
const char *look_at_listing(const char *json);
/* The same, where the machine stands still: whatever is printed is as it was in @clean. */
const char *look_for_lies(const char *json, const char *clean);

/* ---- claims.c ---------------------------------------------------------- */

#define REMEDY_MAX 256

/* NULL, or the line of @text that is not true of the machine as it is; whether nothing left, or came. */
const char *check_claims(const char *text, bool stood_still);
/* The next command of those "take it back" with, of REMEDY_MAX bytes, and where it ended; NULL: no more. */
const char *next_remedy(const char *text, char *command);
/* Writes "echo VALUE >/FILE"; false: it is another command. */
bool write_by_remedy(const char *command);

/* ---- seeds.c ----------------------------------------------------------- */

/* Of one duet, or of all: NULL. */
int seeds_run(uint64_t first, uint64_t count, int workers, const char *only);
int seed_replay(const char *text);

/* ---- odd.c ------------------------------------------------------------- */

int odd_run(void);

/* ---- commands.c -------------------------------------------------------- */

/* Runs what is recorded of the kernel in @folder, which is test/trace. */
int commands_run(const char *folder);
