// SPDX-License-Identifier: GPL-2.0-or-later
/* Files of this machine or of a captured one, for checks: the only file of this room that opens one. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/collect.h"
#include "core/scope.h"
#include "doctor/doctor.h"

#define _cleanup_source_ __attribute__((cleanup(source_close)))

/* A descriptor or -errno. */
static int open_within(const struct doctor *d, const char *path, int flags)
{
	_cleanup_source_ struct source source = { .root = -1 };
	int rc = source_open(&source, d->captured ? d->sysroot : NULL);

	return rc ? rc : source_open_path(&source, path + 1, flags);
}

long doctor_load(const struct doctor *d, const char *path, size_t max, char **ret)
{
	_cleanup_source_ struct source source = { .root = -1 };
	int rc = source_open(&source, d->captured ? d->sysroot : NULL);

	return rc ? rc : source_read_path(&source, path + 1, max, ret);
}

const char *doctor_log_path(const struct doctor *d)
{
	return d->captured ? "/kernel-log" : "/dev/kmsg";
}

long doctor_load_log(const struct doctor *d, char **ret)
{
	_cleanup_text_ struct text log = { 0 };
	int rc;

	if (d->captured)
		return doctor_load(d, doctor_log_path(d), MEMBER_SIZE_MAX, ret);
	rc = kernel_log_read(&log);
	if (rc)
		return rc;
	*ret = log.text ? take_ptr(log.text) : strdup("");
	return *ret ? (long)log.len : -ENOMEM;
}

long doctor_load_config(const struct doctor *d, char **ret)
{
	_cleanup_source_ struct source source = { .root = -1 };
	int rc = source_open(&source, d->captured ? d->sysroot : NULL);

	return rc ? rc : kernel_config_read(&source, ret);
}

static int look(const struct doctor *d, const char *path)
{
	_cleanup_close_ int fd = open_within(d, path, O_PATH);

	return fd < 0 ? fd : 1;
}

int doctor_exists(const struct doctor *d, const char *path)
{
	char parent[PATH_MAX];
	int rc = look(d, path);

	if (rc != -ENOENT)
		return rc;
	snprintf(parent, sizeof(parent), "%s", path);
	*strrchr(parent, '/') = '\0';
	rc = look(d, parent);
	return rc < 0 ? rc : 0;
}

int doctor_each(const struct doctor *d, const char *path,
		void (*visit)(void *arg, const char *name), void *arg)
{
	_cleanup_close_ int fd = open_within(d, path, O_RDONLY | O_DIRECTORY);
	struct dirent **entries;
	int count;

	if (fd < 0)
		return fd;
	count = scandirat(fd, ".", &entries, NULL, versionsort);
	if (count < 0)
		return -errno;
	for (int i = 0; i < count; i++) {
		if (entries[i]->d_name[0] != '.')
			visit(arg, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return 0;
}

int doctor_read_link(const struct doctor *d, const char *path, char *name, size_t size)
{
	_cleanup_close_ int fd = -1;
	char parent[PATH_MAX], target[PATH_MAX];
	const char *last;
	ssize_t len;

	*name = '\0';
	snprintf(parent, sizeof(parent), "%s", path);
	*strrchr(parent, '/') = '\0';
	fd = open_within(d, parent, O_PATH | O_DIRECTORY);
	if (fd < 0)
		return fd;
	len = readlinkat(fd, strrchr(path, '/') + 1, target, sizeof(target) - 1);
	if (len < 0)
		return errno == ENOENT ? 0 : -errno;
	target[len] = '\0';
	last = strrchr(target, '/');
	snprintf(name, size, "%s", last ? last + 1 : target);
	return 0;
}
