// SPDX-License-Identifier: GPL-2.0-or-later
/* Unpacking an archive that may come from anybody: nothing is created outside its directory. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/archive.h"
#include "capture/zlib-calls.h"
#include "core/scope.h"

struct unpacking {
	const struct zlib_calls *zlib;
	gzFile file;
	int dir;
	mode_t mode;			/* of the member */
	uint64_t size;			/* of all members so far */
	unsigned int count;
	char name[MEMBER_PATH_MAX];	/* of the next header; "": it has them itself */
	char target[MEMBER_PATH_MAX];
	struct unpack_failure *failure;
};

static int refuse(const struct unpacking *u, const char *why)
{
	u->failure->why = why;
	return -EBADMSG;
}

/* ---- reading -------------------------------------------------------------- */

/* 1, or 0 at the end of the file. */
static int read_block(struct unpacking *u, void *block)
{
	int n = u->zlib->gzread(u->file, block, TAR_BLOCK);

	if (n == TAR_BLOCK)
		return 1;
	return n ? refuse(u, "the archive is damaged") : 0;
}

static int read_whole_block(struct unpacking *u, void *block)
{
	int rc = read_block(u, block);

	return rc ? rc : refuse(u, "the archive is damaged");
}

/* Octal digits, blanks before and behind; -1 for anything else. */
static int64_t parse_octal(const char *field, size_t len)
{
	int64_t value = 0;
	size_t i = strspn(field, " ");

	for (; i < len && field[i] >= '0' && field[i] <= '7'; i++) {
		if (value >> 40)
			return -1;
		value = value * 8 + (field[i] - '0');
	}
	return i == len || field[i] == '\0' || field[i] == ' ' ? value : -1;
}

/* What a field, which may fill its room, has as text. */
static void copy_field(char *text, const char *field, size_t len)
{
	memcpy(text, field, len);
	text[len] = '\0';
}

static int read_long(struct unpacking *u, char *text, size_t size)
{
	char block[TAR_BLOCK];
	size_t at = 0;

	if (size > MEMBER_PATH_MAX)
		return refuse(u, "its path is too long");
	while (at < size) {
		size_t part = size - at < TAR_BLOCK ? size - at : TAR_BLOCK;
		int rc = read_whole_block(u, block);

		if (rc < 0)
			return rc;
		memcpy(text + at, block, part);
		at += part;
	}
	text[MEMBER_PATH_MAX - 1] = '\0';
	return 0;
}

/* ---- creating ------------------------------------------------------------- */

static int open_below(int dir, const char *name)
{
	int below = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (below >= 0 || errno != ENOENT)
		return below < 0 ? -errno : below;
	if (mkdirat(dir, name, 0700) < 0)
		return -errno;
	below = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return below < 0 ? -errno : below;
}

/*
 * The directory of @path, which is created where it is missing, and the last
 * name, in @path itself; NULL: it is the directory of the archive itself.
 */
static int open_parent(struct unpacking *u, char *path, char **last)
{
	int dir = fcntl(u->dir, F_DUPFD_CLOEXEC, 0);
	char *part;

	*last = NULL;
	if (dir < 0)
		return -errno;
	while (dir >= 0 && (part = strsep(&path, "/"))) {
		int below;

		if (!*part || !strcmp(part, "."))
			continue;
		if (*last) {
			below = open_below(dir, *last);
			close(dir);
			dir = below;
		}
		*last = part;
	}
	if (dir == -ENOTDIR || dir == -ELOOP)
		return refuse(u, "its path leads through a link or a file");
	return dir;
}

static int write_data(struct unpacking *u, int fd, uint64_t size)
{
	char block[TAR_BLOCK];

	while (size) {
		size_t part = size < TAR_BLOCK ? (size_t)size : TAR_BLOCK;
		int rc = read_whole_block(u, block);

		if (rc < 0)
			return rc;
		if (write(fd, block, part) != (ssize_t)part)
			return errno ? -errno : -ENOSPC;
		size -= part;
	}
	return 0;
}

/* What the owner may not read, the kernel has only for writing. */
static int create_file(struct unpacking *u, int dir, const char *name, uint64_t size)
{
	_cleanup_close_ int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
					u->mode & 0600);

	return fd < 0 ? -errno : write_data(u, fd, size);
}

static int create(struct unpacking *u, char type, int dir, const char *name, uint64_t size)
{
	int rc = 0;

	if (type == TAR_LINK)
		rc = symlinkat(u->target, dir, name) < 0 ? -errno : 0;
	else if (type == TAR_DIR)
		rc = mkdirat(dir, name, 0700) < 0 && errno != EEXIST ? -errno : 0;
	else
		rc = create_file(u, dir, name, size);
	return rc == -EEXIST ? refuse(u, "the archive has it twice") : rc;
}

/* ---- members -------------------------------------------------------------- */

static bool leads_out(const char *path)
{
	size_t len;

	if (*path == '/')
		return true;
	for (; *path; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		if (len == 2 && !strncmp(path, "..", 2))
			return true;
	}
	return false;
}

static int check(struct unpacking *u, char type, int64_t size)
{
	if (type != TAR_FILE && type != TAR_OLD_FILE && type != TAR_LINK && type != TAR_DIR)
		return refuse(u, "it is neither a file, a link nor a directory");
	if (leads_out(u->name))
		return refuse(u, "its path leads out of the archive");
	if (size > (int64_t)MEMBER_SIZE_MAX || (type != TAR_FILE && type != TAR_OLD_FILE && size))
		return refuse(u, "it is larger than a file of a captured machine can be");
	if (u->size > ARCHIVE_SIZE_MAX || u->count > ARCHIVE_MEMBERS_MAX)
		return refuse(u, "the archive is larger than a captured machine can be");
	return 0;
}

static int unpack_member(struct unpacking *u, char type, int64_t size)
{
	_cleanup_close_ int dir = -1;
	char *last;
	int rc;

	u->size += (uint64_t)size;
	u->count++;
	snprintf(u->failure->member, sizeof(u->failure->member), "%s", u->name);
	rc = check(u, type, size);
	if (rc < 0)
		return rc;
	dir = open_parent(u, u->name, &last);
	if (dir < 0)
		return dir;
	return last ? create(u, type, dir, last, (uint64_t)size) : 0;
}

static void take_names(struct unpacking *u, const struct tar_header *header)
{
	char prefix[sizeof(header->prefix) + 1], name[sizeof(header->name) + 1];
	bool posix = !memcmp(header->magic, "ustar", 6) && *header->prefix;

	copy_field(prefix, header->prefix, sizeof(header->prefix));
	copy_field(name, header->name, sizeof(header->name));
	if (!*u->name)
		snprintf(u->name, sizeof(u->name), "%s%s%s", posix ? prefix : "", posix ? "/" : "", name);
	if (!*u->target)
		copy_field(u->target, header->target, sizeof(header->target));
}

static bool is_end(const struct tar_header *header)
{
	static const char zeroes[TAR_BLOCK];

	return !memcmp(header, zeroes, TAR_BLOCK);
}

/* 1, or 0 at the end of the archive. */
static int unpack_next(struct unpacking *u)
{
	struct tar_header header;
	int rc = read_block(u, &header);
	int64_t size;

	if (!rc && u->count)
		return refuse(u, "the archive is cut short");
	if (rc <= 0 || is_end(&header))
		return rc < 0 ? rc : 0;
	size = parse_octal(header.size, sizeof(header.size));
	if (parse_octal(header.checksum, sizeof(header.checksum)) != tar_sum(&header) || size < 0)
		return refuse(u, u->count ? "the archive is damaged" : "it is not a compressed tar archive");
	if (header.type == TAR_LONG_NAME || header.type == TAR_LONG_TARGET) {
		rc = read_long(u, header.type == TAR_LONG_NAME ? u->name : u->target, (size_t)size);
		return rc < 0 ? rc : 1;
	}
	take_names(u, &header);
	u->mode = (mode_t)parse_octal(header.mode, sizeof(header.mode));
	rc = unpack_member(u, header.type, size);
	*u->name = *u->target = '\0';
	return rc < 0 ? rc : 1;
}

int archive_unpack(int fd, int dir, struct unpack_failure *failure)
{
	struct unpacking u = { .zlib = zlib_calls_load(), .dir = dir, .failure = failure };
	int rc = 1;

	*failure = (struct unpack_failure){ .why = NULL };
	if (u.zlib)
		u.file = u.zlib->gzdopen(fd, "rb");
	if (!u.file) {
		close(fd);
		return u.zlib ? -ENOMEM : -ENOSYS;
	}
	while (rc > 0)
		rc = unpack_next(&u);
	if (!rc && !u.count)
		rc = refuse(&u, "it is not a compressed tar archive");
	u.zlib->gzclose(u.file);
	return rc;
}
