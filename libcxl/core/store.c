// SPDX-License-Identifier: LGPL-2.1-or-later
/* A file of this library's own, which is replaced as a whole: after a power failure it is the old one or the new one. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io.h"

/* The directory that holds @path, and those above it that are missing; an fd or -errno. */
static int open_parent(int root, const char *path)
{
	char part[IO_PATH_MAX];

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		if (mkdirat(root, part, 0755) < 0 && errno != EEXIST)
			return -errno;
	}
	snprintf(part, sizeof(part), "%.*s", (int)(strrchr(path, '/') - path), path);
	root = openat(root, part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return root < 0 ? -errno : root;
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		text += n < 0 ? 0 : n;
		len -= n < 0 ? 0 : (size_t)n;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* The name is as durable as the content only once its directory is. */
static int replace_in(int dir, const char *name, const char *text)
{
	char other[NAME_MAX + 8];
	int fd, rc;

	snprintf(other, sizeof(other), "%s.new", name);
	fd = openat(dir, other, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	rc = write_all(fd, text, strlen(text));
	close(fd);
	if (!rc && (renameat(dir, other, dir, name) < 0 || fsync(dir) < 0))
		rc = -errno;
	if (rc)
		unlinkat(dir, other, 0);
	return rc;
}

int store_replace(void *machine, int root, const char *path, const char *text)
{
	int dir = open_parent(root, path), rc;

	if (dir < 0)
		return dir;
	rc = replace_in(dir, strrchr(path, '/') + 1, text);
	close(dir);
	return rc;
}

int io_replace(const struct io *io, const char *path, const char *text)
{
	if (io->readonly)
		return -EROFS;
	if (!io->calls->replace)
		return -EOPNOTSUPP;
	if (!strchr(path, '/') || strlen(path) >= IO_PATH_MAX)
		return -EINVAL;
	return io->calls->replace(io->machine, io->root, path, text);
}
