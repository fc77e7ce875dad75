// SPDX-License-Identifier: GPL-2.0-or-later
/* The system calls of io.c: what they read, write, lock and wait for, and what they refuse. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/io.h"
#include "tap.h"
#include "file-tree.h"

#define LONG 200000

/* An io whose root is a directory, as it would be "/": it may write. */
static struct io open_root(const struct tree *tree)
{
	struct io io = { 0 };

	ok(io_init(&io, tree->root) == 0 && !io.readonly, "given a directory");
	return io;
}

static void test_writing(struct tree *tree, const struct io *io)
{
	char text[IO_TEXT_MAX];
	bool there = true;

	tree_file(tree, "attr", "before\n");
	ok(io_write(io, io->root, "attr", "after!\n") == 0 &&
	   io_read(io, io->root, "attr", text, sizeof(text)) == 6 &&
	   !strcmp(text, "after!"), "a text is written and read");
	ok(io_write(io, io->root, "none", "1") == -ENOENT &&
	   io_look(io, io->root, "none", &there) == 0 && !there, "no file is made");
	ok(io_write(io, io->root, ".", "1") == -EISDIR, "a directory is none");
	ok(io_look(io, io->root, "attr", &there) == 0 && there, "what is there is seen");
	ok(io_look(io, io->root, "attr/below", &there) == -ENOTDIR,
	   "that nothing can be seen is neither yes nor no");
}

static void test_writing_all(struct tree *tree, const struct io *io)
{
	static char bytes[LONG];
	int ends[2], fd;

	memset(bytes, 'x', sizeof(bytes));
	tree_file(tree, "image", "");
	fd = io_open(io, io->root, "image", O_WRONLY);
	ok(io_write_all(io, fd, bytes, sizeof(bytes)) == 0 &&
	   lseek(fd, 0, SEEK_END) == LONG, "many bytes are written");
	io_close(io, fd);
	signal(SIGPIPE, SIG_IGN);
	if (!ok(pipe(ends) == 0, "given a pipe that nobody reads"))
		return;
	close(ends[0]);
	ok(io_write_all(io, ends[1], bytes, 1) == -EPIPE &&
	   io_write_fd(io, ends[1], "1") == -EPIPE, "it takes nothing");
	ok(io_poll(io, ends[1], 1000) == 1, "and that it has an error is a change");
	close(ends[1]);
}

static void test_long_texts(struct tree *tree, const struct io *io)
{
	char name[] = "0123456789", buf[sizeof(name)];

	tree_file(tree, "long", name);
	tree_link(tree, "link", name);
	ok(io_read(io, io->root, "long", buf, sizeof(buf)) == -EOVERFLOW &&
	   io_readlink(io, io->root, "link", buf, sizeof(buf)) == -EOVERFLOW &&
	   io_load(io, io->root, "long", buf, sizeof(buf) - 1) == -EFBIG,
	   "what might be cut is refused");
	ok(io_readlink(io, io->root, "long", buf, sizeof(buf)) == -EINVAL,
	   "a file is no link");
}

static void test_locking(struct tree *tree, struct io *io)
{
	int fd, again;

	tree_file(tree, "lock", "");
	fd = io_lock(io, io->root, "lock", O_WRONLY);
	io->deadline = io_now(io) + 20;
	again = io_lock(io, io->root, "lock", O_WRONLY);
	ok(fd >= 0 && again == -EAGAIN, "one has a lock, the other waits in vain");
	io_close(io, fd);
	fd = io_lock(io, io->root, "lock", O_WRONLY);
	ok(fd >= 0, "until the lock is released");
	io_close(io, fd);
	io->deadline = 0;
	ok(io_lock(io, io->root, "nothing", O_WRONLY) == -ENOENT, "nothing has no lock");
}

static int no_lock;

static int lock_without(void *machine, int fd)
{
	return no_lock;
}

/* What no kernel of ours says: that it has no locks. */
static void test_without_locks(const struct io *io)
{
	static const int reasons[] = { -ENOSYS, -EOPNOTSUPP, -ENOLCK };
	struct io_calls calls = io_kernel;
	struct io other = *io;
	size_t without = 0;

	calls.lock = lock_without;
	other.calls = &calls;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		int fd;

		no_lock = reasons[i];
		fd = io_lock(&other, io->root, "lock", O_WRONLY);
		without += fd >= 0 && other.unlocked == reasons[i];
		io_close(io, fd);
	}
	ok(without == 3 && !io->unlocked, "where there are no locks it goes on without, and says so");
	no_lock = -EIO;
	ok(io_lock(&other, io->root, "lock", O_WRONLY) == -EIO, "a lock that fails is another matter");
}

static void test_waiting(struct tree *tree, const struct io *io)
{
	struct io_calls deaf = io_kernel;
	struct io other = *io;
	int fd = io_open(io, io->root, "attr", O_RDONLY), size;

	ok(io_poll(io, fd, 10) == 0, "nothing changes");
	deaf.poll = NULL;
	other.calls = &deaf;
	ok(io_poll(&other, fd, 10) == 0, "also where changes are not told");
	ok(io_ioctl(io, fd, TIOCGWINSZ, &size) == -ENOTTY, "a file takes no command of a terminal");
	io_close(io, fd);
}

/* Where there is no such socket it says so; an event of this machine's may come at any time. */
static void test_events(const struct io *io)
{
	char event[8192];
	int fd = io_watch(io);
	ssize_t n;

	if (fd < 0) {
		ok(io_next_event(io, fd, event, sizeof(event)) < 0, "no events here: %s",
		   strerror(-fd));
		return;
	}
	do
		n = io_next_event(io, fd, event, sizeof(event));
	while (n > 0);
	ok(n == -EAGAIN || n == -ENOBUFS, "no event is no reason to wait");
	io_close(io, fd);
}

static void test_host_files(struct tree *tree)
{
	const char *image = words("%s/image", tree->root);
	void *bytes = NULL;
	size_t len;

	ok(io_read_host_file(image, LONG, &bytes, &len) == 0 && len == LONG &&
	   ((char *)bytes)[LONG - 1] == 'x', "a file of the user's is read whole");
	free(bytes);
	bytes = NULL;
	ok(io_read_host_file(image, LONG - 1, &bytes, &len) == -EFBIG && !bytes,
	   "unless it is too long");
	ok(io_read_host_file(image, SIZE_MAX, &bytes, &len) == 0 && len == LONG,
	   "whole where any length will do");
	free(bytes);
	bytes = NULL;
	ok(io_read_host_file(tree->root, LONG, &bytes, &len) == -EISDIR &&
	   io_read_host_file(words("%s/none", tree->root), LONG, &bytes, &len) == -ENOENT &&
	   !bytes, "or none");
}

int main(void)
{
	struct tree *tree = tree_new();
	struct io io = open_root(tree);

	test_writing(tree, &io);
	test_writing_all(tree, &io);
	test_long_texts(tree, &io);
	test_locking(tree, &io);
	test_without_locks(&io);
	test_waiting(tree, &io);
	test_events(&io);
	test_host_files(tree);
	io_done(&io);
	ok(io_init(&io, "/no/such/machine") == -ENOENT, "a missing directory is refused");
	tree_free(tree);
	return tap_done();
}
