// SPDX-License-Identifier: GPL-2.0-or-later
/* An archive as a compressed tar file: the same members give the same bytes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "capture/archive.h"
#include "capture/zlib-calls.h"

/* All members are below it, so that unpacking the archive creates one directory. */
#define TOP "cxl-capture/"

struct writer {
	const struct zlib_calls *zlib;
	gzFile file;
	int error;
};

unsigned int tar_sum(const struct tar_header *header)
{
	struct tar_header copy = *header;
	const unsigned char *bytes = (const unsigned char *)&copy;
	unsigned int sum = 0;

	memset(copy.checksum, ' ', sizeof(copy.checksum));
	for (size_t i = 0; i < sizeof(copy); i++)
		sum += bytes[i];
	return sum;
}

static void put(struct writer *w, const void *data, size_t size)
{
	if (!w->error && size && w->zlib->gzwrite(w->file, data, (unsigned int)size) != (int)size)
		w->error = errno ? -errno : -EIO;
}

static void put_padded(struct writer *w, const char *data, size_t size)
{
	static const char zeroes[TAR_BLOCK];

	put(w, data, size);
	put(w, zeroes, (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK);
}

static void put_header(struct writer *w, char type, unsigned int mode, const char *name,
		       const char *target, size_t size)
{
	struct tar_header header = { .type = type, .uid = "0000000", .gid = "0000000", .mtime = "00000000000" };

	_Static_assert(sizeof(header) == TAR_BLOCK, "a header is one block");
	strncpy(header.name, name, sizeof(header.name) - 1);
	strncpy(header.target, target, sizeof(header.target) - 1);
	snprintf(header.mode, sizeof(header.mode), "%07o", mode & 0777);
	snprintf(header.size, sizeof(header.size), "%011zo", size);
	memcpy(header.magic, "ustar  ", 8);
	snprintf(header.checksum, sizeof(header.checksum), "%06o", tar_sum(&header));
	header.checksum[7] = ' ';
	put(w, &header, sizeof(header));
}

/* Before the header that it is too long for. */
static void put_long(struct writer *w, char type, const char *text)
{
	size_t size = strlen(text) + 1;

	if (size <= sizeof(((struct tar_header *)0)->name))
		return;
	put_header(w, type, 0644, "././@LongLink", "", size);
	put_padded(w, text, size);
}

static void put_member(struct writer *w, const struct member *member)
{
	static const char types[] = {
		[MEMBER_FILE] = TAR_FILE, [MEMBER_CLOSED] = TAR_FILE, [MEMBER_LINK] = TAR_LINK, [MEMBER_DIR] = TAR_DIR,
	};
	static const unsigned int modes[] = {
		[MEMBER_FILE] = 0644, [MEMBER_CLOSED] = 0200, [MEMBER_LINK] = 0777, [MEMBER_DIR] = 0755,
	};
	const char *target = member->type == MEMBER_LINK ? member->data : "";
	size_t size = member->type == MEMBER_FILE ? member->size : 0;
	char name[MEMBER_PATH_MAX + sizeof(TOP)];

	snprintf(name, sizeof(name), TOP "%s%s", member->path, member->type == MEMBER_DIR ? "/" : "");
	put_long(w, TAR_LONG_TARGET, target);
	put_long(w, TAR_LONG_NAME, name);
	put_header(w, types[member->type], modes[member->type], name, target, size);
	put_padded(w, member->data, size);
}

int archive_write(const struct archive *archive, int fd)
{
	static const char end[2 * TAR_BLOCK];
	struct writer w = { .zlib = zlib_calls_load() };

	if (w.zlib)
		w.file = w.zlib->gzdopen(fd, "wb9");
	if (!w.file) {
		close(fd);
		return w.zlib ? -ENOMEM : -ENOSYS;
	}
	errno = 0;
	for (size_t i = 0; !w.error && i < archive->count; i++)
		put_member(&w, &archive->members[i]);
	put(&w, end, sizeof(end));
	errno = 0;
	if (w.zlib->gzclose(w.file) != Z_OK && !w.error)
		w.error = errno ? -errno : -EIO;
	return w.error;
}
