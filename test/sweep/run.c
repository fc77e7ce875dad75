// SPDX-License-Identifier: GPL-2.0-or-later
/* One run of the tool, in a process of its own that shares the machine. */
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

int cxl_main(int argc, char **argv);

/* What the child tells before it ends. */
static struct report {
	bool ended;
	int status;
	long calls, allocations;
	int leaks, open_fds;
	char where[96];
} *report;

static int out_fd = -1, err_fd = -1;

void run_capture_make(void)
{
	out_fd = memfd_create("out", 0);
	err_fd = memfd_create("err", 0);
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (out_fd < 0 || err_fd < 0 || report == MAP_FAILED) {
		perror("capture");
		exit(99);
	}
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
	return cxl_main(argc, argv);
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

static void child(const char *command, const struct point *point)
{
	dup2(out_fd, STDOUT_FILENO);
	dup2(err_fd, STDERR_FILENO);
	set_deadline();
	sim_begin(0);
	if (point)
		sim_set_fault(&point->fault);
	allocations_begin(point ? point->allocation : 0);
	report->status = run_main(command);
	allocations_end();
	fflush(NULL);
	report->calls = sim_calls();
	report->allocations = allocations_made();
	report->open_fds = sim_open_fds(0);
	report->leaks = allocations_left(report->where, sizeof(report->where));
	report->ended = true;
	_exit(0);
}

static void take(int fd, char *buf)
{
	ssize_t n = pread(fd, buf, TEXT_MAX - 1, 0);

	buf[n > 0 ? n : 0] = '\0';
}

static void rewind_capture(int fd)
{
	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		abort();
}

void run_tool(const char *command, const struct point *point,
	      struct outcome *ret)
{
	int wait_status;
	pid_t pid;

	rewind_capture(out_fd);
	rewind_capture(err_fd);
	memset(report, 0, sizeof(*report));
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		child(command, point);
	while (waitpid(pid, &wait_status, 0) < 0)
		if (errno != EINTR)
			abort();
	ret->ended = report->ended;
	ret->status = report->ended ? report->status :
		      WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : -1;
	ret->calls = report->calls;
	ret->allocations = report->allocations;
	ret->leaks = report->leaks;
	ret->open_fds = report->open_fds;
	memcpy(ret->where, report->where, sizeof(ret->where));
	take(out_fd, ret->out);
	take(err_fd, ret->err);
	sim_set_fault(&(struct sim_fault){ 0 });
	sim_end(0);
	sim_describe(ret->state, sizeof(ret->state));
}
