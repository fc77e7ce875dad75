// SPDX-License-Identifier: LGPL-2.1-or-later
/* A node is one device's sysfs directory, and the proof that it is still it. */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "io.h"
#include "node.h"
#include "text.h"

int node_init(struct node *node, const struct io *io, const char *path)
{
	int fd = io_open_dir(io, io->root, path);
	struct stat st;
	int rc;

	if (fd < 0)
		return fd;
	rc = io_stat(io, fd, &st);
	if (!rc) {
		node->io = io;
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

void node_done(struct node *node)
{
	free(node->path);
	node->path = NULL;
}

const char *node_name(const struct node *node)
{
	return path_name(node->path);
}

int node_open(const struct node *node)
{
	int fd = io_open_dir(node->io, node->io->root, node->path);
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

bool node_fd_is_alive(const struct node *node, int fd)
{
	return io_exists(node->io, fd, "uevent");
}

bool node_is_alive(const struct node *node)
{
	int fd = node_open(node);
	bool alive = fd >= 0 && node_fd_is_alive(node, fd);

	io_close(node->io, fd);
	return alive;
}

/* An attribute that is missing is one thing, a device that is gone another. */
static ssize_t explain(const struct node *node, int fd, ssize_t rc)
{
	if ((rc == -ENOENT || rc == -ENODEV) && !node_fd_is_alive(node, fd))
		return -ENODEV;
	return rc;
}

ssize_t node_read(const struct node *node, const char *attr,
		  char *buf, size_t len)
{
	int fd = node_open(node);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = explain(node, fd, io_read(node->io, fd, attr, buf, len));
	io_close(node->io, fd);
	return n;
}

int node_write(const struct node *node, const char *attr, const char *value)
{
	int fd = node_open(node);
	int rc;

	if (fd < 0)
		return fd;
	rc = (int)explain(node, fd, io_write(node->io, fd, attr, value));
	io_close(node->io, fd);
	return rc;
}

ssize_t node_readlink(const struct node *node, const char *attr,
		      char *buf, size_t len)
{
	int fd = node_open(node);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = io_readlink(node->io, fd, attr, buf, len);
	io_close(node->io, fd);
	return n;
}

bool node_has(const struct node *node, const char *attr)
{
	int fd = node_open(node);
	bool has = fd >= 0 && io_exists(node->io, fd, attr);

	io_close(node->io, fd);
	return has;
}

int node_follow(const struct node *node, const char *attr, char *buf)
{
	char target[IO_PATH_MAX];
	ssize_t n = node_readlink(node, attr, target, sizeof(target));

	if (n < 0)
		return (int)n;
	return path_follow(node->path, target, buf, IO_PATH_MAX);
}
