// SPDX-License-Identifier: GPL-2.0-or-later
/* The files that cxl doctor reads, of the simulated machine in place of the host. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/io.h"
#include "doctor/doctor.h"
#include "sweep.h"

static void machine_done(struct io *io)
{
	io_done(io);
}
#define _cleanup_machine_ __attribute__((cleanup(machine_done)))

long doctor_load(const struct doctor *d, const char *path, size_t max, char **ret)
{
	_cleanup_machine_ struct io io = { 0 };
	char *text;
	ssize_t rc = io_init(&io, "/");

	if (rc)
		return rc;
	text = malloc(max + 1);
	rc = text ? io_load(&io, io.root, path + 1, text, max + 1) : -ENOMEM;
	if (rc < 0)
		free(text);
	else
		*ret = text;
	return rc;
}

const char *doctor_log_path(const struct doctor *d)
{
	return "/dev/kmsg";
}

long doctor_load_log(const struct doctor *d, char **ret)
{
	return doctor_load(d, doctor_log_path(d), 4096, ret);
}

long doctor_load_config(const struct doctor *d, char **ret)
{
	return doctor_load(d, "/proc/config.gz", 4096, ret);
}

int doctor_exists(const struct doctor *d, const char *path)
{
	_cleanup_machine_ struct io io = { 0 };
	bool exists;
	char parent[PATH_MAX];
	int rc = io_init(&io, "/");

	if (!rc)
		rc = io_look(&io, io.root, path + 1, &exists);
	if (rc)
		return rc;
	if (exists)
		return 1;
	snprintf(parent, sizeof(parent), "%s", path + 1);
	*strrchr(parent, '/') = '\0';
	rc = io_look(&io, io.root, parent, &exists);
	return rc ? rc : exists ? 0 : -ENOENT;
}

struct visit {
	void (*visit)(void *arg, const char *name);
	void *arg;
};

static int visit_one(void *arg, const char *name)
{
	struct visit *visit = arg;

	visit->visit(visit->arg, name);
	return 0;
}

int doctor_each(const struct doctor *d, const char *path,
		void (*visit)(void *arg, const char *name), void *arg)
{
	struct visit all = { visit, arg };
	_cleanup_machine_ struct io io = { 0 };
	int rc = io_init(&io, "/");

	return rc ? rc : io_list(&io, io.root, path + 1, visit_one, &all);
}

int doctor_read_link(const struct doctor *d, const char *path, char *name, size_t size)
{
	_cleanup_machine_ struct io io = { 0 };
	char target[PATH_MAX];
	ssize_t len = io_init(&io, "/");
	const char *last;

	*name = '\0';
	if (!len)
		len = io_readlink(&io, io.root, path + 1, target, sizeof(target));
	if (len < 0)
		return len == -ENOENT ? 0 : (int)len;
	last = strrchr(target, '/');
	snprintf(name, size, "%s", last ? last + 1 : target);
	return 0;
}
