// SPDX-License-Identifier: GPL-2.0-or-later
/* A captured machine that is an archive: unpacked while the tool runs. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture/archive.h"
#include "capture/sysroot.h"
#include "core/say.h"
#include "core/scope.h"

static struct {
	char dir[PATH_MAX];		/* "/tmp/cxl-capture-abcdef" */
	char top[PATH_MAX + NAME_MAX + 2];	/* the machine in it */
	pid_t remover;
	int alive;			/* the remover waits until its other end is closed */
} unpacked = { .alive = -1 };

/* ---- removing it ------------------------------------------------------------ */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path) < 0 && errno != ENOENT ? -1 : 0;
}

/* No signal ends it, and it holds no file of ours, so that nobody waits for it. */
static void remover_run(int alive)
{
	sigset_t all;
	char byte;

	setsid();
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		close(fd);
	while (read(alive, &byte, 1) < 0 && errno == EINTR)
		;
	nftw(unpacked.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	_exit(0);
}

static int start_remover(void)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	unpacked.remover = fork();
	if (unpacked.remover < 0) {
		close(ends[0]);
		close(ends[1]);
		return -errno;
	}
	if (!unpacked.remover) {
		close(ends[1]);
		remover_run(ends[0]);
	}
	close(ends[0]);
	unpacked.alive = ends[1];
	return 0;
}

void sysroot_close(void)
{
	if (unpacked.alive < 0)
		return;
	close(unpacked.alive);
	unpacked.alive = -1;
	while (waitpid(unpacked.remover, NULL, 0) < 0 && errno == EINTR)
		;
}

/* ---- unpacking it ----------------------------------------------------------- */

static int make_dir(void)
{
	const char *parent = secure_getenv("TMPDIR");

	if (snprintf(unpacked.dir, sizeof(unpacked.dir), "%s/cxl-capture-XXXXXX",
		     parent && *parent ? parent : "/tmp") >= (int)sizeof(unpacked.dir))
		return -ENAMETOOLONG;
	return mkdtemp(unpacked.dir) ? start_remover() : -errno;
}

/* What is below one directory of any name is the machine, as `tar` packs it. */
static void find_top(void)
{
	DIR *dir = opendir(unpacked.dir);
	struct dirent *entry;
	unsigned int count = 0;
	struct stat st;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && ++count == 1)
			snprintf(unpacked.top, sizeof(unpacked.top), "%s/%s", unpacked.dir, entry->d_name);
	if (dir)
		closedir(dir);
	if (count != 1 || !strcmp(strrchr(unpacked.top, '/'), "/sys") ||
	    lstat(unpacked.top, &st) < 0 || !S_ISDIR(st.st_mode))
		strcpy(unpacked.top, unpacked.dir);
}

static int unpack(int file, struct unpack_failure *failure)
{
	_cleanup_close_ int dir = -1;
	int rc = make_dir();

	if (!rc) {
		dir = open(unpacked.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		rc = dir < 0 ? -errno : 0;
	}
	if (rc) {
		close(file);
		return rc;
	}
	return archive_unpack(file, dir, failure);
}

static enum status say_failure(const char *path, const struct unpack_failure *failure, int rc)
{
	if (rc == -ENOSYS)
		say_error(path, "unpack", "libz.so.1 is not installed (unpack it: tar -xf, and name the directory)");
	else if (rc != -EBADMSG)
		return say_errno(path, "unpack", rc);
	else
		say_error(path, "unpack", "%s%s%s", failure->member, *failure->member ? ": " : "", failure->why);
	return STATUS_USAGE;
}

enum status sysroot_open(const char **path)
{
	struct unpack_failure failure;
	struct stat st;
	int file, rc;

	if (!*path || stat(*path, &st) < 0 || !S_ISREG(st.st_mode))
		return STATUS_DONE;
	file = open(*path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	rc = file < 0 ? -errno : unpack(file, &failure);
	if (rc)
		return say_failure(*path, &failure, rc);
	find_top();
	*path = unpacked.top;
	return STATUS_DONE;
}
