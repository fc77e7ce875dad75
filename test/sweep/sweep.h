/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sweep: runs every scenario with every fault at each of its calls. */
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
	AIM_REPLACE,		/* the same, and regions go for it */
	AIM_DESTROY,		/* may stop where a later run can finish */
	AIM_MODE,		/* all or nothing, but where it is killed */
	AIM_RETURN,		/* the same, with a line for each region */
	AIM_POISON,
	AIM_RECOVER,		/* may miss another orphan, and reports that */
	AIM_WAIT,		/* for what the device does by itself */
	AIM_MAILBOX,		/* by commands to the device: reports what is half done */
};

/* With which files in which cxl doctor finds something. */
enum sick {
	NOT_SICK,
	SICK,
	SICK_FIRMWARE,		/* its tables are there, but wrong */
};

struct scenario {
	const char *name;
	const struct sim_spec *spec;
	const char *setup[SETUP_MAX];	/* commands that run before */
	const char *command;		/* the arguments of cxl, or "library" and its own, which the sweep tries */
	enum aim aim;
	uint64_t named[5];		/* serials that may be written to; none: all */
	const char *refused;		/* writes to this attribute always fail */
	int refused_with;		/* with this errno: the sweep tries the undo */
	int status;			/* of the clean run */
	bool unmarked;			/* the reservations of the setup have no owner */
	bool any;			/* the tool chooses which region it creates */
	const char *hidden;		/* the end of a path that cannot be read */
	const char *finish;		/* completes a run that was killed, once all regions are enabled */
	const char *spared;		/* a region that must not change */
	enum sick sick;
	bool again;			/* killed, it is completed by running it again, without a recover */
};

extern const struct scenario scenarios[];
extern const size_t nr_scenarios;

/* ---- point.c ----------------------------------------------------------- */

/* One or two faults, and the calls at which they happen. */
struct point {
	struct sim_fault fault, second;
	long allocation;		/* the one that fails; 0: none */
};

struct points {
	struct point *all;
	size_t count, room;
};

/* Makes all points of a clean run, from its trace, cards and allocations. */
void points_make(struct points *points, const struct scenario *scenario,
		 long calls, long allocations);
void points_free(struct points *points);

/* Returns a point that another fault may follow, or NULL; the same one for the same @seed. */
const struct point *points_any(const struct points *points, uint64_t seed);
/* Adds a second fault, at one of the @calls after the first; returns false if none is possible. */
bool point_add_second(struct point *point, long calls, uint64_t seed);

enum sort {
	SORT_SINGLE,		/* a fault at one call or allocation */
	SORT_LASTING,		/* a fault at each call on a file, from one call on */
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

/* Returns the errno with this name of @len bytes, or 0. */
int errno_of(const char *word, size_t len);

/* Whether the fault is transient: the tool has to retry, and succeed. */
bool point_is_transient(const struct point *point);

/* ---- run.c ------------------------------------------------------------- */

struct outcome {
	bool ended;			/* main() returned */
	int status;			/* what main() returned, or the signal */
	long calls, allocations;
	int leaks, open_fds;
	char where[96];			/* where the first leak was allocated */
	char out[TEXT_MAX], err[TEXT_MAX];
	char state[STATE_MAX];
};

/* Runs the tool once in a child, on the machine as it is. */
void run_tool(const char *command, const struct point *point,
	      struct outcome *ret);

/* The same without a fault, with standard output redirected to @fd. */
void run_tool_onto(const char *command, int fd, struct outcome *ret);

/* Runs several at once, interleaved as sim_schedule() has set. */
void run_together(const char *const *commands, struct outcome *ret, int actors);

/* In the child: calls main() with the words of @command; of "library ...", the one in library.c. */
int run_main(const char *command);
void run_capture_make(void);

#define WORKERS_MAX	16

/* Runs @work in a child, with its @number; returns the stream of what it prints. Ends the program on failure. */
typedef void worker_fn(const void *job, int number, FILE *to);
FILE *worker_start(worker_fn *work, const void *job, int number);
/* Closes the streams and waits for the children. */
void workers_wait(FILE *const *from, int count);

/* ---- library.c --------------------------------------------------------- */

/* How a line begins that says that the library reported its steps wrongly. */
#define WRONG_PROGRESS "wrong progress: "

/* Does what @words name, by the library alone; returns a status, and prints as cxl does. */
int library_main(char **words);

/* ---- wrap.c ------------------------------------------------------------ */

void allocations_begin(long fail_at);
void allocations_end(void);
long allocations_made(void);
int allocations_left(char *where, size_t len);

/* ---- check.c ----------------------------------------------------------- */

/* The expected result of a scenario without a fault, or with one card that leaves or is replaced. */
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
	struct expected with[2 * SIM_CARDS];	/* for each card: pulled, replaced */
	int nr_with;
	long calls, allocations;
	long commits_at;	/* number of the call in the clean run; 0: it does not commit */
};

/* Returns 0, or -1 with a @reason if the clean run fails. */
int trial_begin(struct trial *trial, const struct scenario *scenario,
		char *reason);
void trial_end(struct trial *trial);

/* Returns the number of calls with the first fault of a pair, from which the second is chosen. */
long trial_calls_with(struct trial *trial, const struct point *first);
/* Tries one point: returns true, or false with a @reason of REASON_MAX bytes. */
bool trial_run(struct trial *trial, const struct point *point, char *reason);
/* The same, and prints the output of the tool and the state of the machine. */
bool trial_show(struct trial *trial, const struct point *point);

/* ---- look.c ------------------------------------------------------------ */

/* Does the screen of `cxl status` have a line that says why it does not exit with 0? */
bool has_advice(const char *view);

/* Returns what is wrong with a listing, or NULL. */
const char *look_at_listing(const char *json);
/* The same for a machine that does not change: all that is printed has to be as in @clean. */
const char *look_for_lies(const char *json, const char *clean);

/* ---- sick.c ------------------------------------------------------------ */

/* Adds the files in which cxl doctor finds something. */
void sick_make(enum sick sick);
/* Whether @text is what cxl doctor prints. */
bool is_diagnosis(const char *text);
/* Returns the check that says nothing in @text, but does in @clean, or NULL. */
const char *look_for_well(const char *text, const char *clean);

/* ---- claims.c ---------------------------------------------------------- */

#define REMEDY_MAX 256

/* Returns the line of @text that is not true of the machine now, or NULL; @stood_still: no card left or came. */
const char *check_claims(const char *text, bool stood_still);
/* Writes the next command that @text names as a remedy, of REMEDY_MAX bytes; returns where it ends, or NULL. */
const char *next_remedy(const char *text, char *command);
/* Executes "echo VALUE >/FILE"; returns false if it is another command. */
bool write_by_remedy(const char *command);

/* ---- seeds.c ----------------------------------------------------------- */

/* Runs the seeds of one duet, or of all if @only is NULL. */
int seeds_run(uint64_t first, uint64_t count, int workers, const char *only);
int seed_replay(const char *text);

/* ---- odd.c ------------------------------------------------------------- */

int odd_run(void);

/* ---- commands.c -------------------------------------------------------- */

/* Runs the commands recorded in @folder, which is test/trace. */
int commands_run(const char *folder);
