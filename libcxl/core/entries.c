// SPDX-License-Identifier: LGPL-2.1-or-later
/* The entries of a directory: their names and inodes. */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>

#include "core/io.h"

#define GETDENTS_MAX 32768

static int list_fd(const struct io *io, int fd, io_entry_fn *each, void *arg)
{
	_Alignas(struct dirent64) char buf[GETDENTS_MAX];
	ssize_t n;

	while ((n = io->calls->getdents(io->machine, fd, buf, sizeof(buf))) > 0) {
		for (char *p = buf; p < buf + n;) {
			struct dirent64 *d = (struct dirent64 *)p;
			int rc = 0;

			if (strcmp(d->d_name, ".") && strcmp(d->d_name, ".."))
				rc = each(arg, d->d_name, d->d_ino);
			if (rc)
				return rc;
			p += d->d_reclen;
		}
	}
	return (int)n;
}

int io_list_entries(const struct io *io, int dirfd, const char *name,
		    io_entry_fn *each, void *arg)
{
	int fd = io_open(io, dirfd, name, O_RDONLY | O_DIRECTORY);
	int rc;

	if (fd < 0)
		return fd;
	rc = list_fd(io, fd, each, arg);
	io_close(io, fd);
	return rc;
}

struct names_only {
	int (*each)(void *arg, const char *name);
	void *arg;
};

static int pass_name(void *arg, const char *name, uint64_t inode)
{
	const struct names_only *to = arg;

	return to->each(to->arg, name);
}

int io_list(const struct io *io, int dirfd, const char *name,
	    int (*each)(void *arg, const char *name), void *arg)
{
	struct names_only to = { .each = each, .arg = arg };

	return io_list_entries(io, dirfd, name, pass_name, &to);
}
