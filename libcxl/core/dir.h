/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories that stay open: the few that were used last. */
#pragma once

#include <stdbool.h>

#include "core/list.h"

struct io;

/*
 * An open sysfs directory is the device's identity itself: it never leads to
 * another device, and to nothing once its own is gone. So those that were used
 * last stay open; all of a whole fabric would use up the program's descriptors.
 */
struct dir {
	int open;		/* the descriptor + 1; 0: not open, as in a zeroed struct */
	struct list recent;	/* in io->dirs, the last used first */
};

/* Takes over the descriptor @fd, and closes the one that was not used for longest. */
void dir_keep(struct dir *dir, struct io *io, int fd);

/* A descriptor borrowed until some other directories were used, or -1: it is not open. */
int dir_use(struct dir *dir, struct io *io);

void dir_close(struct dir *dir, struct io *io);

/*
 * Where @error is that the program has no more descriptors: closes all but @fd
 * (-1: all), which are cheaper to open again. Returns whether any was closed.
 */
bool dirs_close_others(struct io *io, int error, int fd);
