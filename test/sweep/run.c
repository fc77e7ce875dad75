// SPDX-License-Identifier: GPL-2.0-or-later
/* One run of the tool, in a process that shares the machine; and the workers that run it at many points. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sweep.h"

#define WORDS_MAX 32
#define ACTORS_MAX 2

int cxl_main(int argc, char **argv);

/* What the child tells before it ends. */
static struct report {
	bool ended;
	int status;
	long calls, allocations;
	int leaks, open_fds;
	char where[96];
} *reports;

static int out_fds[ACTORS_MAX], err_fds[ACTORS_MAX];

void run_capture_make(void)
{
	reports = mmap(NULL, sizeof(*reports) * ACTORS_MAX,
		       PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (reports == MAP_FAILED)
		abort();
	for (int i = 0; i < ACTORS_MAX; i++) {
		out_fds[i] = memfd_create("out", 0);
		err_fds[i] = memfd_create("err", 0);
		if (out_fds[i] < 0 || err_fds[i] < 0)
			abort();
	}
}

FILE *worker_start(worker_fn *work, const void *job, int number)
{
	int ends[2];

	if (pipe(ends) < 0)
		abort();
	fflush(NULL);
	if (fork() == 0) {
		FILE *to = fdopen(ends[1], "w");

		close(ends[0]);
		run_capture_make();
		work(job, number, to);
		fclose(to);
		_exit(0);
	}
	close(ends[1]);
	return fdopen(ends[0], "r");
}

void workers_wait(FILE *const *from, int count)
{
	for (int i = 0; i < count; i++)
		fclose(from[i]);
	for (int i = 0, status; i < count; i++)
		wait(&status);
}

int run_main(const char *command)
{
	static char text[1024];
	char *argv[WORDS_MAX] = { "cxl" }, *save = NULL;
	int argc = 1;

	snprintf(text, sizeof(text), "%s", command);
	for (char *word = strtok_r(text, " ", &save); word && argc < WORDS_MAX - 1;
	     word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	return !strcmp(argv[1], "library") ? library_main(argv + 2) : cxl_main(argc, argv);
}

/* Time stands still in here, so the host's own clock ends what hangs. */
static void set_deadline(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGKILL };
	struct itimerspec after = { .it_value.tv_sec = DEADLINE_S };
	timer_t timer;

	if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
		timer_settime(timer, 0, &after, NULL);
}

static void tell(struct report *report, int actor)
{
	allocations_end();
	fflush(NULL);
	report->calls = sim_calls();
	report->allocations = allocations_made();
	report->open_fds = sim_open_fds(actor);
	report->leaks = allocations_left(report->where, sizeof(report->where));
	report->ended = true;
}

/* Where the build counts the lines that run (test/coverage), their number would be lost. */
extern void __gcov_dump(void) __attribute__((weak));

static void child_ends(void)
{
	if (__gcov_dump)
		__gcov_dump();
	_exit(0);
}

static void child_begins(int actor)
{
	dup2(out_fds[actor], STDOUT_FILENO);
	dup2(err_fds[actor], STDERR_FILENO);
	set_deadline();
}

static void child(const char *command, const struct point *point)
{
	child_begins(0);
	sim_begin(0);
	if (point) {
		sim_set_fault(&point->fault);
		sim_set_second_fault(&point->second);
	}
	allocations_begin(point ? point->allocation : 0);
	reports[0].status = run_main(command);
	tell(&reports[0], 0);
	child_ends();
}

static void child_together(const char *command, int actor)
{
	child_begins(actor);
	sim_actor_starts(actor);
	allocations_begin(0);
	reports[actor].status = run_main(command);
	tell(&reports[actor], actor);
	sim_end(actor);
	sim_actor_ends(actor);
	child_ends();
}

static void take(int fd, char *buf)
{
	ssize_t n = pread(fd, buf, TEXT_MAX - 1, 0);

	buf[n > 0 ? n : 0] = '\0';
}

/* What is no file keeps nothing. */
static void rewind_capture(int fd)
{
	if (ftruncate(fd, 0) == 0)
		lseek(fd, 0, SEEK_SET);
}

static void prepare(int actor)
{
	rewind_capture(out_fds[actor]);
	rewind_capture(err_fds[actor]);
	memset(&reports[actor], 0, sizeof(*reports));
	fflush(NULL);
}

static void collect(int actor, int wait_status, struct outcome *ret)
{
	const struct report *report = &reports[actor];

	ret->ended = report->ended;
	ret->status = report->ended ? report->status :
		      WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : -1;
	ret->calls = report->calls;
	ret->allocations = report->allocations;
	ret->leaks = report->leaks;
	ret->open_fds = report->open_fds;
	memcpy(ret->where, report->where, sizeof(ret->where));
	take(out_fds[actor], ret->out);
	take(err_fds[actor], ret->err);
}

void run_tool(const char *command, const struct point *point,
	      struct outcome *ret)
{
	int wait_status;
	pid_t pid;

	prepare(0);
	pid = fork();
	if (pid == 0)
		child(command, point);
	while (waitpid(pid, &wait_status, 0) < 0)
		if (errno != EINTR)
			abort();
	collect(0, wait_status, ret);
	sim_set_fault(&(struct sim_fault){ 0 });
	sim_end(0);
	sim_describe(ret->state, sizeof(ret->state));
}

void run_tool_onto(const char *command, int fd, struct outcome *ret)
{
	int before = out_fds[0];

	out_fds[0] = fd;
	run_tool(command, NULL, ret);
	out_fds[0] = before;
}

void run_together(const char *const *commands, struct outcome *ret, int actors)
{
	pid_t pids[ACTORS_MAX];

	for (int i = 0; i < actors; i++) {
		prepare(i);
		pids[i] = fork();
		if (pids[i] == 0)
			child_together(commands[i], i);
	}
	for (int left = actors; left;) {
		int wait_status;
		pid_t pid = wait(&wait_status);

		for (int i = 0; i < actors; i++) {
			if (pids[i] != pid)
				continue;
			left--;
			collect(i, wait_status, &ret[i]);
			if (!ret[i].ended)
				sim_actor_ends(i);	/* it cannot say so itself */
		}
	}
}
