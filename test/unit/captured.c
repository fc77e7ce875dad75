// SPDX-License-Identifier: GPL-2.0-or-later
/* A captured machine that anybody may have made: cxl opens nothing outside its root, never blocks, and writes nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/captured.h"
#include "core/io.h"
#include "tap.h"
#include "file-tree.h"

#define SECRET "the host's own"

/* Two directories: the machine's root, and beside it what is not the machine's. */
static struct tree *make_tree(void)
{
	struct tree *tree = tree_new();

	tree_file(tree, "secret", SECRET "\n");
	tree_file(tree, "outside/secret", SECRET "\n");
	tree_file(tree, "root/secret", "inside\n");
	tree_file(tree, "root/a/b/attr", "text\n");
	tree_file(tree, "root/a/attr", "above\n");
	tree_link(tree, "root/a/b/up", "../../a");
	tree_link(tree, "root/a/b/same", "attr");
	tree_link(tree, "root/to-b", "a/b");
	tree_link(tree, "root/absolute", "/a/b/attr");
	tree_link(tree, "root/a/b/absolute", "/a/attr");
	return tree;
}

static const char *text_of(const struct io *io, int dirfd, const char *name)
{
	static char text[IO_TEXT_MAX];
	ssize_t n = io_read(io, dirfd, name, text, sizeof(text));

	return n < 0 ? strerror((int)-n) : text;
}

static bool reads(const struct io *io, int dirfd, const char *name, const char *wanted)
{
	const char *text = text_of(io, dirfd, name);

	if (strcmp(text, wanted))
		printf("# %s: %s, not %s\n", name, text, wanted);
	return !strcmp(text, wanted);
}

static bool is_there(const struct io *io, int dirfd, const char *name)
{
	return io->calls->exists(io->machine, dirfd, name) == 0;
}

/* Not that it could not be looked at. */
static bool is_absent(const struct io *io, int dirfd, const char *name)
{
	return io->calls->exists(io->machine, dirfd, name) == -ENOENT;
}

static void test_inside(const struct io *io)
{
	int dir = io_open_dir(io, io->root, "to-b");
	char target[64];

	ok(dir >= 0 && reads(io, dir, "attr", "text") &&
	   reads(io, dir, "same", "text") && reads(io, dir, "up/attr", "above") &&
	   reads(io, dir, "../attr", "above") && reads(io, dir, "./attr", "text") &&
	   reads(io, dir, "absolute", "above"),
	   "links are followed from a directory");
	ok(reads(io, io->root, "to-b/attr", "text") &&
	   reads(io, io->root, "to-b/up/b/same", "text") &&
	   reads(io, io->root, "absolute", "text"),
	   "and from the root, which an absolute one begins at");
	ok(io_readlink(io, dir, "up", target, sizeof(target)) == 7 &&
	   !strcmp(target, "../../a") &&
	   io_readlink(io, io->root, "to-b/same", target, sizeof(target)) == 4 &&
	   io_readlink(io, dir, "attr", target, sizeof(target)) == -EINVAL,
	   "what a link says is read");
	ok(is_there(io, dir, "up") && is_there(io, io->root, "to-b/up/attr") &&
	   is_absent(io, dir, "none") && is_absent(io, io->root, "to-b/none/attr"),
	   "what is there is seen");
	ok(io_open(io, dir, "none", O_RDONLY) == -ENOENT &&
	   io_open(io, dir, "attr/below", O_RDONLY) == -ENOTDIR &&
	   io_open(io, dir, "up", O_RDONLY) == -EISDIR &&
	   io_open_dir(io, dir, "attr") == -ENOTDIR, "what is not has its error");
	io_close(io, dir);
}

static void test_outside(struct tree *tree, const struct io *io)
{
	static const char *const ways[] = {
		"../secret", "../../../../../../../../secret", "../outside/secret",
		"a/b/../../../secret",
	};
	int dir = io_open_dir(io, io->root, "a/b");
	size_t out = 0;

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		tree_link(tree, "root/a/b/out", ways[i]);
		out += !strcmp(text_of(io, dir, "out"), SECRET);
		out += !strcmp(text_of(io, io->root, "to-b/out"), SECRET);
		out += !strcmp(text_of(io, dir, ways[i]), SECRET);
		out += !strcmp(text_of(io, io->root, ways[i]), SECRET);
	}
	ok(!out, "no way leads to what is above the root");
	tree_link(tree, "root/a/b/out", words("%s/secret", tree->root));
	tree_link(tree, "root/a/dir", words("%s/outside", tree->root));
	tree_link(tree, "root/a/up", "../../outside");
	ok(io_open(io, dir, "out", O_RDONLY) == -ENOENT &&
	   io_open_dir(io, io->root, "a/dir") == -ENOENT &&
	   io_open_dir(io, io->root, "a/up") == -ENOENT &&
	   io_open(io, io->root, "a/dir/secret", O_RDONLY) == -ENOENT &&
	   is_absent(io, io->root, "a/dir/secret") && is_absent(io, dir, "out/secret"),
	   "what a link names there is not there");
	tree_link(tree, "root/a/b/out", "../../../../secret");
	ok(reads(io, dir, "out", "inside"), "above the root is the root");
	io_close(io, dir);
}

static void test_circles(struct tree *tree, const struct io *io)
{
	tree_link(tree, "root/one", "other");
	tree_link(tree, "root/other", "one");
	tree_link(tree, "root/deep", "deep/deep");
	ok(io_open(io, io->root, "one", O_RDONLY) == -ELOOP &&
	   io_open_dir(io, io->root, "one") == -ELOOP &&
	   io_open_dir(io, io->root, "deep") < 0, "links in a circle end");
}

static bool make_socket(struct tree *tree, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), rc;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", tree->root, path);
	rc = bind(fd, (struct sockaddr *)&address, sizeof(address));
	close(fd);
	return rc == 0;
}

/* Each by itself, and by a link. */
static bool is_refused(struct tree *tree, const struct io *io, const char *name)
{
	tree_link(tree, "root/link", name);
	return io_open(io, io->root, name, O_RDONLY) == -EMEDIUMTYPE &&
	       io_open(io, io->root, "link", O_RDONLY) == -EMEDIUMTYPE &&
	       io_open_dir(io, io->root, name) == -ENOTDIR;
}

static void test_other_files(struct tree *tree, const struct io *io)
{
	ok(mkfifoat(tree->fd, "root/fifo", 0644) == 0 && is_refused(tree, io, "fifo"),
	   "a FIFO is not opened, and nobody waits");
	ok(make_socket(tree, "root/socket") && is_refused(tree, io, "socket"),
	   "nor is a socket");
	if (mknodat(tree->fd, "root/zero", S_IFCHR | 0644, makedev(1, 5)) == 0)
		ok(is_refused(tree, io, "zero"), "nor is a device");
	else
		ok(true, "nor is a device # SKIP none can be made");
	unlinkat(tree->fd, "root/fifo", 0);
	unlinkat(tree->fd, "root/socket", 0);
	unlinkat(tree->fd, "root/zero", 0);
}

static void test_changing(struct tree *tree, struct io *io)
{
	int fd = io_open(io, io->root, "a/attr", O_RDONLY), size;

	ok(io->readonly && io_write(io, io->root, "a/attr", "1") == -EROFS &&
	   io_open(io, io->root, "a/attr", O_RDWR) == -EROFS &&
	   io_lock(io, io->root, "a/attr", O_WRONLY) == -EROFS, "nothing is opened to write");
	ok(fd >= 0 && io_write_fd(io, fd, "1") == -EROFS && io_lock_fd(io, fd) == -EROFS &&
	   io_ioctl(io, fd, 0, &size) == -EROFS && io_watch(io) == -EOPNOTSUPP,
	   "or written, locked, commanded, watched");
	ok(io_poll(io, fd, 60000) == -EROFS, "what holds still is not waited for");
	io_close(io, fd);
}

static void test_by(struct tree *tree, bool by_kernel)
{
	struct io io;

	ok(io_init_captured(&io, words("%s/root", tree->root)) == 0,
	   "links resolved %s:", by_kernel ? "by the kernel, where it can" : "here");
	if (!by_kernel)
		captured_resolve_here(io.machine);
	test_inside(&io);
	test_outside(tree, &io);
	test_circles(tree, &io);
	test_other_files(tree, &io);
	test_changing(tree, &io);
	io_done(&io);
}

static void test_this_machine(void)
{
	struct cxl_ctx *ctx = NULL;
	struct io io;

	ok(io_init_captured(&io, "/") == 0 && io.readonly &&
	   io.calls == &io_captured, "this machine can be only looked at");
	ok(is_there(&io, io.root, "proc/self"), "as far as it is there");
	io_done(&io);
	ok(cxl_new_at(&ctx, "/") == 0 && cxl_settle(ctx) == 0, "by its context");
	cxl_unref(ctx);
}

int main(void)
{
	struct tree *tree = make_tree();
	struct io io;

	test_by(tree, true);
	test_by(tree, false);
	test_this_machine();
	ok(io_init_captured(&io, "/no/such/machine") == -ENOENT, "no directory, no machine");
	io_done(&io);
	tree_free(tree);
	return tap_done();
}
