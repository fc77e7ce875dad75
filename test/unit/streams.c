// SPDX-License-Identifier: GPL-2.0-or-later
/* The standard streams: closed, slow, full, left by their reader; and what stands on the terminal. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/streams.h"
#include "tap.h"

#define MUCH 300000

/* What a program does with its streams, and what becomes of it. */
struct outcome {
	int status;			/* as wait() has it */
	size_t out;			/* so many bytes came out */
	char err[4096];
};

static size_t read_slowly(int fd)
{
	char bytes[5000];
	size_t all = 0;
	ssize_t n;

	while (usleep(100), (n = read(fd, bytes, sizeof(bytes))) > 0)
		all += (size_t)n;
	return all;
}

/* In a child whose stdout is @out, which is closed here; @from is the other end, or -1. */
static struct outcome *try(void (*program)(void), int out, int from)
{
	static struct outcome o;
	FILE *err = tmpfile();
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		dup2(fileno(err), STDERR_FILENO);
		if (out >= 0)
			dup2(out, STDOUT_FILENO);
		else
			close(STDOUT_FILENO);
		close(out);
		close(from);
		signal(SIGPIPE, SIG_DFL);
		program();
		_exit(99);
	}
	if (out >= 0)
		close(out);
	o.out = from < 0 ? 0 : read_slowly(from);
	if (from >= 0)
		close(from);
	waitpid(pid, &o.status, 0);
	rewind(err);
	o.err[fread(o.err, 1, sizeof(o.err) - 1, err)] = '\0';
	fclose(err);
	return &o;
}

static bool ended_with(const struct outcome *o, int status)
{
	return WIFEXITED(o->status) && WEXITSTATUS(o->status) == status;
}

static bool died_of(const struct outcome *o, int number)
{
	return WIFSIGNALED(o->status) && WTERMSIG(o->status) == number;
}

/* ---- programs ------------------------------------------------------------ */

static void print_much(void)
{
	for (int i = 0; i < MUCH / 10; i++)
		printf("123456789\n");
}

static void look(void)
{
	streams_begin();
	print_much();
	_exit(streams_end(0));
}

static void act(void)
{
	streams_begin();
	streams_act();
	print_much();
	fprintf(stderr, "acted\n");
	_exit(streams_end(0));
}

static void fail(void)
{
	streams_begin();
	streams_act();
	print_much();
	_exit(streams_end(3));
}

static void act_for_nohup(void)
{
	signal(SIGPIPE, SIG_IGN);
	act();
}

static void complain_to_nobody(void)
{
	int ends[2];

	if (pipe(ends) < 0)
		_exit(98);
	close(ends[0]);
	dup2(ends[1], STDERR_FILENO);
	streams_begin();
	streams_act();
	for (int i = 0; i < 100; i++)
		fprintf(stderr, "does anybody listen?\n");
	_exit(streams_end(0));
}

static void print_dirt(void)
{
	streams_begin();
	fprintf(stderr, "%s\n", "\033[2Jred\r\b\177 \377\376 \302\233 \303\274 \342\202\254\tend");
	_exit(streams_end(0));
}

/* ---- what becomes of them ------------------------------------------------ */

/* Without O_NONBLOCK on our end: the two have a flag each. */
static struct outcome *try_nonblocking(void (*program)(void), int ends[2])
{
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	return try(program, ends[1], ends[0]);
}

static void test_slow(void)
{
	struct outcome *o;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		exit(1);
	o = try_nonblocking(look, ends);
	ok(ended_with(o, 0) && o->out == MUCH, "a pipe that does not wait gets all");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		exit(1);
	o = try_nonblocking(act, ends);
	ok(ended_with(o, 0) && o->out == MUCH, "so does a socket");
}

static void test_full(void)
{
	struct outcome *o = try(look, open("/dev/full", O_WRONLY | O_CLOEXEC), -1);

	ok(ended_with(o, 1) && strstr(o->err, "standard output: write: no space left"),
	   "what is lost of a listing is a failure");
	o = try(act, open("/dev/full", O_WRONLY | O_CLOEXEC), -1);
	ok(ended_with(o, 1) && strstr(o->err, "acted\n") &&
	   strstr(o->err, "everything was done, but its description could not be written: no space left"),
	   "also of a description, and all was done");
	o = try(fail, open("/dev/full", O_WRONLY | O_CLOEXEC), -1);
	ok(ended_with(o, 3) && strstr(o->err, "standard output: write: no space left") &&
	   !strstr(o->err, "done"), "another failure keeps its status");
}

static int pipe_without_reader(void)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		exit(1);
	close(ends[0]);
	return ends[1];
}

static void test_left(void)
{
	struct outcome *o = try(look, pipe_without_reader(), -1);

	ok(died_of(o, SIGPIPE) && !*o->err, "a listing whose reader left ends by SIGPIPE");
	o = try(act, pipe_without_reader(), -1);
	ok(died_of(o, SIGPIPE) && !strcmp(o->err, "acted\n"),
	   "a command that acts does so as well, but when all is done");
	o = try(act_for_nohup, pipe_without_reader(), -1);
	ok(ended_with(o, 1) && strstr(o->err, "nobody reads the output"),
	   "where SIGPIPE is ignored that is a failure");
	ok(ended_with(try(complain_to_nobody, -1, -1), 0),
	   "that nobody reads the errors is none");
}

static void test_closed(void)
{
	struct outcome *o = try(look, -1, -1);

	ok(ended_with(o, 1) && strstr(o->err, "standard output: write:"),
	   "what goes to a closed stdout is lost");
}

static void have_all(void)
{
	struct stat st;
	int ends[2];

	for (int fd = 0; fd < 3; fd++)
		close(fd);
	streams_begin();
	for (int fd = 0; fd < 3; fd++)
		if (fstat(fd, &st) < 0 || !S_ISCHR(st.st_mode))
			_exit(10 + fd);
	_exit(pipe(ends) < 0 || ends[0] < 3 ? 20 : 0);
}

static void test_dirt(void)
{
	struct outcome *o = try(print_dirt, -1, -1);

	ok(!strcmp(o->err, "\357\277\275[2Jred\357\277\275\357\277\275\357\277\275 "
			   "\357\277\275\357\277\275 \357\277\275 \303\274 \342\202\254\tend\n"),
	   "what a device wrote cannot command a terminal: %s", o->err);
}

int main(void)
{
	test_slow();
	test_full();
	test_left();
	test_closed();
	ok(ended_with(try(have_all, -1, -1), 0), "0 to 2 are never given to others");
	test_dirt();
	return tap_done();
}
