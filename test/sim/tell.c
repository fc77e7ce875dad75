// SPDX-License-Identifier: GPL-2.0-or-later
/* Logs each call to the simulated machine, in the format of strace. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "core/io.h"
#include "machine.h"

static FILE *told;

bool sim_tell_begin(void)
{
	const char *path = getenv("SIM_TRACE");

	if (!told && path)
		told = fopen(path, "ae");
	if (told)
		setvbuf(told, NULL, _IOLBF, 0);
	return told;
}

void sim_tell(const char *format, ...)
{
	va_list args;

	if (!told)
		return;
	va_start(args, format);
	vfprintf(told, format, args);
	va_end(args);
	fputc('\n', told);
}

/* ---- parts of a line --------------------------------------------------- */

/* The actor, the number by which the sweep knows the call, and on what it is. */
static void begin_at(const char *call, int fd, const char *name)
{
	char path[SIM_PATH_MAX];

	call_path(fd, name, path);
	fprintf(told, "%d %6ld %s(%d<%s>", sim->actor, sim->calls, call, fd, path);
}

static void begin(const char *call, int fd)
{
	begin_at(call, fd, "");
}

static void put_text(const char *text, size_t len)
{
	fputs(", \"", told);
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\n')
			fputs("\\n", told);
		else
			fputc(text[i], told);
	fputc('"', told);
}

static void end(ssize_t rc)
{
	if (rc < 0)
		fprintf(told, ") = -1 %s\n", strerrorname_np((int)-rc));
	else
		fprintf(told, ") = %zd\n", rc);
}

/* ---- the calls --------------------------------------------------------- */

static int tell_open(void *machine, int dirfd, const char *name, int flags)
{
	int rc = sim_io_calls.open(machine, dirfd, name, flags);

	begin_at("open", dirfd, name);
	end(rc);
	return rc;
}

static int tell_exists(void *machine, int dirfd, const char *name)
{
	int rc = sim_io_calls.exists(machine, dirfd, name);

	begin_at("access", dirfd, name);
	end(rc);
	return rc;
}

static ssize_t tell_readlink(void *machine, int dirfd, const char *name,
			     char *buf, size_t len)
{
	ssize_t n = sim_io_calls.readlink(machine, dirfd, name, buf, len);

	begin_at("readlink", dirfd, name);
	put_text(buf, n < 0 ? 0 : (size_t)n);
	end(n);
	return n;
}

static ssize_t tell_read(void *machine, int fd, void *buf, size_t len)
{
	ssize_t n = sim_io_calls.read(machine, fd, buf, len);

	begin("read", fd);
	put_text(buf, n < 0 ? 0 : (size_t)n);
	end(n);
	return n;
}

static ssize_t tell_write(void *machine, int fd, const void *buf, size_t len)
{
	ssize_t n = sim_io_calls.write(machine, fd, buf, len);

	begin("write", fd);
	put_text(buf, len);
	end(n);
	return n;
}

static int tell_stat(void *machine, int fd, struct stat *st)
{
	int rc = sim_io_calls.stat(machine, fd, st);

	begin("fstat", fd);
	end(rc);
	return rc;
}

static ssize_t tell_getdents(void *machine, int fd, void *buf, size_t len)
{
	ssize_t n = sim_io_calls.getdents(machine, fd, buf, len);

	begin("getdents64", fd);
	end(n);
	return n;
}

static int tell_ioctl(void *machine, int fd, unsigned long request, void *arg)
{
	int rc = sim_io_calls.ioctl(machine, fd, request, arg);

	begin("ioctl", fd);
	end(rc);
	return rc;
}

static int tell_lock(void *machine, int fd)
{
	int rc = sim_io_calls.lock(machine, fd);

	begin("flock", fd);
	end(rc);
	return rc;
}

static ssize_t tell_get_mark(void *machine, int fd, const char *name, void *buf,
			     size_t len)
{
	return sim_io_calls.get_mark(machine, fd, name, buf, len);
}

static int tell_set_mark(void *machine, int fd, const char *name,
			 const char *value)
{
	return sim_io_calls.set_mark(machine, fd, name, value);
}

static int tell_watch(void *machine)
{
	int rc = sim_io_calls.watch(machine);

	begin("watch", rc);
	end(rc);
	return rc;
}

static int tell_close(void *machine, int fd)
{
	return sim_io_calls.close(machine, fd);
}

static uint64_t tell_now(void *machine)
{
	return sim_io_calls.now(machine);
}

static void tell_sleep(void *machine, unsigned int ms)
{
	sim_io_calls.sleep(machine, ms);
}

static int tell_poll(void *machine, int fd, int ms)
{
	return sim_io_calls.poll(machine, fd, ms);
}

static int tell_replace(void *machine, int root, const char *path, const char *text)
{
	int rc = sim_io_calls.replace(machine, root, path, text);

	sim_tell("replace %s = %d", path, rc);
	return rc;
}

const struct io_calls sim_told_calls = {
	.open = tell_open,
	.close = tell_close,
	.stat = tell_stat,
	.exists = tell_exists,
	.read = tell_read,
	.write = tell_write,
	.readlink = tell_readlink,
	.getdents = tell_getdents,
	.ioctl = tell_ioctl,
	.lock = tell_lock,
	.get_mark = tell_get_mark,
	.set_mark = tell_set_mark,
	.watch = tell_watch,
	.now = tell_now,
	.sleep = tell_sleep,
	.poll = tell_poll,
	.replace = tell_replace,
};
