// SPDX-License-Identifier: GPL-2.0-or-later
/* Two processes: the child works, ends, writes, gets a signal or hangs, and the parent reports that. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/output.h"
#include "core/streams.h"
#include "cli/supervise.h"
#include "tap.h"

#define LIMIT_MS 2000

static struct output *listing;
static volatile bool *is_done;		/* what a worker tells us without a stream */

static void work_and_exit(void)
{
	_exit(7);
}

static void write_both(void)
{
	for (int i = 0; i < 3; i++) {
		dprintf(STDOUT_FILENO, "out ");
		dprintf(STDERR_FILENO, "err ");
	}
	_exit(0);
}

static void write_much(void)
{
	static char text[300000];

	memset(text, 'x', sizeof(text));
	for (size_t at = 0; at < sizeof(text);)
		at += (size_t)write(STDOUT_FILENO, text + at, sizeof(text) - at);
	_exit(0);
}

static void be_killed(void)
{
	raise(SIGKILL);
}

static void stop_softly(int number)
{
	_exit(128 + number);
}

static void wait_for_term(void)
{
	signal(SIGTERM, stop_softly);
	kill(getppid(), SIGTERM);
	for (;;)
		pause();
}

static void wait_to_die(void)
{
	kill(getppid(), SIGTERM);
	for (;;)
		pause();
}

/* Nobody reads the pipes of one who lost its parent: here it tells that it ends. */
static int told[2] = { -1, -1 };

static void write_told(void)
{
	if (told[1] >= 0 && write(told[1], "", 1) != 1)
		_exit(1);
}

static bool was_told(void)
{
	struct pollfd fd = { .fd = told[0], .events = POLLIN };

	return poll(&fd, 1, 10000) == 1;
}

static void stop_late(int number)
{
	(void)number;
	sleep(1);
	write_told();
	dprintf(STDOUT_FILENO, "undone");
	_exit(0);
}

/* Its parent is killed: it gets SIGTERM, and ends by itself. */
static void lose_parent(void)
{
	signal(SIGTERM, stop_late);
	kill(getppid(), SIGKILL);
	sleep(20);
	_exit(1);
}

/* The parent of a vfork()ed child sleeps uninterruptibly, as in a wait of the kernel. */
static void hang(void)
{
	struct timespec long_time = { .tv_sec = 20 };
	pid_t pid = vfork();

	if (pid == 0) {
		clock_nanosleep(CLOCK_MONOTONIC, 0, &long_time, NULL);
		_exit(0);
	}
	_exit(0);
}

/* Much of it is on its way already, the end is not. */
static void hang_while_listing(void)
{
	output_begin_line(listing, stdout);
	output_open_array(listing, NULL);
	for (int i = 0; i < OUTPUT_ROOM / 8; i++) {
		output_open_object(listing, NULL);
		output_int(listing, "n", i);
		output_close_object(listing);
	}
	output_open_object(listing, NULL);
	output_text(listing, "region", "region0");
	output_open_array(listing, "mappings");
	hang();
}

static void work_long(void)
{
	sleep(LIMIT_MS / 1000 + 2);
	_exit(5);
}

/* Long after the reader has gone; a listing ends there, what acts goes on. */
static void write_to_nobody(void)
{
	for (int i = 0; i < 20; i++) {
		dprintf(STDOUT_FILENO, "a line\n");
		usleep(10000);
	}
	*is_done = true;
	_exit(0);
}

static void act_for_nobody(void)
{
	streams_act();
	write_to_nobody();
}

struct outcome {
	int status;		/* as wait() has it */
	double seconds;
	char text[400000];	/* what both wrote */
	size_t read;		/* by a slow reader */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void read_all(int fd, char *text, size_t size)
{
	size_t used = 0;
	ssize_t n;

	while (used < size - 1 &&
	       (n = read(fd, text + used, size - 1 - used)) > 0)
		used += (size_t)n;
	text[used] = '\0';
}

/* Both streams lead into one pipe, which ends with the last who has it. */
static struct outcome *try_again(void (*work)(void), void (*instead)(void))
{
	enum supervised end;
	static struct outcome o;
	double start = now();
	int pipes[2];
	enum status status;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) < 0)
		exit(1);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		dup2(pipes[1], STDOUT_FILENO);
		dup2(pipes[1], STDERR_FILENO);
		close(pipes[0]);
		close(pipes[1]);
		end = supervise(LIMIT_MS, listing, &status);
		if (end == SUPERVISED_NOTHING && instead) {
			work = instead;
			end = supervise(LIMIT_MS, listing, &status);
		}
		if (end == SUPERVISED_HERE)
			work();
		_exit(status);
	}
	close(pipes[1]);
	read_all(pipes[0], o.text, sizeof(o.text));
	close(pipes[0]);
	waitpid(pid, &o.status, 0);
	o.seconds = now() - start;
	return &o;
}

static struct outcome *try(void (*work)(void))
{
	return try_again(work, NULL);
}

/* As main() does it, before a reader that is slow, or leaves at once. */
static struct outcome *try_before(void (*work)(void), int flags, size_t wanted)
{
	static struct outcome o;
	enum status status = STATUS_OPTION;
	int pipes[2];
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) < 0)
		exit(1);
	fcntl(pipes[1], F_SETFL, flags);
	*is_done = false;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		dup2(pipes[1], STDOUT_FILENO);
		close(pipes[0]);
		close(pipes[1]);
		streams_begin();
		if (supervise(LIMIT_MS, listing, &status) == SUPERVISED_HERE)
			work();
		_exit(streams_end(status));
	}
	close(pipes[1]);
	o.read = 0;
	while (o.read < wanted) {
		usleep(2000);
		read_all(pipes[0], o.text, 4096);
		o.read += strlen(o.text);
		if (!*o.text)
			break;
	}
	close(pipes[0]);
	waitpid(pid, &o.status, 0);
	return &o;
}

static bool died_of(const struct outcome *o, int number)
{
	return WIFSIGNALED(o->status) && WTERMSIG(o->status) == number;
}

static bool ended_with(const struct outcome *o, int status)
{
	return WIFEXITED(o->status) && WEXITSTATUS(o->status) == status;
}

int main(void)
{
	struct outcome *o;

	signal(SIGTERM, SIG_DFL);	/* a parent may ignore both: then no worker would end */
	signal(SIGPIPE, SIG_DFL);
	listing = output_new_shared();
	is_done = mmap(NULL, sizeof(*is_done), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	o = try_before(write_much, O_NONBLOCK, 300001);
	ok(ended_with(o, 0) && o->read == 300000,
	   "a reader that is slow gets all, also of a pipe that does not wait");
	ok(died_of(try_before(write_to_nobody, 0, 0), SIGPIPE) && !*is_done,
	   "one that leaves ends both by SIGPIPE");
	ok(died_of(try_before(act_for_nobody, 0, 0), SIGPIPE) && *is_done,
	   "but not before what acts is done");
	signal(SIGPIPE, SIG_IGN);
	ok(ended_with(try_before(act_for_nobody, 0, 0), 1) && *is_done,
	   "where SIGPIPE is ignored that is a failure");
	signal(SIGPIPE, SIG_DFL);
	ok(ended_with(try(work_and_exit), 7), "the status is the worker's");
	o = try(write_both);
	ok(strcmp(o->text, "out err out err out err ") == 0,
	   "what is written keeps its order");
	ok(strlen(try(write_much)->text) == 300000, "much is copied whole");
	o = try(be_killed);
	ok(ended_with(o, 128 + SIGKILL) && strstr(o->text, "killed by signal 9"),
	   "there is a line about a worker that is killed");
	ok(ended_with(try(wait_for_term), 128 + SIGTERM),
	   "a signal reaches the worker, whose status counts");
	o = try(wait_to_die);
	ok(WIFSIGNALED(o->status) && WTERMSIG(o->status) == SIGTERM,
	   "a worker that dies of it takes us along in the same way");
	o = try(work_long);
	ok(ended_with(o, 5), "who is slow but not stuck is waited for");
	o = try(hang);
	ok(ended_with(o, 1) && strstr(o->text, "the kernel has not responded") &&
	   o->seconds < 10, "who hangs is left behind, and its pipe with it");
	o = try_again(hang, wait_for_term);
	ok(ended_with(o, 128 + SIGTERM), "who wrote nothing before may try something else");
	o = try_again(hang_while_listing, wait_for_term);
	ok(ended_with(o, 1) && o->text == strstr(o->text, "[{\"n\":0},{\"n\":1},") &&
	   strstr(o->text, "},{\"n\":2047},{\"region\":\"region0\",\"mappings\":[]}]\n") &&
	   strstr(o->text, "the listing ends where it hangs"),
	   "what was listed by then is closed");
	ok(pipe(told) == 0, "given a pipe of the worker's own");
	o = try(lose_parent);
	ok(WIFSIGNALED(o->status) && WTERMSIG(o->status) == SIGKILL, "killed is killed");
	ok(was_told(), "the worker ends by itself");
	return tap_done();
}
