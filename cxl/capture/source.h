/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of the machine that is captured: of this one, or of one that was captured before. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct source {
	int root;		/* "/" on a live machine */
	bool captured;		/* links begin at its root, and nothing is opened outside it */
};

/* @sysroot NULL: this machine. 0 or -errno. */
int source_open(struct source *source, const char *sysroot);
void source_close(struct source *source);

/* @path begins below the root: "sys/bus/cxl". A descriptor or -errno. */
int source_open_path(const struct source *source, const char *path, int flags);

/*
 * Up to @max bytes of a regular file, NUL behind them, to be freed. The number
 * of bytes or -errno.
 */
ssize_t source_read(int dir, const char *name, size_t max, char **ret);
ssize_t source_read_path(const struct source *source, const char *path, size_t max, char **ret);

/* The target of a link: 0, or -errno and "": -ENOENT also for what is no link. */
int source_read_link(int dir, const char *name, char *target, size_t size);

/*
 * Where the link @path of sysfs leads, as a path below the root: its relative target joined and
 * its ".." removed. 0 or -errno: -ENOENT where it leads out.
 */
int source_follow(const struct source *source, const char *path, char *ret, size_t size);
