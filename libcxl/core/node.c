// SPDX-License-Identifier: LGPL-2.1-or-later
/* A node is one device's sysfs directory, and the proof that it is still it. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/dir.h"
#include "core/io.h"
#include "core/node.h"
#include "core/retry.h"
#include "core/text.h"

static int open_dir(struct io *io, const char *path)
{
	int fd = io_open_dir(io, io->root, path);

	return dirs_close_others(io, fd, -1) ? io_open_dir(io, io->root, path) : fd;
}

static int open_below(struct node *above, const char *name)
{
	int dir = node_dir(above);

	return dir < 0 ? dir : io_open_dir(above->io, dir, name);
}

/* Takes over @fd, open on the directory at @path. */
static int identify(struct node *node, struct io *io, const char *path, int fd)
{
	struct stat st;
	int rc;

	if (fd < 0)
		return fd;
	rc = io_stat(io, fd, &st);
	if (!rc) {
		node->io = io;
		node->dir.open = 0;
		node->dev = st.st_dev;
		node->ino = st.st_ino;
		node->path = strdup(path);
		rc = node->path ? 0 : -ENOMEM;
	}
	if (rc < 0) {
		io_close(io, fd);
		return rc;
	}
	return fd;
}

int node_init(struct node *node, struct io *io, const char *path)
{
	return identify(node, io, path, open_dir(io, path));
}

int node_init_below(struct node *node, struct node *above, const char *path)
{
	int fd = open_below(above, path_name(path));

	if (dirs_close_others(above->io, fd, -1))
		fd = open_below(above, path_name(path));
	return identify(node, above->io, path, fd);
}

void node_done(struct node *node)
{
	dir_close(&node->dir, node->io);
	free(node->path);
	node->path = NULL;
}

const char *node_name(const struct node *node)
{
	return path_name(node->path);
}

int node_open(const struct node *node)
{
	int fd = open_dir(node->io, node->path);
	struct stat st;
	int rc;

	if (fd < 0)
		return fd == -ENOENT ? -ENODEV : fd;
	rc = io_stat(node->io, fd, &st);
	if (!rc && (st.st_ino != node->ino || st.st_dev != node->dev))
		rc = -ENODEV;
	if (rc < 0) {
		io_close(node->io, fd);
		return rc;
	}
	return fd;
}

void node_keep(struct node *node, int fd)
{
	dir_keep(&node->dir, node->io, fd);
}

int node_dir(struct node *node)
{
	int fd = dir_use(&node->dir, node->io);

	if (fd >= 0)
		return fd;
	fd = node_open(node);
	if (fd >= 0)
		node_keep(node, fd);
	return fd;
}

int node_check_through(const struct node *node, int fd)
{
	bool alive;
	int rc = io_look(node->io, fd, "uevent", &alive);

	if (rc < 0)
		return rc;
	return alive ? 0 : -ENODEV;
}

int node_check(struct node *node)
{
	int fd = node_dir(node);

	return fd < 0 ? fd : node_check_through(node, fd);
}

bool node_is_gone(struct node *node)
{
	return node_check(node) == -ENODEV;
}

static bool is_missing(ssize_t rc)
{
	return rc == -ENOENT || rc == -ENODEV;
}

/*
 * An attribute that is missing is one thing, a device that is gone another; and
 * where the device cannot be seen, a missing attribute proves nothing.
 */
static ssize_t explain(const struct node *node, int fd, ssize_t rc)
{
	int alive = is_missing(rc) ? node_check_through(node, fd) : 0;

	return alive < 0 ? alive : rc;
}

ssize_t node_read_through(const struct node *node, int fd, const char *attr,
			  char *buf, size_t len)
{
	ssize_t n = io_read(node->io, fd, attr, buf, len);

	return dirs_close_others(node->io, (int)n, fd) ?
	       io_read(node->io, fd, attr, buf, len) : n;
}

ssize_t node_read(struct node *node, const char *attr, char *buf, size_t len)
{
	int fd = node_dir(node);

	if (fd < 0)
		return fd;
	return explain(node, fd, node_read_through(node, fd, attr, buf, len));
}

ssize_t node_await(struct node *node, const char *attr, char *buf, size_t len)
{
	struct retry retry = RETRY(node->io, RETRY_REBUILT);
	ssize_t n;
	int rc;

	do {
		n = node_read(node, attr, buf, len);
		if (!is_missing(n))
			return n;
		rc = node_check(node);
		if (rc < 0)
			return rc;
	} while (retry_again(&retry, -EAGAIN));
	return -ENOENT;
}

static int open_to_write(struct node *node, int dir, const char *attr)
{
	int fd = io_open(node->io, dir, attr, O_WRONLY);

	return dirs_close_others(node->io, fd, dir) ?
	       io_open(node->io, dir, attr, O_WRONLY) : fd;
}

/* As node_await() does; -ENOENT when the device lives and its attribute stays away. */
static int open_present(struct node *node, int dir, const char *attr)
{
	struct retry retry = RETRY(node->io, RETRY_REBUILT);
	int fd, rc;

	do {
		fd = open_to_write(node, dir, attr);
		if (!is_missing(fd))
			return fd;
		rc = node_check_through(node, dir);
		if (rc < 0)
			return rc;
	} while (retry_again(&retry, -EAGAIN));
	return -ENOENT;
}

/*
 * -ENODEV is for the device; a driver that knows no device of the name that was
 * written fails with it as well.
 */
static int explain_write(const struct node *node, int fd, int rc)
{
	int alive;

	if (rc != -ENODEV)
		return (int)explain(node, fd, rc);
	alive = node_check_through(node, fd);
	return alive < 0 ? alive : -ENXIO;
}

/* Only the opening is tried again: what was written once is not repeated. */
int node_write(struct node *node, const char *attr, const char *value)
{
	int dir = node_dir(node), fd, rc;

	if (dir < 0)
		return dir;
	fd = open_present(node, dir, attr);
	if (fd < 0)
		return fd;
	rc = io_write_fd(node->io, fd, value);
	io_close(node->io, fd);
	rc = explain_write(node, dir, rc);
	io_note_write(node->io, attr, value, rc);
	return rc;
}

ssize_t node_readlink(struct node *node, const char *attr,
		      char *buf, size_t len)
{
	int fd = node_dir(node);

	if (fd < 0)
		return fd;
	return explain(node, fd, io_readlink(node->io, fd, attr, buf, len));
}

int node_look(struct node *node, const char *attr, bool *ret)
{
	int fd = node_dir(node), rc;
	bool there;

	if (fd < 0)
		return fd;
	rc = io_look(node->io, fd, attr, &there);
	if (!rc && !there)
		rc = node_check_through(node, fd);
	if (!rc)
		*ret = there;
	return rc;
}

int node_follow(struct node *node, const char *attr, char *buf)
{
	char target[IO_PATH_MAX];
	ssize_t n = node_readlink(node, attr, target, sizeof(target));

	if (n < 0)
		return (int)n;
	return path_follow(node->path, target, buf, IO_PATH_MAX);
}
