// SPDX-License-Identifier: GPL-2.0-or-later
/* What a command costs in a machine whose clock counts instructions: one nanosecond is one instruction. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
	"usage: cost run TIMES COMMAND...\n"
	"       cost wait FILE COMMAND...\n"
	"       cost storm FILE EVENTS UEVENT COMMAND...\n"
	"\n"
	"run: the smallest of TIMES runs. wait: the start of a command that waits, and the memory it uses then. storm: the\n"
	"same command while EVENTS uevents come from the file UEVENT. What the command writes goes to FILE, or nowhere.\n";

#define SETTLE_SECONDS 3	/* a machine that counts instructions sleeps in no time */

static void fail(const char *what)
{
	fprintf(stderr, "cost: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* The number after @key in a file of /proc; 0 where there is none. */
static uint64_t number_in(const char *path, const char *key)
{
	char *line = NULL;
	uint64_t number = 0;
	size_t size = 0;
	FILE *file = fopen(path, "re");

	while (file && getline(&line, &size, file) >= 0) {
		char *at = strstr(line, key);

		if (at)
			number += strtoull(at + strlen(key) + strspn(at + strlen(key), "\t :"), NULL, 10);
	}
	free(line);
	if (file)
		fclose(file);
	return number;
}

/* How long the only processor ran some process, ours or another, since the machine began. */
static uint64_t busy(void)
{
	FILE *file = fopen("/proc/schedstat", "re");
	char line[256];
	uint64_t ns = 0;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "cpu0 %*u %*u %*u %*u %*u %*u %" SCNu64, &ns) == 1)
			break;
	if (file)
		fclose(file);
	return ns;
}

static pid_t start(char **command, const char *output)
{
	pid_t pid = vfork();

	if (pid == 0) {
		int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		execvp(*command, command);
		_exit(127);
	}
	if (pid < 0)
		fail(*command);
	return pid;
}

/* -- a command that ends -- */

struct cost {
	uint64_t all, processes, busy;
};

static struct cost run_once(char **command)
{
	uint64_t busy_before = busy(), began = now();
	pid_t pid = start(command, "/dev/null");
	struct cost cost;
	struct rusage used;
	int status;

	if (wait4(pid, &status, 0, &used) < 0)
		fail("wait");
	cost.all = now() - began;
	cost.busy = busy() - busy_before;
	cost.processes = ((uint64_t)used.ru_utime.tv_sec + (uint64_t)used.ru_stime.tv_sec) * 1000000000 +
			 ((uint64_t)used.ru_utime.tv_usec + (uint64_t)used.ru_stime.tv_usec) * 1000;
	if (status) {
		fprintf(stderr, "cost: %s ended with status %#x\n", *command, (unsigned int)status);
		exit(1);
	}
	return cost;
}

/* In thousands: all, of them by the command's processes, while the processor had nothing to do. */
static void run(int times, char **command)
{
	struct cost least = { .all = UINT64_MAX };
	uint64_t rests;

	for (int i = 0; i < times; i++) {
		struct cost cost = run_once(command);

		if (cost.all < least.all)
			least = cost;
	}
	rests = least.all > least.busy ? least.all - least.busy : 0;
	printf("%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", least.all / 1000, least.processes / 1000, rests / 1000);
}

/* -- a command that waits -- */

static pid_t child_of(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	return (pid_t)number_in(path, "");
}

static uint64_t instructions(pid_t pid)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/schedstat", pid);
	return number_in(path, "");
}

static uint64_t kilobytes(pid_t pid, const char *key)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	return number_in(path, key);
}

static void wait_for(char **command, const char *output)
{
	pid_t pid = start(command, output), child;
	uint64_t own, all;

	sleep(SETTLE_SECONDS);
	child = child_of(pid);
	own = kilobytes(pid, "VmRSS");
	all = instructions(pid);
	if (child > 0) {
		own += kilobytes(child, "VmRSS");
		all += instructions(child);
	}
	printf("%" PRIu64 " %" PRIu64 "\n", all / 1000, own);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
}

static uint64_t lines_of(const char *path)
{
	FILE *file = fopen(path, "re");
	uint64_t lines = 0;
	int c;

	if (!file)
		return 0;
	while ((c = getc(file)) != EOF)
		lines += c == '\n';
	fclose(file);
	return lines;
}

static void send_events(int events, const char *uevent)
{
	int fd = open(uevent, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		fail(uevent);
	for (int i = 0; i < events; i++)
		if (write(fd, "change", 6) != 6)
			fail(uevent);
	close(fd);
}

static void storm(char **command, const char *output, int events, const char *uevent)
{
	pid_t pid = start(command, output);
	uint64_t before, lines, after;

	sleep(SETTLE_SECONDS);
	before = instructions(pid);
	lines = lines_of(output);
	send_events(events, uevent);
	sleep(SETTLE_SECONDS);
	after = instructions(pid);
	printf("%" PRIu64 " %" PRIu64 "\n", (after - before) / (uint64_t)events, lines_of(output) - lines);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
	if (argc > 3 && strcmp(argv[1], "run") == 0)
		run(atoi(argv[2]), argv + 3);
	else if (argc > 3 && strcmp(argv[1], "wait") == 0)
		wait_for(argv + 3, argv[2]);
	else if (argc > 5 && strcmp(argv[1], "storm") == 0)
		storm(argv + 5, argv[2], atoi(argv[3]), argv[4]);
	else
		fputs(usage, stderr);
	return 0;
}
