// SPDX-License-Identifier: GPL-2.0-or-later
/* The calls that the simulated machine puts below io.c, with the faults of each. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "calls.h"
#include "core/io.h"
#include "machine.h"

#define FD_BASE 1000		/* nobody takes it for a file of the host */

static struct sim_fd *fd_of(int fd)
{
	int i = fd - FD_BASE;

	if (i < 0 || i >= SIM_FDS || !sim->fds[sim->actor][i].used) {
		sim_violate("fd %d was used, but is not open", fd);
		return NULL;
	}
	return &sim->fds[sim->actor][i];
}

void call_path(int dirfd, const char *name, char *path)
{
	int i = dirfd - FD_BASE;

	path[0] = '/';
	path[1] = '\0';
	if (i >= 0 && i < SIM_FDS && sim->fds[sim->actor][i].used && *name != '/')
		sim_node_path(sim->fds[sim->actor][i].node, path + 1);
	if (*name)
		snprintf(path + strlen(path), SIM_PATH_MAX - strlen(path), "/%s", name);
}

static int fd_new(struct sim_node *node, int flags)
{
	struct sim_fd *fds = sim->fds[sim->actor];
	int i = 0;

	while (i < SIM_FDS && fds[i].used)
		i++;
	if (i == SIM_FDS)
		return -EMFILE;
	fds[i] = (struct sim_fd){
		.used = true, .node = node, .path_only = flags & O_PATH,
		.writable = (flags & O_ACCMODE) != O_RDONLY,
	};
	if (node->type == SIM_CDEV && node->owner && !(flags & O_PATH))
		((struct sim_memdev *)node->owner)->pins++;
	return FD_BASE + i;
}

/* ---- open, close ------------------------------------------------------- */

static int start(int dirfd, const char *name, struct sim_node **ret)
{
	struct sim_fd *fd;

	*ret = sim->root;
	if (*name == '/' || dirfd == AT_FDCWD)
		return 0;
	fd = fd_of(dirfd);
	if (!fd)
		return -EBADF;
	*ret = fd->node;
	return 0;
}

static int look_up(int dirfd, const char *name, bool follow,
		   struct sim_node **ret)
{
	int rc = start(dirfd, name, ret);

	return rc < 0 ? rc : sim_walk(*ret, name, follow, ret);
}

static int may_open(const struct sim_node *node, int flags)
{
	int mode = flags & O_ACCMODE;

	if (flags & O_DIRECTORY)
		return node->type == SIM_DIR ? 0 : -ENOTDIR;
	if (flags & O_PATH)
		return 0;
	if (node->type == SIM_DIR)
		return mode == O_RDONLY ? 0 : -EISDIR;
	if (mode != O_WRONLY && !(node->mode & 0444))
		return -EACCES;		/* sysfs refuses even root */
	return mode == O_RDONLY || node->mode & 0222 ? 0 : -EACCES;
}

static int sim_open(void *machine, int dirfd, const char *name, int flags)
{
	bool writing = (flags & O_ACCMODE) != O_RDONLY;
	struct sim_node *node = NULL;
	int rc;

	call_enter(CALL_OPEN, dirfd, name);
	rc = look_up(dirfd, name, true, &node);
	if (!rc && call_rebuild(node))
		rc = look_up(dirfd, name, true, &node);
	if (!rc)
		rc = may_open(node, flags);
	rc = call_fault(CALL_OPEN, writing, rc ? NULL : node, name, rc);
	return rc < 0 ? rc : fd_new(node, flags);
}

static void fd_close(struct sim_fd *fd)
{
	struct sim_node *node = fd->node;
	int i = (int)(fd - sim->fds[sim->actor]);

	fd->used = false;
	if (node->lock_fd == i && node->lock_actor == sim->actor)
		node->lock_fd = -1;
	if (node->type == SIM_CDEV && node->owner && !fd->path_only) {
		struct sim_memdev *memdev = node->owner;

		memdev->pins--;
		sim_memdev_unpin(memdev);
	}
}

static int sim_close(void *machine, int fd)
{
	struct sim_fd *f = fd_of(fd);

	if (!f)
		return -EBADF;
	fd_close(f);
	return 0;
}

int sim_open_fds(int actor)
{
	int count = 0;

	for (int i = 0; i < SIM_FDS; i++)
		count += sim->fds[actor][i].used;
	return count;
}

void sim_end(int actor)
{
	sim->actor = actor;
	for (int i = 0; i < SIM_FDS; i++)
		if (sim->fds[actor][i].used)
			fd_close(&sim->fds[actor][i]);
}

/* ---- looking ----------------------------------------------------------- */

/* Who asks for the inode of a directory knows which one it is. */
static int sim_stat(void *machine, int fd, struct stat *st)
{
	struct sim_fd *f;
	int rc;

	call_enter(CALL_STAT, fd, "");
	f = fd_of(fd);
	if (!f)
		return -EBADF;
	rc = call_fault(CALL_STAT, false, f->node, NULL, 0);
	if (rc < 0)
		return rc;
	memset(st, 0, sizeof(*st));
	st->st_dev = f->node->debugfs ? 7 : 21;
	st->st_ino = f->node->ino;
	st->st_nlink = f->node->dead ? 0 : 2;
	st->st_mode = f->node->mode | (f->node->type == SIM_DIR ? S_IFDIR :
				       f->node->type == SIM_CDEV ? S_IFCHR :
				       S_IFREG);
	if (f->node->type == SIM_CDEV)
		st->st_rdev = f->node->owner ? makedev(251, (unsigned int)
			((struct sim_memdev *)f->node->owner)->id) : makedev(252, 0);
	f->node->seen |= 1u << sim->actor;
	return 0;
}

static int sim_exists(void *machine, int dirfd, const char *name)
{
	struct sim_node *node = NULL;
	int rc;

	call_enter(CALL_EXISTS, dirfd, name);
	rc = look_up(dirfd, name, true, &node);
	if (!rc && call_rebuild(node))
		rc = look_up(dirfd, name, true, &node);
	return call_fault(CALL_EXISTS, false, rc ? NULL : node, name, rc);
}

static ssize_t sim_readlink(void *machine, int dirfd, const char *name,
			    char *buf, size_t len)
{
	struct sim_node *node = NULL;
	char text[SIM_PATH_MAX];
	int rc;

	call_enter(CALL_READLINK, dirfd, name);
	rc = look_up(dirfd, name, false, &node);
	if (!rc && node->type != SIM_LINK)
		rc = -EINVAL;
	rc = call_fault(CALL_READLINK, false, rc ? NULL : node, name, rc);
	if (rc < 0)
		return rc;
	sim_link_text(node, text);
	len = strlen(text) < len ? strlen(text) : len;
	memcpy(buf, text, len);
	return (ssize_t)len;
}

/* ---- listing: in the order of the inodes, so that none is given twice --- */

static size_t put_name(char *buf, size_t len, uint64_t ino, const char *name)
{
	size_t need = offsetof(struct dirent64, d_name) + strlen(name) + 1;
	struct dirent64 *d = (struct dirent64 *)buf;

	need = (need + 7) & ~7ul;
	if (need > len)
		return 0;
	d->d_ino = ino;
	d->d_off = (off64_t)ino;
	d->d_reclen = (unsigned short)need;
	d->d_type = DT_UNKNOWN;
	strcpy(d->d_name, name);
	return need;
}

static const struct sim_node *next_name(const struct sim_node *dir, uint64_t ino)
{
	const struct sim_node *best = NULL;

	for (const struct sim_node *c = dir->children; c; c = c->next)
		if (!c->hidden && c->ino > ino && (!best || c->ino < best->ino))
			best = c;
	return best;
}

static ssize_t sim_getdents(void *machine, int fd, void *buf, size_t len)
{
	const struct sim_node *c;
	struct sim_fd *f;
	size_t used = 0;
	int rc;

	call_enter(CALL_GETDENTS, fd, "");
	f = fd_of(fd);
	if (!f)
		return -EBADF;
	rc = call_fault(CALL_GETDENTS, false, f->node, NULL, 0);
	if (rc < 0)
		return rc;
	if (!f->at) {
		used = put_name(buf, len, 1, ".");
		used += put_name((char *)buf + used, len - used, 2, "..");
		f->at = 1;
	}
	while ((c = next_name(f->node, f->after_ino))) {
		size_t n = put_name((char *)buf + used, len - used, c->ino,
				    c->name);

		if (!n)
			break;
		used += n;
		f->after_ino = c->ino;
	}
	return (ssize_t)used;
}

/* ---- reading and writing ----------------------------------------------- */

static int dead_answer(const struct sim_node *node)
{
	if (!node->dead)
		return 0;
	return node->debugfs ? -EIO : -ENODEV;
}

static ssize_t give(struct sim_fd *f, const char *text, size_t all,
		    void *buf, size_t len)
{
	size_t n = f->at < all ? all - f->at : 0;

	n = n < len ? n : len;
	memcpy(buf, text + f->at, n);
	f->at += n;
	return (ssize_t)n;
}

/* One event after the other. */
static int show(struct sim_fd *f, char *text)
{
	if (f->node != sim->events)
		return f->node->attr->show(f->node, text);
	f->at = 0;
	return sim_event_text(&f->seen, text);
}

static ssize_t sim_read(void *machine, int fd, void *buf, size_t len)
{
	char text[SIM_TEXT_MAX] = "";
	struct sim_fd *f;
	size_t all;
	int rc;

	call_enter(CALL_READ, fd, "");
	f = fd_of(fd);
	if (!f || f->path_only || f->node->type != SIM_ATTR)
		return -EBADF;
	call_rebuild(f->node);
	rc = dead_answer(f->node);
	if (!rc)
		rc = show(f, text);
	rc = call_fault(CALL_READ, false, f->node, NULL, rc);
	if (rc < 0)
		return rc;
	all = strlen(text);
	if (call_is(FAULT_EMPTY))
		return 0;
	if (call_is(FAULT_SHORT))
		all /= 2;
	return give(f, text, all, buf, len);
}

static int store(struct sim_node *node, const char *text)
{
	if (!strcmp(node->name, sim->ignored))
		return 0;
	sim_touch(node->card, node->name);
	return node->attr->store(node, text);
}

static ssize_t sim_write_call(void *machine, int fd, const void *buf, size_t len)
{
	char text[SIM_TEXT_MAX];
	struct sim_fd *f;
	int rc;

	call_enter(CALL_WRITE, fd, "");
	f = fd_of(fd);
	if (!f || f->path_only || !f->writable || f->node->type != SIM_ATTR)
		return -EBADF;
	if (!len || len >= sizeof(text))
		return (ssize_t)len;	/* nothing never reaches the driver */
	snprintf(text, sizeof(text), "%.*s", (int)len, (const char *)buf);
	call_rebuild(f->node);
	rc = dead_answer(f->node);
	rc = call_fault(CALL_WRITE, true, f->node, NULL, rc);
	if (!rc)
		rc = store(f->node, text);
	if (call_is(FAULT_AFTER))
		rc = -call_is(FAULT_AFTER)->number;
	call_result(rc);
	return rc < 0 ? rc : (ssize_t)len;
}

/* ---- ioctl, lock ------------------------------------------------------- */

static int sim_ioctl(void *machine, int fd, unsigned long request, void *arg)
{
	struct sim_memdev *memdev;
	struct sim_fd *f;
	int rc;

	call_enter(CALL_IOCTL, fd, "");
	f = fd_of(fd);
	if (!f || f->node->type != SIM_CDEV || !f->node->owner)
		return -ENOTTY;
	memdev = f->node->owner;
	rc = call_fault(CALL_IOCTL, true, f->node, NULL,
			memdev->alive ? 0 : -ENXIO);
	if (rc < 0)
		return rc;
	rc = sim_mailbox_ioctl(memdev, request, arg);
	call_result(rc);
	return rc;
}

static int sim_lock(void *machine, int fd)
{
	struct sim_node *node;
	struct sim_fd *f;
	int rc;

	call_enter(CALL_LOCK, fd, "");
	f = fd_of(fd);
	if (!f || f->path_only)
		return -EBADF;
	node = f->node;
	rc = call_fault(CALL_LOCK, false, node, NULL, 0);
	if (rc < 0)
		return rc;
	if (node->lock_fd >= 0 && node->lock_actor != sim->actor)
		return -EAGAIN;
	if (node->lock_fd >= 0 && node->lock_fd != fd - FD_BASE) {
		sim_violate("%s: locked twice by one process, who waits for himself",
			   node->name);
		return -EDEADLK;
	}
	node->lock_fd = fd - FD_BASE;
	node->lock_actor = sim->actor;
	return 0;
}

/* ---- marks: of a file, and gone with it -------------------------------- */

static ssize_t sim_get_mark(void *machine, int fd, const char *name, void *buf,
			    size_t len)
{
	const struct sim_fd *f = fd_of(fd);
	size_t n;

	if (!f || f->path_only)
		return -EBADF;
	n = strlen(f->node->mark);
	if (!n)
		return -ENODATA;
	if (n > len)
		return -ERANGE;
	memcpy(buf, f->node->mark, n);
	return (ssize_t)n;
}

static int sim_set_mark(void *machine, int fd, const char *name,
			const char *value)
{
	const struct sim_fd *f = fd_of(fd);

	if (!f || f->path_only)
		return -EBADF;
	if (f->node->dead)
		return -ENODEV;
	if (!value && !*f->node->mark)
		return -ENODATA;
	snprintf(f->node->mark, sizeof(f->node->mark), "%s", value ? value : "");
	return 0;
}

static void forget_marks(struct sim_node *node)
{
	*node->mark = '\0';
	for (struct sim_node *c = node->children; c; c = c->next)
		forget_marks(c);
}

void sim_forget_marks(void)
{
	forget_marks(sim->root);
}

/* ---- events ------------------------------------------------------------- */

static int sim_watch(void *machine)
{
	int fd;

	call_enter(CALL_WATCH, AT_FDCWD, "events");
	fd = call_fault(CALL_WATCH, false, sim->events, NULL, 0);
	if (!fd)
		fd = fd_new(sim->events, O_RDONLY);
	if (fd >= 0)
		sim->fds[sim->actor][fd - FD_BASE].seen = sim->nr_events;
	return fd;
}

/* ---- time --------------------------------------------------------------- */

static uint64_t sim_now(void *machine)
{
	return sim->now_ns / 1000000 + 1;
}

static void sim_sleep(void *machine, unsigned int ms)
{
	sim_sleep_ns(ms * 1000000ULL);
}

/* Nothing here tells that it changed. */
static int sim_poll(void *machine, int fd, int ms)
{
	const struct sim_fd *f;
	int rc;

	call_enter(CALL_POLL, fd, "");
	f = fd_of(fd);
	if (!f)
		return -EBADF;
	rc = call_fault(CALL_POLL, false, f->node, NULL, 0);
	if (rc < 0)
		return rc;
	sim_sleep_ns((uint64_t)(ms < 0 ? 1000 : ms) * 1000000);
	return 0;
}

/* The kernel makes the directories; here they are only files of the program. */
static int sim_replace(void *machine, int root, const char *path, const char *text)
{
	const char *name = strrchr(path, '/') + 1;
	char parent[SIM_PATH_MAX];
	struct sim_node *dir;
	int rc;

	call_enter(CALL_WRITE, root, path);
	rc = sim_walk(sim->root, path, true, &dir);
	rc = call_fault(CALL_WRITE, true, rc ? NULL : dir, path, 0);
	if (rc < 0)
		return rc;
	snprintf(parent, sizeof(parent), "%.*s", (int)(name - path - 1), path);
	dir = sim_dirs_add(sim->root, parent);
	sim_child_remove(dir, name);
	sim_text_add(dir, name, "%s", text);
	return 0;
}

const struct io_calls sim_io_calls = {
	.open = sim_open,
	.close = sim_close,
	.stat = sim_stat,
	.exists = sim_exists,
	.read = sim_read,
	.write = sim_write_call,
	.readlink = sim_readlink,
	.getdents = sim_getdents,
	.ioctl = sim_ioctl,
	.lock = sim_lock,
	.get_mark = sim_get_mark,
	.set_mark = sim_set_mark,
	.watch = sim_watch,
	.now = sim_now,
	.sleep = sim_sleep,
	.poll = sim_poll,
	.replace = sim_replace,
};
