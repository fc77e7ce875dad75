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
};

extern const struct scenario scenarios[];
extern const size_t nr_scenarios;

/* ---- point.c ----------------------------------------------------------- */

/* What goes wrong, and when. */
struct point {
	struct sim_fault fault;
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

/* "12:EBUSY", and back; -1 for nonsense. */
void point_name(const struct point *point, char *buf, size_t len);
int point_parse(const char *text, struct point *ret);

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

/* ---- wrap.c ------------------------------------------------------------ */

void allocations_begin(long fail_at);
void allocations_end(void);
long allocations_made(void);
int allocations_left(char *where, size_t len);

/* ---- judge.c ----------------------------------------------------------- */

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
};

/* 0, or -1 when not even the clean run does what it should: see @reason. */
int trial_begin(struct trial *trial, const struct scenario *scenario,
		char *reason);
void trial_end(struct trial *trial);

/* One point: true, or false with a @reason of REASON_MAX bytes. */
bool trial_run(struct trial *trial, const struct point *point, char *reason);
/* The same, and all that was said and done is printed. */
bool trial_show(struct trial *trial, const struct point *point);

/* ---- look.c ------------------------------------------------------------ */

/* NULL, or what is wrong with a listing. */
const char *look_at_listing(const char *json);

/* ---- seeds.c ----------------------------------------------------------- */

int seeds_run(uint64_t first, uint64_t count, int workers);
int seed_replay(const char *text);

/* ---- odd.c ------------------------------------------------------------- */

int odd_run(void);

/* ---- commands.c -------------------------------------------------------- */

/* Runs what is recorded of the kernel in @folder, which is test/trace. */
int commands_run(const char *folder);
