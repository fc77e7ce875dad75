// SPDX-License-Identifier: GPL-2.0-or-later
/* A machine made of files, in a directory of the test's own. */
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file-tree.h"

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

/* ---- away and back ---------------------------------------------------------- */

/* One name for all of a path. */
static const char *aside(const char *path)
{
	char *name = (char *)words(ASIDE "/%s", path);

	for (char *p = name + strlen(ASIDE "/"); *p; p++)
		if (*p == '/')
			*p = '!';
	return name;
}

/* Where the content of a directory that is away waits. */
static const char *content_of(const char *path)
{
	return words("%s.content", path);
}

static bool is_dir(struct tree *tree, const char *path)
{
	struct stat st;

	return fstatat(tree->fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(st.st_mode);
}

/* Calls @each for every name in a directory. */
static void each_name(struct tree *tree, const char *path,
		      void (*each)(struct tree *tree, const char *path,
				   const char *name))
{
	int fd = openat(tree->fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	check(dir ? 0 : -1, path);
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			each(tree, path, entry->d_name);
	closedir(dir);
}

static void gut(struct tree *tree, const char *path);

static void take_out(struct tree *tree, const char *path, const char *name)
{
	char to[512];

	snprintf(to, sizeof(to), "%s/%s", content_of(path), name);
	tree_move(tree, words("%s/%s", path, name), to);
	gut(tree, to);
}

/* Empties a directory and all below it, and keeps every one of them. */
static void gut(struct tree *tree, const char *path)
{
	if (!is_dir(tree, path))
		return;
	check(mkdirat(tree->fd, content_of(path), 0755), path);
	each_name(tree, path, take_out);
}

static void fill(struct tree *tree, const char *path);

/* @path is where the content waits. */
static void put_in(struct tree *tree, const char *path, const char *name)
{
	size_t len = strlen(path) - strlen(content_of(""));
	size_t end = strlen(name) - strlen(content_of(""));
	char from[512];

	if (end < strlen(name) && !strcmp(name + end, content_of("")))
		return;		/* waits for a directory of its own */
	snprintf(from, sizeof(from), "%s/%s", path, name);
	fill(tree, from);
	tree_move(tree, from, words("%.*s/%s", (int)len, path, name));
}

static void fill(struct tree *tree, const char *path)
{
	char content[512];

	if (!is_dir(tree, path))
		return;
	snprintf(content, sizeof(content), "%s", content_of(path));
	each_name(tree, content, put_in);
	check(unlinkat(tree->fd, content, AT_REMOVEDIR), content);
}

void tree_move(struct tree *tree, const char *from, const char *to)
{
	check(renameat(tree->fd, from, tree->fd, to), from);
}

void tree_hide(struct tree *tree, const char *path)
{
	char to[512];

	snprintf(to, sizeof(to), "%s", aside(path));
	tree_dir(tree, ASIDE);
	tree_move(tree, path, to);
	gut(tree, to);
}

void tree_show(struct tree *tree, const char *path)
{
	char from[512];

	snprintf(from, sizeof(from), "%s", aside(path));
	fill(tree, from);
	tree_move(tree, from, path);
}
