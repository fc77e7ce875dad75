/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The members of an archive, in memory; writing them to a file, and reading one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* No file of /sys or /proc that is captured, no path and no archive is larger. */
#define MEMBER_SIZE_MAX		(1UL << 20)
#define MEMBER_PATH_MAX		1024
#define ARCHIVE_SIZE_MAX	(64UL << 20)
#define ARCHIVE_MEMBERS_MAX	400000

enum member_type {
	MEMBER_FILE,
	MEMBER_CLOSED,		/* a file that can only be written: it has no data */
	MEMBER_LINK,
	MEMBER_DIR,
};

struct member {
	enum member_type type;
	char *path;		/* "sys/bus/cxl/devices" */
	char *data;		/* of a file; the target of a link */
	size_t size;
};

struct archive {
	struct member *members;
	size_t count, room;
	int error;		/* the first, a negative errno: the archive is not whole */
};

void archive_done(struct archive *archive);
#define _cleanup_archive_ __attribute__((cleanup(archive_done)))

/* Append a copy. What fails is in @archive->error. */
void archive_add(struct archive *archive, enum member_type type, const char *path,
		 const char *data, size_t size);
/* By path, each path once. */
void archive_sort(struct archive *archive);

/*
 * write.c: the compressed archive, all of its members below one directory.
 * Consumes @fd. 0 or -errno; -ENOSYS: zlib is not installed.
 */
int archive_write(const struct archive *archive, int fd);

/* unpack.c: what is wrong with an archive from elsewhere. */
struct unpack_failure {
	char member[MEMBER_PATH_MAX];	/* "" where it is none of them */
	const char *why;		/* NULL: a call failed */
};

/*
 * Create in the directory @dir what the archive @fd has: directories, regular
 * files and links, and nothing outside @dir. An archive with anything else, with
 * a path through a link, or larger than any machine, is refused. Consumes @fd.
 * 0, -EBADMSG with the reason in @failure, or another -errno.
 */
int archive_unpack(int fd, int dir, struct unpack_failure *failure);

/* One header of 512 bytes (POSIX.1-1988, with the long names of GNU). */
struct tar_header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8];
	char type;
	char target[100], magic[8], owner[32], group[32], major[8], minor[8], prefix[155];
	char padding[12];
};

#define TAR_BLOCK	512
#define TAR_FILE	'0'
#define TAR_OLD_FILE	'\0'
#define TAR_LINK	'2'
#define TAR_DIR		'5'
#define TAR_LONG_NAME	'L'
#define TAR_LONG_TARGET	'K'

/* The sum of all bytes, those of the sum itself as blanks. */
unsigned int tar_sum(const struct tar_header *header);
