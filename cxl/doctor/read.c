// SPDX-License-Identifier: GPL-2.0-or-later
/* Files of this machine or of a captured one, for checks: nothing is opened outside it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "core/scope.h"
#include "doctor/doctor.h"

/* Links of a captured machine begin at its root; a live one needs no such care. */
static int open_within(const struct doctor *d, const char *path, int flags)
{
	int safely = flags | O_CLOEXEC | (flags & O_PATH ? 0 : O_NONBLOCK | O_NOCTTY);
	struct open_how how = {
		.flags = (unsigned int)safely,
		.resolve = RESOLVE_IN_ROOT,
	};
	_cleanup_close_ int root = -1;
	long fd;

	if (!d->captured) {
		fd = open(path, safely);
		return fd < 0 ? -errno : (int)fd;
	}
	root = open(d->sysroot, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -errno;
	fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
	return fd < 0 ? -errno : (int)fd;
}

long doctor_read(const struct doctor *d, const char *path, char *text, size_t size)
{
	_cleanup_close_ int fd = open_within(d, path, O_RDONLY);
	struct stat st;
	size_t len = 0;
	ssize_t n;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return -EINVAL;
	while (len < size - 1 && (n = read(fd, text + len, size - 1 - len)) != 0) {
		if (n < 0)
			return -errno;
		len += (size_t)n;
	}
	text[len] = '\0';
	if (len && text[len - 1] == '\n')
		text[len - 1] = '\0';
	return (long)len;
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
	int fd = open_within(d, path, O_RDONLY | O_DIRECTORY);
	struct dirent *entry;
	DIR *dir;

	if (fd < 0)
		return fd;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return -errno;
	}
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			visit(arg, entry->d_name);
	closedir(dir);
	return 0;
}

void doctor_read_link(const struct doctor *d, const char *path, char *name, size_t size)
{
	_cleanup_close_ int fd = open_within(d, path, O_PATH | O_NOFOLLOW);
	char target[PATH_MAX];
	ssize_t len = fd < 0 ? -1 : readlinkat(fd, "", target, sizeof(target) - 1);
	const char *last;

	*name = '\0';
	if (len <= 0)
		return;
	target[len] = '\0';
	last = strrchr(target, '/');
	snprintf(name, size, "%s", last ? last + 1 : target);
}
