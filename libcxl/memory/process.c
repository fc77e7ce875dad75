// SPDX-License-Identifier: LGPL-2.1-or-later
/* Processes as /proc shows them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "memory/process.h"

/* The inode of the first pid namespace, in which every process has a number. */
#define ALL_PROCESSES "pid:[4026531836]"

bool process_is(const char *entry)
{
	return entry[0] >= '1' && entry[0] <= '9';
}

bool process_is_away(ssize_t rc)
{
	return rc == -ESRCH || io_is_away(rc);
}

void process_name(const struct io *io, const char *pid, char name[IO_TEXT_MAX])
{
	char path[64];

	snprintf(path, sizeof(path), "proc/%s/comm", pid);
	if (io_read(io, io->root, path, name, IO_TEXT_MAX) < 0)
		name[0] = '\0';
}

int process_load(const struct io *io, const char *pid, const char *file, char *text)
{
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "proc/%s/%s", pid, file);
	n = io_load(io, io->root, path, text, NUMA_MAPS_MAX);
	if (n < 0)
		return process_is_away(n) ? 0 : (int)n;
	return 1;
}

bool sees_all_processes(const struct io *io)
{
	char link[IO_TEXT_MAX];
	ssize_t n = io_readlink(io, io->root, "proc/self/ns/pid", link, sizeof(link));

	return n > 0 && !strcmp(link, ALL_PROCESSES);
}
