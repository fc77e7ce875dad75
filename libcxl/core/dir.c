// SPDX-License-Identifier: LGPL-2.1-or-later
/* Directories that stay open: the few that were used last. */
#include <errno.h>

#include "core/dir.h"
#include "core/io.h"

/* More than any call uses at once, fewer than any program can spare. */
#define OPEN_MAX_DIRS 16

void dir_close(struct dir *dir, struct io *io)
{
	if (!dir->open)
		return;
	io_close(io, dir->open - 1);
	dir->open = 0;
	io->nr_dirs--;
	list_remove(&dir->recent);
}

void dir_keep(struct dir *dir, struct io *io, int fd)
{
	if (io->nr_dirs == OPEN_MAX_DIRS)
		dir_close(container_of(io->dirs.prev, struct dir, recent), io);
	list_add_after(&io->dirs, &dir->recent);
	dir->open = fd + 1;
	io->nr_dirs++;
}

int dir_use(struct dir *dir, struct io *io)
{
	if (!dir->open)
		return -1;
	list_remove(&dir->recent);
	list_add_after(&io->dirs, &dir->recent);
	return dir->open - 1;
}

bool dirs_close_others(struct io *io, int error, int fd)
{
	struct list *at = io->dirs.next, *next;
	bool any = false;

	if (error != -EMFILE)
		return false;
	for (; at != &io->dirs; at = next) {
		struct dir *dir = container_of(at, struct dir, recent);

		next = at->next;
		if (dir->open - 1 == fd)
			continue;
		dir_close(dir, io);
		any = true;
	}
	return any;
}
