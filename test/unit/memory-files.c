// SPDX-License-Identifier: GPL-2.0-or-later
/* A machine made of files in memory, for tests that read it thousands of times a second, or change it while it is read. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/io.h"
#include "file-tree.h"
#include "memory-files.h"

#define FIRST_FD 100		/* those of the process are below */
#define HANDLES 64
#define LINKS_MAX 16
#define CLOCK_MS 10

/* A directory, a file or a link; of the last two the bytes, or the target. */
struct memory_file {
	char name[64];
	size_t name_len;
	mode_t type;
	ino_t ino;
	bool removed;
	struct memory_file *parent, *first, *next;
	char *bytes;
	size_t len;
	const void *now;		/* what stands for them; NULL: nothing */
	size_t now_len;
};

static struct memory_file *top;
static ino_t last_ino;

bool (*memory_hides)(const struct memory_file *file);

static struct handle {
	struct memory_file *file;	/* NULL: closed */
	size_t at;
} handles[HANDLES];

static void always(bool holds)
{
	if (!holds)
		abort();
}

/* ---- making -------------------------------------------------------------- */

static struct memory_file *child(const struct memory_file *dir, const char *name, size_t len)
{
	struct memory_file *f = dir->first;

	while (f && (f->name_len != len || memcmp(f->name, name, len)))
		f = f->next;
	return f;
}

static struct memory_file *add(struct memory_file *dir, const char *name, mode_t type)
{
	struct memory_file *file = calloc(1, sizeof(*file));

	always(file);
	file->name_len = strlen(name);
	always(file->name_len < sizeof(file->name));
	strcpy(file->name, name);
	file->type = type;
	file->ino = ++last_ino;
	file->parent = dir;
	if (dir) {
		file->next = dir->first;
		dir->first = file;
	}
	return file;
}

static void put_bytes(struct memory_file *file, const char *bytes, size_t len)
{
	free(file->bytes);
	file->bytes = malloc(len + 1);
	always(file->bytes);
	memcpy(file->bytes, bytes, len);
	file->bytes[len] = '\0';
	file->len = len;
	file->removed = false;
}

static void fill(struct memory_file *file, const char *path)
{
	char bytes[PATH_MAX];
	int fd = S_ISREG(file->type) ? open(path, O_RDONLY) : -1;
	ssize_t n = S_ISREG(file->type) ? read(fd, bytes, sizeof(bytes)) :
					  readlink(path, bytes, sizeof(bytes));

	always(n >= 0 && n < (ssize_t)sizeof(bytes));
	close(fd);
	put_bytes(file, bytes, (size_t)n);
}

/* Each directory comes before what is in it. */
static int load_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	static struct memory_file *way[32];
	struct memory_file *file;

	always(ftw->level < 32);
	file = ftw->level ? add(way[ftw->level - 1], path + ftw->base, st->st_mode) : top;
	way[ftw->level] = file;
	if (!S_ISDIR(st->st_mode))
		fill(file, path);
	return 0;
}

static void drop(struct memory_file *file)
{
	while (file->first) {
		struct memory_file *first = file->first;

		file->first = first->next;
		drop(first);
	}
	free(file->bytes);
	free(file);
}

void memory_free(void)
{
	if (top)
		drop(top);
	top = NULL;
}

/* Makes the directories on the way; a link on the way is none. */
static struct memory_file *make(const char *path, mode_t type, const char *text)
{
	struct memory_file *at = top;

	while (*path) {
		size_t n = strcspn(path, "/");
		struct memory_file *next = child(at, path, n);
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)n, path);
		path += n + strspn(path + n, "/");
		at = next ? next : add(at, name, *path ? S_IFDIR : type);
	}
	put_bytes(at, text, strlen(text));
	return at;
}

struct memory_file *memory_put(const char *path, const char *text)
{
	return make(path, S_IFREG, text);
}

struct memory_file *memory_link(const char *path, const char *target)
{
	return make(path, S_IFLNK, target);
}

/* ---- finding ------------------------------------------------------------- */

bool memory_is_there(const struct memory_file *file)
{
	for (; file; file = file->parent)
		if (file->removed || (memory_hides && memory_hides(file)))
			return false;
	return true;
}

static int walk(struct memory_file *at, const char *path, bool follow, int links,
		struct memory_file **ret)
{
	while (*path) {
		size_t n = strcspn(path, "/");
		struct memory_file *dir = at;

		if (!S_ISDIR(at->type))
			return -ENOTDIR;
		if (n == 2 && !strncmp(path, "..", 2))
			at = at->parent ? at->parent : at;
		else if (n && !(n == 1 && *path == '.'))
			at = child(at, path, n);
		if (!at)
			return -ENOENT;
		path += n + strspn(path + n, "/");
		if (S_ISLNK(at->type) && (*path || follow)) {
			int rc = links ? walk(*at->bytes == '/' ? top : dir, at->bytes,
					      true, links - 1, &at) : -ELOOP;

			if (rc < 0)
				return rc;
		}
	}
	*ret = at;
	return memory_is_there(at) ? 0 : -ENOENT;
}

static struct handle *handle_of(int fd)
{
	always(fd >= FIRST_FD && fd < FIRST_FD + HANDLES && handles[fd - FIRST_FD].file);
	return &handles[fd - FIRST_FD];
}

struct memory_file *memory_opened(int fd)
{
	return handle_of(fd)->file;
}

static int find(int dirfd, const char *name, bool follow, struct memory_file **ret)
{
	bool anywhere = dirfd == AT_FDCWD || *name == '/';

	return walk(anywhere ? top : memory_opened(dirfd), name, follow, LINKS_MAX, ret);
}

struct memory_file *memory_file(const char *path)
{
	struct memory_file *file;

	always(find(AT_FDCWD, path, true, &file) == 0);
	return file;
}

void memory_remove(const char *path)
{
	struct memory_file *file;

	if (find(AT_FDCWD, path, false, &file) == 0)
		file->removed = true;
}

const char *memory_name(const struct memory_file *file)
{
	return file->name;
}

void memory_set(struct memory_file *file, const void *bytes, size_t len)
{
	file->now = bytes;
	file->now_len = len;
}

/* ---- the calls of io.c --------------------------------------------------- */

static int memory_open(void *machine, int dirfd, const char *name, int flags)
{
	struct memory_file *file;
	int rc = find(dirfd, name, true, &file);

	if (rc < 0)
		return rc;
	if ((flags & O_ACCMODE) != O_RDONLY)
		return -EROFS;
	if (flags & O_DIRECTORY && !S_ISDIR(file->type))
		return -ENOTDIR;
	for (int n = 0; n < HANDLES; n++) {
		if (!handles[n].file) {
			handles[n] = (struct handle){ file, 0 };
			return FIRST_FD + n;
		}
	}
	return -EMFILE;
}

static int memory_close(void *machine, int fd)
{
	handle_of(fd)->file = NULL;
	return 0;
}

int memory_open_files(void)
{
	int count = 0;

	for (int n = 0; n < HANDLES; n++)
		count += handles[n].file != NULL;
	return count;
}

static int memory_stat(void *machine, int fd, struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->st_ino = handle_of(fd)->file->ino;
	st->st_mode = handle_of(fd)->file->type;
	return 0;
}

static int memory_exists(void *machine, int dirfd, const char *name)
{
	struct memory_file *file;

	return find(dirfd, name, true, &file);
}

static ssize_t memory_read(void *machine, int fd, void *buf, size_t len)
{
	struct handle *handle = handle_of(fd);
	const struct memory_file *file = handle->file;
	const char *bytes = file->now ? file->now : file->bytes;
	size_t left = (file->now ? file->now_len : file->len) - handle->at;

	if (!memory_is_there(file))
		return -ENODEV;
	if (S_ISDIR(file->type))
		return -EISDIR;
	if (left < len)
		len = left;
	if (len)
		memcpy(buf, bytes + handle->at, len);
	handle->at += len;
	return (ssize_t)len;
}

static ssize_t memory_write(void *machine, int fd, const void *buf, size_t len)
{
	return -EROFS;
}

static ssize_t memory_readlink(void *machine, int dirfd, const char *name, char *buf, size_t len)
{
	struct memory_file *file;
	int rc = find(dirfd, name, false, &file);

	if (rc < 0)
		return rc;
	if (!S_ISLNK(file->type))
		return -EINVAL;
	if (file->len < len)
		len = file->len;
	memcpy(buf, file->bytes, len);
	return (ssize_t)len;
}

/* All at once: no directory here is longer than the library's buffer. */
static ssize_t memory_getdents(void *machine, int fd, void *buf, size_t len)
{
	struct handle *handle = handle_of(fd);
	size_t used = 0;

	if (handle->at++)
		return 0;
	for (struct memory_file *f = handle->file->first; f; f = f->next) {
		size_t need = (offsetof(struct dirent64, d_name) + strlen(f->name) + 8) & ~7ul;
		struct dirent64 *d = (struct dirent64 *)((char *)buf + used);

		if (!memory_is_there(f))
			continue;
		always(used + need <= len);
		d->d_ino = f->ino;
		d->d_reclen = (unsigned short)need;
		d->d_type = DT_UNKNOWN;
		strcpy(d->d_name, f->name);
		used += need;
	}
	return (ssize_t)used;
}

static int memory_ioctl(void *machine, int fd, unsigned long request, void *arg)
{
	return -ENOTTY;
}

static int memory_lock(void *machine, int fd)
{
	return 0;
}

/* Time passes when somebody looks, and nobody waits. */
static uint64_t clock_ms;

static uint64_t memory_now(void *machine)
{
	return clock_ms += CLOCK_MS;
}

static void memory_sleep(void *machine, unsigned int ms)
{
	clock_ms += ms;
}

const struct io_calls memory_calls = {
	.open = memory_open,
	.close = memory_close,
	.stat = memory_stat,
	.exists = memory_exists,
	.read = memory_read,
	.write = memory_write,
	.readlink = memory_readlink,
	.getdents = memory_getdents,
	.ioctl = memory_ioctl,
	.lock = memory_lock,
	.now = memory_now,
	.sleep = memory_sleep,
};

void memory_new(void)
{
	memory_free();
	memset(handles, 0, sizeof(handles));
	memory_hides = NULL;
	top = add(NULL, "", S_IFDIR);
	io_calls_here = &memory_calls;
}

void memory_load(const struct tree *tree)
{
	memory_new();
	always(nftw(tree->root, load_one, 16, FTW_PHYS) == 0);
}
