// SPDX-License-Identifier: GPL-2.0-or-later
/* Replacing a file as a whole: it has its old content or the new one, also after a power failure. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/new-file.h"
#include "core/scope.h"

/* The name is as durable as the content only once its directory is. */
static int sync_directory(char *path)
{
	char *slash = strrchr(path, '/');
	_cleanup_close_ int fd = -1;

	if (slash)
		slash[slash == path] = '\0';
	fd = open(slash ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

static int finish(int fd, mode_t mode, const char *temporary, const char *file)
{
	if (fchmod(fd, mode) < 0 || fsync(fd) < 0 || rename(temporary, file) < 0)
		return -errno;
	return 0;
}

int new_file_replace(const char *file, mode_t mode, int (*write)(const void *arg, int fd),
		     const void *arg)
{
	_cleanup_free_ char *temporary = NULL;
	_cleanup_close_ int fd = -1;
	int rc;

	if (asprintf(&temporary, "%s.XXXXXX", file) < 0) {
		temporary = NULL;
		return -ENOMEM;
	}
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = write(arg, fd);
	if (!rc)
		rc = finish(fd, mode, temporary, file);
	if (rc)
		unlink(temporary);
	return rc ? rc : sync_directory(temporary);
}
