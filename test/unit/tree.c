// SPDX-License-Identifier: GPL-2.0-or-later
/* A machine made of files, in a directory of the test's own. */
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree.h"

#define ASIDE "aside"

static void check(int rc, const char *what)
{
	if (rc >= 0)
		return;
	perror(what);
	exit(99);
}

const char *words(const char *format, ...)
{
	static char buffers[256][512];
	static unsigned int next;
	char *buffer = buffers[next++ % 256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(buffer, sizeof(buffers[0]), format, ap);
	va_end(ap);
	return buffer;
}

/* In memory where there is such a place: thousands of files come and go. */
static const char *place(void)
{
	const char *tmp = getenv("TMPDIR");

	if (tmp && strlen(tmp) < 40)
		return tmp;
	return access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";
}

struct tree *tree_new(void)
{
	struct tree *tree = calloc(1, sizeof(*tree));

	check(tree ? 0 : -1, "calloc");
	snprintf(tree->root, sizeof(tree->root), "%s/cxl-test-XXXXXX", place());
	check(mkdtemp(tree->root) ? 0 : -1, tree->root);
	tree->fd = open(tree->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	check(tree->fd, tree->root);
	return tree;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	return remove(path);
}

void tree_free(struct tree *tree)
{
	close(tree->fd);
	check(nftw(tree->root, remove_one, 16, FTW_DEPTH | FTW_PHYS), tree->root);
	free(tree);
}

void tree_dir(struct tree *tree, const char *path)
{
	char part[512];

	for (size_t n = strcspn(path, "/"); ; n += 1 + strcspn(path + n + 1, "/")) {
		snprintf(part, sizeof(part), "%.*s", (int)n, path);
		if (faccessat(tree->fd, part, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
			check(mkdirat(tree->fd, part, 0755), part);
		if (!path[n])
			return;
	}
}

static void make_way(struct tree *tree, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash)
		tree_dir(tree, words("%.*s", (int)(slash - path), path));
}

void tree_bytes(struct tree *tree, const char *path, const void *data, size_t len)
{
	int fd;

	make_way(tree, path);
	fd = openat(tree->fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	check(fd, path);
	check(write(fd, data, len) == (ssize_t)len ? 0 : -1, path);
	close(fd);
}

void tree_file(struct tree *tree, const char *path, const char *text)
{
	tree_bytes(tree, path, text, strlen(text));
}

void tree_link(struct tree *tree, const char *path, const char *target)
{
	make_way(tree, path);
	unlinkat(tree->fd, path, 0);
	check(symlinkat(target, tree->fd, path), path);
}

void tree_remove(struct tree *tree, const char *path)
{
	check(nftw(words("%s/%s", tree->root, path), remove_one, 16,
		   FTW_DEPTH | FTW_PHYS), path);
}

/* One name for all of a path. */
static const char *aside(const char *path)
{
	char *name = (char *)words(ASIDE "/%s", path);

	for (char *p = name + strlen(ASIDE "/"); *p; p++)
		if (*p == '/')
			*p = '!';
	return name;
}

void tree_hide(struct tree *tree, const char *path)
{
	tree_dir(tree, ASIDE);
	check(renameat(tree->fd, path, tree->fd, aside(path)), path);
}

void tree_show(struct tree *tree, const char *path)
{
	check(renameat(tree->fd, aside(path), tree->fd, path), path);
}

void tree_swap(struct tree *tree, const char *path, const char *other)
{
	check(renameat2(tree->fd, path, tree->fd, other, RENAME_EXCHANGE), path);
}
