// SPDX-License-Identifier: LGPL-2.1-or-later
/* The door: the only file system calls of the library are made here. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "core/cleanup.h"
#include "core/io.h"
#include "core/retry.h"

/* ---- the kernel behind the door --------------------------------------- */

static int kernel_open(void *machine, int dirfd, const char *name, int flags)
{
	int fd = openat(dirfd, name, flags | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int kernel_close(void *machine, int fd)
{
	return close(fd) < 0 ? -errno : 0;
}

static int kernel_stat(void *machine, int fd, struct stat *st)
{
	return fstat(fd, st) < 0 ? -errno : 0;
}

static int kernel_exists(void *machine, int dirfd, const char *name)
{
	return faccessat(dirfd, name, F_OK, 0) < 0 ? -errno : 0;
}

static ssize_t kernel_read(void *machine, int fd, void *buf, size_t len)
{
	ssize_t n = read(fd, buf, len);

	return n < 0 ? -errno : n;
}

static ssize_t kernel_write(void *machine, int fd, const void *buf, size_t len)
{
	ssize_t n = write(fd, buf, len);

	return n < 0 ? -errno : n;
}

static ssize_t kernel_readlink(void *machine, int dirfd, const char *name,
			       char *buf, size_t len)
{
	ssize_t n = readlinkat(dirfd, name, buf, len);

	return n < 0 ? -errno : n;
}

static ssize_t kernel_getdents(void *machine, int fd, void *buf, size_t len)
{
	ssize_t n = getdents64(fd, buf, len);

	return n < 0 ? -errno : n;
}

static int kernel_ioctl(void *machine, int fd, unsigned long request, void *arg)
{
	int rc = ioctl(fd, request, arg);

	return rc < 0 ? -errno : rc;
}

static int kernel_lock(void *machine, int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
}

static ssize_t kernel_get_mark(void *machine, int fd, const char *name,
			       void *buf, size_t len)
{
	ssize_t n = fgetxattr(fd, name, buf, len);

	return n < 0 ? -errno : n;
}

static int kernel_set_mark(void *machine, int fd, const char *name,
			   const char *value)
{
	int rc = value ? fsetxattr(fd, name, value, strlen(value), 0) :
			 fremovexattr(fd, name);

	return rc < 0 ? -errno : 0;
}

/* Group 1: what the kernel says, not what udev makes of it. */
static int kernel_watch(void *machine)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_KOBJECT_UEVENT);
	int rc;

	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	rc = -errno;
	close(fd);
	return rc;
}

static int kernel_await(void *machine, int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int n = poll(&p, 1, ms);

	return n < 0 ? -errno : n;
}

/* A sysfs attribute that changed is urgent data and an error at once. */
static int kernel_poll(void *machine, int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLPRI | POLLERR };
	int n = poll(&p, 1, ms);

	return n < 0 ? -errno : n;
}

static ssize_t kernel_read_at(void *machine, int fd, void *buf, size_t len, uint64_t at)
{
	ssize_t n = pread(fd, buf, len, (off_t)at);

	return n < 0 ? -errno : n;
}

const struct io_calls io_kernel = {
	.open = kernel_open,
	.close = kernel_close,
	.stat = kernel_stat,
	.exists = kernel_exists,
	.read = kernel_read,
	.write = kernel_write,
	.read_at = kernel_read_at,
	.readlink = kernel_readlink,
	.getdents = kernel_getdents,
	.ioctl = kernel_ioctl,
	.lock = kernel_lock,
	.get_mark = kernel_get_mark,
	.set_mark = kernel_set_mark,
	.watch = kernel_watch,
	.await = kernel_await,
	.poll = kernel_poll,
	.migrate = io_kernel_migrate,
	.replace = store_replace,
};

const struct io_calls *io_calls_here = &io_kernel;
void *io_machine_here;

/* ---- the door ---------------------------------------------------------- */

int io_init(struct io *io, const char *path)
{
	bool here = !strcmp(path, "/");
	int fd;

	*io = (struct io){
		.calls = here ? io_calls_here : &io_kernel,
		.machine = here ? io_machine_here : NULL,
		.root = -1,
	};
	list_init(&io->dirs);
	fd = io->calls->open(io->machine, AT_FDCWD, path, O_PATH | O_DIRECTORY);
	if (fd < 0)
		return fd;
	io->root = fd;
	return 0;
}

void io_done(struct io *io)
{
	io_close(io, io->root);
	io->root = -1;
	if (io->free_machine)
		io->free_machine(io->machine);
	io->machine = NULL;
}

int io_open(const struct io *io, int dirfd, const char *name, int flags)
{
	return io->calls->open(io->machine, dirfd, name, flags);
}

int io_open_dir(const struct io *io, int dirfd, const char *name)
{
	return io_open(io, dirfd, name, O_PATH | O_DIRECTORY);
}

void io_close(const struct io *io, int fd)
{
	if (fd >= 0)
		io->calls->close(io->machine, fd);
}

int io_stat(const struct io *io, int fd, struct stat *st)
{
	return io->calls->stat(io->machine, fd, st);
}

int io_look(const struct io *io, int dirfd, const char *name, bool *ret)
{
	struct retry retry = RETRY(io, RETRY_READ);
	int rc;

	do
		rc = io->calls->exists(io->machine, dirfd, name);
	while (retry_again(&retry, rc));
	if (rc < 0 && rc != -ENOENT)
		return rc;
	*ret = rc == 0;
	return 0;
}

int io_ioctl(const struct io *io, int fd, unsigned long request, void *arg)
{
	return io->calls->ioctl(io->machine, fd, request, arg);
}

static ssize_t read_text(const struct io *io, int fd, char *buf, size_t len)
{
	ssize_t n = io->calls->read(io->machine, fd, buf, len - 1);

	if (n < 0)
		return n;
	if ((size_t)n == len - 1)
		return -EOVERFLOW;
	buf[n] = '\0';
	return n;
}

static ssize_t without_newline(char *buf, ssize_t n)
{
	if (n > 0 && buf[n - 1] == '\n')
		buf[--n] = '\0';
	return n;
}

/* The kernel ends each text with a newline: what has none lost its end. */
static bool is_torn(const struct io *io, const char *buf, ssize_t n)
{
	return n >= 0 && (!n || buf[n - 1] != '\n') && !io->readonly;
}

ssize_t io_read_fd(const struct io *io, int fd, char *buf, size_t len)
{
	ssize_t n = read_text(io, fd, buf, len);

	return is_torn(io, buf, n) ? -EAGAIN : without_newline(buf, n);
}

static ssize_t read_whole(const struct io *io, int dirfd, const char *name,
			  char *buf, size_t len)
{
	struct retry retry = RETRY(io, RETRY_TORN);
	ssize_t n;
	bool torn;

	do {
		int fd = io_open(io, dirfd, name, O_RDONLY);

		if (fd < 0)
			return fd;
		n = read_text(io, fd, buf, len);
		io_close(io, fd);
		torn = is_torn(io, buf, n);
	} while (retry_again(&retry, torn ? -EAGAIN : 0));
	return without_newline(buf, n);
}

ssize_t io_read(const struct io *io, int dirfd, const char *name,
		char *buf, size_t len)
{
	struct retry retry = RETRY(io, RETRY_READ);
	ssize_t n;

	do
		n = read_whole(io, dirfd, name, buf, len);
	while (retry_again(&retry, (int)n));
	return n;
}

static ssize_t load(const struct io *io, int fd, char *buf, size_t len)
{
	size_t used = 0;
	ssize_t n;

	while ((n = io->calls->read(io->machine, fd, buf + used,
				    len - used)) > 0) {
		used += (size_t)n;
		if (used == len)
			return -EFBIG;
	}
	if (n < 0)
		return n;
	buf[used] = '\0';
	return (ssize_t)used;
}

ssize_t io_load(const struct io *io, int dirfd, const char *name,
		char *buf, size_t len)
{
	int fd = io_open(io, dirfd, name, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = load(io, fd, buf, len);
	io_close(io, fd);
	return n;
}

ssize_t io_read_at(const struct io *io, int fd, void *buf, size_t len, uint64_t at)
{
	if (!io->calls->read_at)
		return -EOPNOTSUPP;
	return io->calls->read_at(io->machine, fd, buf, len, at);
}

int io_write_fd(const struct io *io, int fd, const char *value)
{
	size_t len = strlen(value);
	ssize_t n = io->calls->write(io->machine, fd, value, len);

	if (n < 0)
		return (int)n;
	return (size_t)n == len ? 0 : -EIO;
}

int io_write(const struct io *io, int dirfd, const char *name,
	     const char *value)
{
	int fd = io_open(io, dirfd, name, O_WRONLY);
	int rc;

	if (fd < 0)
		return fd;
	rc = io_write_fd(io, fd, value);
	io_close(io, fd);
	return rc;
}

void io_note_write(struct io *io, const char *name, const char *value, int rc)
{
	io->refused.number = rc;
	if (!rc)
		return;
	snprintf(io->refused.name, sizeof(io->refused.name), "%s", name);
	snprintf(io->refused.value, sizeof(io->refused.value), "%s", value);
}

const char *io_refused(const struct io *io, const char *name, int rc)
{
	return rc && rc == io->refused.number && name && !strcmp(name, io->refused.name) ?
		io->refused.value : NULL;
}

int io_write_all(const struct io *io, int fd, const void *buf, size_t len)
{
	const char *p = buf;

	while (len) {
		ssize_t n = io->calls->write(io->machine, fd, p, len);

		if (n == 0)
			return -EIO;
		if (n < 0)
			return (int)n;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

ssize_t io_readlink(const struct io *io, int dirfd, const char *name,
		    char *buf, size_t len)
{
	ssize_t n = io->calls->readlink(io->machine, dirfd, name, buf, len - 1);

	if (n < 0)
		return n;
	if ((size_t)n == len - 1)
		return -EOVERFLOW;
	buf[n] = '\0';
	return n;
}

ssize_t io_get_mark(const struct io *io, int dirfd, const char *name,
		    const char *mark, char *buf, size_t len)
{
	ssize_t n;
	int fd;

	if (!io->calls->get_mark)
		return -ENODATA;
	fd = io_open(io, dirfd, name, O_RDONLY);
	if (fd < 0)
		return fd;
	n = io->calls->get_mark(io->machine, fd, mark, buf, len - 1);
	io_close(io, fd);
	if (n >= 0)
		buf[n] = '\0';
	return n;
}

int io_set_mark(const struct io *io, int dirfd, const char *name,
		const char *mark, const char *value)
{
	int fd, rc;

	if (io->readonly)
		return -EROFS;
	if (!io->calls->set_mark)
		return -EOPNOTSUPP;
	fd = io_open(io, dirfd, name, O_RDONLY);
	if (fd < 0)
		return fd;
	rc = io->calls->set_mark(io->machine, fd, mark, value);
	io_close(io, fd);
	return rc;
}

/* No such system call, a file system that has none, or whose server has none. */
static bool has_no_locks(int rc)
{
	return rc == -ENOSYS || rc == -EOPNOTSUPP || rc == -ENOLCK;
}

int io_lock_fd(struct io *io, int fd)
{
	struct retry retry = RETRY(io, RETRY_LOCK);
	int rc;

	do
		rc = io->calls->lock(io->machine, fd);
	while (retry_again(&retry, rc));
	if (!has_no_locks(rc))
		return rc;
	io->unlocked = rc;
	return 0;
}

int io_lock(struct io *io, int dirfd, const char *name, int flags)
{
	int fd = io_open(io, dirfd, name, flags), rc;

	if (fd < 0)
		return fd;
	rc = io_lock_fd(io, fd);
	if (rc < 0) {
		io_close(io, fd);
		return rc;
	}
	return fd;
}

int io_watch(const struct io *io)
{
	return io->calls->watch ? io->calls->watch(io->machine) : -EOPNOTSUPP;
}

ssize_t io_next_event(const struct io *io, int fd, char *buf, size_t len)
{
	ssize_t n = io->calls->read(io->machine, fd, buf, len - 1);

	if (n >= 0)
		buf[n] = '\0';
	return n;
}

int io_await_event(const struct io *io, int fd, unsigned int ms)
{
	if (io->calls->await)
		return io->calls->await(io->machine, fd, (int)ms);
	io_sleep(io, ms);
	return 0;
}

int io_poll(const struct io *io, int fd, unsigned int ms)
{
	if (io->calls->poll)
		return io->calls->poll(io->machine, fd, (int)ms);
	io_sleep(io, ms);
	return 0;
}

/* ---- files of the user's ----------------------------------------------- */

/* Room for what may come next, and for one byte too many. */
static int make_room(char **buf, size_t *room, size_t used, size_t max)
{
	size_t wanted = *room ? *room * 2 : 65536;
	char *larger;

	if (used < *room)
		return 0;
	if (wanted - 1 > max)	/* max + 1 may be more than a size_t holds */
		wanted = max + 1;
	larger = realloc(*buf, wanted);
	if (!larger)
		return -ENOMEM;
	*buf = larger;
	*room = wanted;
	return 0;
}

static int read_to_end(int fd, size_t max, char **buf, size_t *used)
{
	size_t room = 0;
	ssize_t n;
	int rc;

	do {
		rc = make_room(buf, &room, *used, max);
		if (rc < 0)
			return rc;
		n = read(fd, *buf + *used, room - *used);
		if (n < 0)
			return -errno;
		*used += (size_t)n;
		if (*used > max)
			return -EFBIG;
	} while (n);
	return 0;
}

int io_read_host_file(const char *path, size_t max, void **ret, size_t *ret_len)
{
	_cleanup_free_ char *buf = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;
	size_t used = 0;

	if (fd < 0)
		return -errno;
	rc = read_to_end(fd, max, &buf, &used);
	close(fd);
	if (rc < 0)
		return rc;
	*ret = take_ptr(buf);
	*ret_len = used;
	return 0;
}
