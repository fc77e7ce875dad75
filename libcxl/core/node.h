/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A node is one device's sysfs directory, and the proof that it is still it. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "core/cleanup.h"
#include "core/dir.h"

struct io;

/*
 * The path we found the directory at, and the device and inode number that
 * prove it is still the same device. The kernel never gives two sysfs
 * directories the same inode, so a device that was removed and replaced under
 * the same name is a different node.
 */
struct node {
	struct io *io;
	char *path;		/* below the machine's root, no leading slash */
	dev_t dev;
	ino_t ino;
	struct dir dir;		/* that directory, open while it is used often */
};

/*
 * Finds the directory and keeps what identifies it. Returns an fd of it, for
 * the first reading: what is read through one fd is of one device.
 */
int node_init(struct node *node, struct io *io, const char *path);

/* The same where @path lies just below the device @above, and below no other. */
int node_init_below(struct node *node, struct node *above, const char *path);
void node_done(struct node *node);
const char *node_name(const struct node *node);

/* An fd of exactly this device's directory, or -ENODEV when it is gone. */
int node_open(const struct node *node);

/*
 * node_keep() takes over the fd that node_init() returned. node_dir() returns
 * one that is borrowed until some other nodes were used, or -ENODEV.
 */
void node_keep(struct node *node, int fd);
int node_dir(struct node *node);

/*
 * Returns 0 while the device lives, -ENODEV when it is gone, another -errno
 * when neither can be seen. Attributes come and go while a device lives;
 * "uevent" is the first file that leaves with it. @fd is an open directory of
 * the device.
 */
_must_check_ int node_check(struct node *node);
_must_check_ int node_check_through(const struct node *node, int fd);

/* True when the device is proven to be gone; false also when nothing can be seen. */
bool node_is_gone(struct node *node);

/* One access through the verified directory; -ENODEV when the device is gone. */
ssize_t node_read(struct node *node, const char *attr,
		  char *buf, size_t len);
int node_write(struct node *node, const char *attr, const char *value);

/* Reads through @fd, a directory of the device that somebody holds. */
ssize_t node_read_through(const struct node *node, int fd, const char *attr,
			  char *buf, size_t len);

/* Reads one that the device must have: it is awaited while the kernel rebuilds. */
ssize_t node_await(struct node *node, const char *attr, char *buf, size_t len);

ssize_t node_readlink(struct node *node, const char *attr,
		      char *buf, size_t len);

/*
 * Whether the device has @attr: returns 0 and writes the answer to @ret. Fails
 * with -ENODEV when the device is gone, or -errno when it cannot be seen.
 */
_must_check_ int node_look(struct node *node, const char *attr, bool *ret);

/*
 * The path below the root that the link @attr points to; @buf has IO_PATH_MAX
 * bytes. 0 or -errno.
 */
int node_follow(struct node *node, const char *attr, char *buf);
