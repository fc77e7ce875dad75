// SPDX-License-Identifier: LGPL-2.1-or-later
/* The calls on a captured machine: none leaves its root, none writes, none waits. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/openat2.h>

#include "core/captured.h"
#include "core/cleanup.h"

/* As many as the kernel follows. */
#define LINKS_MAX 40

/* A rename anywhere on the host can make the kernel unsure about a "..". */
#define UNSURE_MAX 16

struct captured {
	int root;
	dev_t dev;		/* of the root: its ".." is itself */
	ino_t ino;
	bool has_openat2;
};

static void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define _cleanup_close_	__attribute__((cleanup(closep)))

static int fd_or_errno(int fd)
{
	return fd < 0 ? -errno : fd;
}

/* ---- resolving by the kernel -------------------------------------------- */

static int ask_kernel(int dirfd, const char *path, int flags, unsigned int how)
{
	const struct open_how open_how = {
		.flags = (unsigned int)(flags | O_CLOEXEC),
		.resolve = how | RESOLVE_NO_MAGICLINKS,
	};
	int fd, tries = 0;

	do
		fd = fd_or_errno((int)syscall(SYS_openat2, dirfd, path,
					      &open_how, sizeof(open_how)));
	while (fd == -EAGAIN && ++tries < UNSURE_MAX);
	return fd;
}

/* Since Linux 5.6; a container may forbid it by EPERM. */
static bool has_openat2(int root)
{
	int fd = ask_kernel(root, ".", O_PATH | O_DIRECTORY, RESOLVE_IN_ROOT);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/* ---- resolving here ----------------------------------------------------- */

/* Where a walk stands, and the rest of its way. */
struct path_walk {
	const struct captured *machine;
	int at;			/* an fd of the directory, its own */
	unsigned int links;
	char rest[IO_PATH_MAX];
};

static int step_to(struct path_walk *w, int fd)
{
	if (fd < 0)
		return fd;
	close(w->at);
	w->at = fd;
	return 0;
}

static int open_dir_at(int dirfd, const char *name)
{
	return fd_or_errno(openat(dirfd, name,
				  O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

static int step_to_root(struct path_walk *w)
{
	return step_to(w, open_dir_at(w->machine->root, "."));
}

static int step_up(struct path_walk *w)
{
	struct stat st;

	if (fstat(w->at, &st) < 0)
		return -errno;
	if (st.st_dev == w->machine->dev && st.st_ino == w->machine->ino)
		return 0;
	return step_to(w, open_dir_at(w->at, ".."));
}

/* What the link says goes before the rest. */
static int follow(struct path_walk *w, const char *target, const char *rest)
{
	char way[sizeof(w->rest)];
	int n = snprintf(way, sizeof(way), "%s/%s", target, rest);

	if (++w->links > LINKS_MAX)
		return -ELOOP;
	if (n >= (int)sizeof(way))
		return -ENAMETOOLONG;
	memcpy(w->rest, way, (size_t)n + 1);
	return *target == '/' ? step_to_root(w) : 0;
}

/* The first part of the rest, cut off; NULL at the end of the way. */
static const char *next_part(struct path_walk *w, char *part)
{
	const char *p = w->rest + strspn(w->rest, "/");
	size_t len = strcspn(p, "/");

	if (!len)
		return NULL;
	memcpy(part, p, len);
	part[len] = '\0';
	p += len;
	p += strspn(p, "/");
	memmove(w->rest, p, strlen(p) + 1);
	return part;
}

/* One part of the way: 0, or an fd of what is at its end + 1, or -errno. */
static int step(struct path_walk *w, const char *part, int flags)
{
	char target[IO_PATH_MAX];
	ssize_t n;
	int fd;

	if (!strcmp(part, "."))
		return 0;
	if (!strcmp(part, ".."))
		return step_up(w);
	n = readlinkat(w->at, part, target, sizeof(target));
	if (n == sizeof(target))
		return -ENAMETOOLONG;
	if (n >= 0) {
		target[n] = '\0';
		return follow(w, target, w->rest);
	}
	if (errno != EINVAL)
		return -errno;
	if (*w->rest)
		return step_to(w, open_dir_at(w->at, part));
	fd = fd_or_errno(openat(w->at, part, flags | O_NOFOLLOW | O_CLOEXEC));
	return fd < 0 ? fd : fd + 1;
}

/* One part after the other, and no link is left to the kernel. */
static int resolve_here(const struct captured *machine, int dirfd,
			const char *path, int flags)
{
	_cleanup_free_ struct path_walk *w = malloc(sizeof(*w));	/* zeros would be a third of a listing */
	char part[IO_PATH_MAX];
	int rc = 0;

	if (!w)
		return -ENOMEM;
	if (strlen(path) >= sizeof(w->rest))
		return -ENAMETOOLONG;
	strcpy(w->rest, path);
	w->machine = machine;
	w->links = 0;
	w->at = open_dir_at(*path == '/' ? machine->root : dirfd, ".");
	if (w->at < 0)
		return w->at;
	while (!rc && next_part(w, part))
		rc = step(w, part, flags);
	if (!rc)
		rc = fd_or_errno(openat(w->at, ".", flags | O_CLOEXEC)) + 1;
	close(w->at);
	return rc > 0 ? rc - 1 : rc;
}

/* ---- opening ------------------------------------------------------------ */

/*
 * From another directory than the root the kernel can only be told not to
 * leave that one. Few links do not.
 */
static int resolve(const struct captured *machine, int dirfd, const char *path,
		   int flags)
{
	bool from_root = dirfd == machine->root;
	int fd;

	if (!machine->has_openat2)
		return resolve_here(machine, dirfd, path, flags);
	fd = ask_kernel(dirfd, path, flags,
			from_root ? RESOLVE_IN_ROOT : RESOLVE_BENEATH);
	if (fd == -EAGAIN || (fd == -EXDEV && !from_root))
		return resolve_here(machine, dirfd, path, flags);
	return fd;
}

static int check_type(mode_t mode)
{
	if (S_ISREG(mode))
		return 0;
	return S_ISDIR(mode) ? -EISDIR : -EMEDIUMTYPE;
}

static bool is_lone(const char *name)
{
	return *name && !strchr(name, '/') && strcmp(name, ".") &&
	       strcmp(name, "..");
}

/* A name in the directory itself, which is no link: -ELOOP where it is one. */
static int open_lone(int dirfd, const char *name, int flags)
{
	struct stat st;
	int rc;

	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (S_ISLNK(st.st_mode))
		return -ELOOP;
	rc = check_type(st.st_mode);
	if (rc < 0)
		return rc;
	return fd_or_errno(openat(dirfd, name, flags | O_NOFOLLOW | O_NONBLOCK |
				  O_CLOEXEC));
}

/* Looked at before it is opened: to open a device node may do something. */
static int open_file(const struct captured *machine, int dirfd, const char *name,
		     int flags)
{
	_cleanup_close_ int seen = resolve(machine, dirfd, name, O_PATH);
	struct stat st;
	int rc;

	if (seen < 0)
		return seen;
	if (fstat(seen, &st) < 0)
		return -errno;
	rc = check_type(st.st_mode);
	return rc < 0 ? rc : resolve(machine, dirfd, name, flags | O_NONBLOCK);
}

static int captured_open(void *machine, int dirfd, const char *name, int flags)
{
	int fd;

	if ((flags & O_ACCMODE) != O_RDONLY)
		return -EROFS;
	if (flags & O_DIRECTORY)
		return resolve(machine, dirfd, name, flags);
	fd = is_lone(name) ? open_lone(dirfd, name, flags) : -ELOOP;
	return fd == -ELOOP ? open_file(machine, dirfd, name, flags) : fd;
}

/* ---- looking ------------------------------------------------------------ */

/*
 * The last part of @path, and the directory it lies in: @dirfd itself, or one
 * that is opened, and owned, in @opened.
 */
static int find_parent(const struct captured *machine, int dirfd,
		       const char *path, int *opened, const char **last)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *parent = NULL;

	*opened = -1;
	*last = slash ? slash + 1 : path;
	if (!slash)
		return dirfd;
	parent = strndup(path, (size_t)(slash - path));
	if (!parent)
		return -ENOMEM;
	return *opened = resolve(machine, dirfd, parent, O_PATH | O_DIRECTORY);
}

/* A link is there wherever it leads: not all that it leads to was captured. */
static int captured_exists(void *machine, int dirfd, const char *name)
{
	_cleanup_close_ int opened;
	const char *last;
	struct stat st;
	int dir = find_parent(machine, dirfd, name, &opened, &last);

	if (dir < 0)
		return dir;
	return fstatat(dir, last, &st, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

static ssize_t captured_readlink(void *machine, int dirfd, const char *name,
				 char *buf, size_t len)
{
	_cleanup_close_ int opened;
	const char *last;
	int dir = find_parent(machine, dirfd, name, &opened, &last);
	ssize_t n;

	if (dir < 0)
		return dir;
	n = readlinkat(dir, last, buf, len);
	return n < 0 ? -errno : n;
}

/* ---- what is not done --------------------------------------------------- */

static ssize_t captured_write(void *machine, int fd, const void *buf, size_t len)
{
	return -EROFS;
}

static int captured_ioctl(void *machine, int fd, unsigned long request, void *arg)
{
	return -EROFS;
}

static int captured_lock(void *machine, int fd)
{
	return -EROFS;
}

/* It holds still: what is waited for never comes. */
static int captured_poll(void *machine, int fd, int ms)
{
	return -EROFS;
}

/* ---- the rest is the kernel's ------------------------------------------- */

static int captured_close(void *machine, int fd)
{
	return io_kernel.close(NULL, fd);
}

static int captured_stat(void *machine, int fd, struct stat *st)
{
	return io_kernel.stat(NULL, fd, st);
}

static ssize_t captured_read(void *machine, int fd, void *buf, size_t len)
{
	return io_kernel.read(NULL, fd, buf, len);
}

static ssize_t captured_getdents(void *machine, int fd, void *buf, size_t len)
{
	return io_kernel.getdents(NULL, fd, buf, len);
}

const struct io_calls io_captured = {
	.open = captured_open,
	.close = captured_close,
	.stat = captured_stat,
	.exists = captured_exists,
	.read = captured_read,
	.write = captured_write,
	.readlink = captured_readlink,
	.getdents = captured_getdents,
	.ioctl = captured_ioctl,
	.lock = captured_lock,
	.poll = captured_poll,
};

/* ---- life --------------------------------------------------------------- */

static int open_machine(const char *path, void **ret, int *ret_root)
{
	_cleanup_free_ struct captured *machine = calloc(1, sizeof(*machine));
	_cleanup_close_ int root = fd_or_errno(open(path, O_PATH | O_DIRECTORY |
						    O_CLOEXEC));
	struct stat st;

	if (!machine)
		return -ENOMEM;
	if (root < 0)
		return root;
	if (fstat(root, &st) < 0)
		return -errno;
	machine->dev = st.st_dev;
	machine->ino = st.st_ino;
	machine->has_openat2 = has_openat2(root);
	machine->root = *ret_root = take_fd(root);
	*ret = take_ptr(machine);
	return 0;
}

int io_init_captured(struct io *io, const char *path)
{
	*io = (struct io){
		.calls = &io_captured,
		.root = -1,
		.free_machine = free,
		.readonly = true,
	};
	list_init(&io->dirs);
	return open_machine(path, &io->machine, &io->root);
}

void captured_resolve_here(void *machine)
{
	((struct captured *)machine)->has_openat2 = false;
}
