// SPDX-License-Identifier: GPL-2.0-or-later
/* Two processes: one works, and may hang in the kernel; the other never does. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/supervise.h"
#include "core/envelope.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/streams.h"

/*
 * After an oops of its CXL drivers the kernel keeps their locks, and a process
 * that wants one sleeps without end, and no signal reaches it. Nothing ends such a
 * process, and what waits for it, or for the end of what it writes, waits
 * with it. So the one that the user started touches no device. It copies what the
 * other writes into pipes, since a pipe ends only when the last writer does.
 */
#define TICK_MS		1000
#define LINGER_MS	2000	/* in the kernel, after a signal to end */
#define COPY_MAX	65536

enum { LIFE, OUT, ERR, STREAMS };

struct worker {
	pid_t pid;
	int from[STREAMS];	/* LIFE: ends when the worker does; -1: not piped */
	int lost;		/* why some of its output was: -errno; 0: none was */
	unsigned long long pulse; /* how often it was scheduled */
	unsigned long long hung_ms;
};

static volatile sig_atomic_t passed_on;
static pid_t worker_pid;

static void pass_on(int number)
{
	passed_on = number;
	kill(worker_pid, number);
}

static const int to_pass_on[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

/* Until catch_signals() they wait: without a handler they would end the wrong one. */
static void hold_signals(sigset_t *ret_before)
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < ARRAY_SIZE(to_pass_on); i++)
		sigaddset(&held, to_pass_on[i]);
	sigprocmask(SIG_BLOCK, &held, ret_before);
}

static void release_signals(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

static void catch_signals(const struct worker *w)
{
	const struct sigaction action = { .sa_handler = pass_on };
	struct sigaction before;

	worker_pid = w->pid;
	for (size_t i = 0; i < ARRAY_SIZE(to_pass_on); i++)
		if (sigaction(to_pass_on[i], NULL, &before) == 0 &&
		    before.sa_handler != SIG_IGN)
			sigaction(to_pass_on[i], &action, NULL);
}

/* -- what the worker writes -- */

static bool is_pipe(int fd, struct stat *st)
{
	return fstat(fd, st) == 0 &&
	       (S_ISFIFO(st->st_mode) || S_ISSOCK(st->st_mode));
}

/* One pipe for both where both go the same way: lines keep their order. */
static int open_pipes(int pipes[STREAMS][2])
{
	struct stat out, err;
	bool out_piped = is_pipe(STDOUT_FILENO, &out);
	bool err_piped = is_pipe(STDERR_FILENO, &err);

	if (pipe2(pipes[LIFE], O_CLOEXEC) < 0 ||
	    (out_piped && pipe2(pipes[OUT], O_CLOEXEC) < 0))
		return -errno;
	if (out_piped && err_piped && out.st_ino == err.st_ino &&
	    out.st_dev == err.st_dev) {
		pipes[ERR][1] = pipes[OUT][1];
		return 0;
	}
	return err_piped && pipe2(pipes[ERR], O_CLOEXEC) < 0 ? -errno : 0;
}

/* What cannot be passed on the worker is not to write: it sees that nobody reads. */
static void stop_copying(struct worker *w, int stream)
{
	close(w->from[stream]);
	w->from[stream] = -1;
}

/* Nobody can be told of what is lost on its way to standard error. */
static void pass_output_on(struct worker *w, int stream, const char *text, size_t len)
{
	int rc = streams_write(stream, text, len);

	if (!rc)
		return;
	if (stream == OUT)
		w->lost = rc;
	stop_copying(w, stream);
}

static void copy(struct worker *w, int stream)
{
	char text[COPY_MAX];
	ssize_t n = read(w->from[stream], text, sizeof(text));

	if (n > 0)
		pass_output_on(w, stream, text, (size_t)n);
	else if (n == 0 || errno != EINTR)
		stop_copying(w, stream);
}

/* -- whether it hangs -- */

/* Its state, and how often it got the processor; '?' when it is no more. */
static char read_pulse(const struct worker *w, unsigned long long *ret)
{
	char path[48], line[128], state = '?';
	unsigned long long n;
	FILE *file;

	*ret = 0;
	snprintf(path, sizeof(path), "/proc/%d/status", w->pid);
	file = fopen(path, "re");
	if (!file)
		return state;
	while (fgets(line, sizeof(line), file)) {
		sscanf(line, "State: %c", &state);
		if (sscanf(line, "voluntary_ctxt_switches: %llu", &n) == 1 ||
		    sscanf(line, "nonvoluntary_ctxt_switches: %llu", &n) == 1)
			*ret += n;
	}
	fclose(file);
	return state;
}

/* Asleep, deaf, and for the whole time since the last look. */
static void feel_pulse(struct worker *w, unsigned int ms)
{
	unsigned long long before = w->pulse;
	char state = read_pulse(w, &w->pulse);

	if (state == 'D' && w->pulse == before)
		w->hung_ms += ms;
	else
		w->hung_ms = 0;
}

static void read_where(const struct worker *w, char *where, size_t size)
{
	char path[48];
	size_t n = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/wchan", w->pid);
	file = fopen(path, "re");
	if (file) {
		n = fread(where, 1, size - 1, file);
		fclose(file);
	}
	where[n] = '\0';
	if (n < 2)
		snprintf(where, size, "the kernel");
}

static enum supervised abandon(const struct worker *w, struct output *listing)
{
	bool begun = output_cut_short(listing);
	char where[64];

	read_where(w, where, sizeof(where));
	say_error(NULL, NULL,
		  "the kernel has not responded for %llu s: process %d hangs in %s and was left behind%s (dmesg may say why; it ends only with a reboot)",
		  w->hung_ms / 1000, w->pid, where,
		  begun ? "; the listing ends where it hangs" : "");
	return begun || passed_on ? SUPERVISED_ENDED : SUPERVISED_NOTHING;
}

/* -- its end -- */

/* As the worker ended, so do we: a shell must see the signal. */
static enum status end_like(int end)
{
	int number;

	if (WIFEXITED(end))
		return (enum status)WEXITSTATUS(end);
	number = WTERMSIG(end);
	for (size_t i = 0; i < ARRAY_SIZE(to_pass_on); i++)
		if (to_pass_on[i] == number)
			passed_on = number;
	if (number == SIGPIPE || passed_on == number) {
		if (number != SIGPIPE)
			envelope_end(status_of_signal(number));
		signal(number, SIG_DFL);
		raise(number);
	}
	say_error(NULL, NULL,
		  "the process that did the work was killed by signal %d (%s; dmesg may say why; cxl recover clears up)",
		  number, strsignal(number));
	return status_of_signal(number);
}

static enum status reap(const struct worker *w)
{
	int end;

	while (waitpid(w->pid, &end, 0) < 0)
		if (errno != EINTR)
			return STATUS_FAILED;
	return end_like(end);
}

enum event { NOTHING, OUTPUT, END };

/*
 * What comes from the worker within @ms; its output is copied. Nobody but the
 * worker has the other end of LIFE, and nothing is ever written there.
 */
static enum event attend(struct worker *w, int ms)
{
	struct pollfd fds[STREAMS];
	enum event event = NOTHING;

	for (int i = 0; i < STREAMS; i++)
		fds[i] = (struct pollfd){ .fd = w->from[i], .events = POLLIN };
	if (poll(fds, STREAMS, ms) <= 0)
		return NOTHING;
	for (int i = OUT; i < STREAMS; i++) {
		if (!fds[i].revents)
			continue;
		event = OUTPUT;
		copy(w, i);
	}
	return event == NOTHING ? END : event;
}

static unsigned long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (unsigned long long)t.tv_sec * 1000 +
	       (unsigned long long)t.tv_nsec / 1000000;
}

static enum supervised watch(struct worker *w, unsigned int limit_ms,
			     struct output *listing,
			enum status *ret_status)
{
	unsigned long long before = now_ms(), now;

	for (;;) {
		enum event event = attend(w, TICK_MS);

		if (event == END) {
			*ret_status = reap(w);
			if (w->lost)
				*ret_status = streams_lost(*ret_status, w->lost);
			return SUPERVISED_ENDED;
		}
		if (event == OUTPUT)
			continue;
		now = now_ms();
		feel_pulse(w, (unsigned int)(now - before));
		before = now;
		if (w->hung_ms >= (passed_on ? LINGER_MS : limit_ms)) {
			*ret_status = STATUS_FAILED;
			return abandon(w, listing);
		}
	}
}

/* -- the beginning -- */

/* Those of a parent that watched another child before. */
static void catch_none(void)
{
	struct sigaction action;

	for (size_t i = 0; i < ARRAY_SIZE(to_pass_on); i++)
		if (sigaction(to_pass_on[i], NULL, &action) == 0 &&
		    action.sa_handler == pass_on)
			signal(to_pass_on[i], SIG_DFL);
}

static void become_worker(int pipes[STREAMS][2], pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		raise(SIGTERM);
	for (int i = 0; i < STREAMS; i++) {
		if (pipes[i][0] >= 0)
			close(pipes[i][0]);
		if (i != LIFE && pipes[i][1] >= 0)
			dup2(pipes[i][1], i);
	}
	for (int i = OUT; i < STREAMS; i++)
		if (pipes[i][0] >= 0)
			close(pipes[i][1]);
}

static void close_pipes(struct worker *w)
{
	for (int i = 0; i < STREAMS; i++)
		if (w->from[i] >= 0)
			close(w->from[i]);
}

/* A reader of ours that leaves must not end us before the worker has ended. */
static enum supervised watch_without_sigpipe(struct worker *w, unsigned int ms,
					     struct output *listing,
			enum status *ret_status)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before;
	enum supervised end;

	sigaction(SIGPIPE, &ignore, &before);
	end = watch(w, ms, listing, ret_status);
	sigaction(SIGPIPE, &before, NULL);
	close_pipes(w);
	return end;
}

enum supervised supervise(unsigned int ms, struct output *listing,
			enum status *ret_status)
{
	int pipes[STREAMS][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	pid_t parent = getpid();
	struct worker w = {};
	sigset_t before;

	if (open_pipes(pipes) < 0)
		return SUPERVISED_HERE;
	fflush(NULL);
	signal(SIGCHLD, SIG_DFL);
	hold_signals(&before);
	w.pid = fork();
	if (w.pid > 0)
		catch_signals(&w);
	if (w.pid == 0)
		catch_none();
	release_signals(&before);
	if (w.pid == 0)
		become_worker(pipes, parent);
	if (w.pid <= 0)
		return SUPERVISED_HERE;
	for (int i = 0; i < STREAMS; i++) {
		w.from[i] = pipes[i][0];
		if (pipes[i][0] >= 0)
			close(pipes[i][1]);
	}
	return watch_without_sigpipe(&w, ms, listing, ret_status);
}
