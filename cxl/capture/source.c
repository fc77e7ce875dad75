// SPDX-License-Identifier: GPL-2.0-or-later
/* The files of the machine that is captured: of this one, or of one that was captured before. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "capture/archive.h"
#include "capture/source.h"
#include "core/scope.h"

int source_open(struct source *source, const char *sysroot)
{
	*source = (struct source){
		.root = open(sysroot ? sysroot : "/", O_PATH | O_DIRECTORY | O_CLOEXEC),
		.captured = sysroot,
	};
	return source->root < 0 ? -errno : 0;
}

void source_close(struct source *source)
{
	closep(&source->root);
}

#define UNSURE_MAX 1000

/* EAGAIN: while the kernel followed "..", something was renamed anywhere on the host, and it is not sure. */
static int open_within(const struct source *source, const char *path, int flags)
{
	struct open_how how = { .flags = (unsigned int)flags, .resolve = RESOLVE_IN_ROOT };
	int tries = 0;
	long fd;

	do
		fd = syscall(SYS_openat2, source->root, path, &how, sizeof(how));
	while (fd < 0 && errno == EAGAIN && ++tries < UNSURE_MAX);
	return fd < 0 ? -errno : (int)fd;
}

/* To open a device of a captured machine may do something. */
static int check_type(const struct source *source, const char *path)
{
	_cleanup_close_ int fd = open_within(source, path, O_PATH | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) ? 0 : -EINVAL;
}

int source_open_path(const struct source *source, const char *path, int flags)
{
	int safely = flags | O_CLOEXEC | (flags & O_PATH ? 0 : O_NONBLOCK | O_NOCTTY);
	int fd, rc;

	if (source->captured && !(flags & O_PATH)) {
		rc = check_type(source, path);
		if (rc)
			return rc;
	}
	if (source->captured)
		return open_within(source, path, safely);
	fd = openat(source->root, path, safely);
	return fd < 0 ? -errno : fd;
}

static ssize_t read_all(int fd, char *text, size_t max)
{
	size_t len = 0;
	ssize_t n;

	while (len < max && (n = read(fd, text + len, max - len)) != 0) {
		if (n < 0)
			return -errno;
		len += (size_t)n;
	}
	text[len] = '\0';
	return (ssize_t)len;
}

static ssize_t read_fd(int fd, size_t max, char **ret)
{
	_cleanup_free_ char *text = NULL;
	struct stat st;
	ssize_t len;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	text = malloc(max + 1);
	len = text ? read_all(fd, text, max) : -ENOMEM;
	if (len >= 0)
		*ret = take_ptr(text);
	return len;
}

ssize_t source_read(int dir, const char *name, size_t max, char **ret)
{
	_cleanup_close_ int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	return fd < 0 ? -errno : read_fd(fd, max, ret);
}

ssize_t source_read_path(const struct source *source, const char *path, size_t max, char **ret)
{
	_cleanup_close_ int fd = source_open_path(source, path, O_RDONLY);

	return fd < 0 ? fd : read_fd(fd, max, ret);
}

int source_read_link(int dir, const char *name, char *target, size_t size)
{
	ssize_t len = readlinkat(dir, name, target, size - 1);

	target[len > 0 ? len : 0] = '\0';
	if (len >= 0)
		return 0;
	return errno == EINVAL ? -ENOENT : -errno;
}

/* "sys/bus/x" and "../../devices/y": "sys/devices/y". */
static bool join(const char *parent, const char *target, char *ret, size_t size)
{
	size_t len = (size_t)snprintf(ret, size, "%s", parent);

	while (*target) {
		size_t part = strcspn(target, "/");
		char *slash = strrchr(ret, '/');

		if (part == 2 && !strncmp(target, "..", 2)) {
			if (!slash)
				return false;
			*slash = '\0';
			len = strlen(ret);
		} else if (part && !(part == 1 && *target == '.')) {
			len += (size_t)snprintf(ret + len, size - len, "/%.*s", (int)part, target);
			if (len >= size)
				return false;
		}
		target += part + (target[part] == '/');
	}
	return true;
}

int source_follow(const struct source *source, const char *path, char *ret, size_t size)
{
	char parent[MEMBER_PATH_MAX], target[MEMBER_PATH_MAX];
	_cleanup_close_ int dir = -1;
	char *slash;
	int rc;

	snprintf(parent, sizeof(parent), "%s", path);
	slash = strrchr(parent, '/');
	if (!slash)
		return -ENOENT;
	*slash = '\0';
	dir = source_open_path(source, parent, O_PATH | O_DIRECTORY);
	if (dir < 0)
		return dir;
	rc = source_read_link(dir, slash + 1, target, sizeof(target));
	if (rc)
		return rc;
	return *target && *target != '/' && join(parent, target, ret, size) ? 0 : -ENOENT;
}
