// SPDX-License-Identifier: GPL-2.0-or-later
/* The members of an archive, in memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/archive.h"

static void member_done(struct member *member)
{
	free(member->path);
	free(member->data);
}

void archive_done(struct archive *archive)
{
	for (size_t i = 0; i < archive->count; i++)
		member_done(&archive->members[i]);
	free(archive->members);
}

static bool grow(struct archive *archive)
{
	size_t room = archive->room ? 2 * archive->room : 256;
	struct member *members = reallocarray(archive->members, room, sizeof(*members));

	if (!members)
		return false;
	archive->members = members;
	archive->room = room;
	return true;
}

void archive_add(struct archive *archive, enum member_type type, const char *path,
		 const char *data, size_t size)
{
	struct member member = { .type = type, .path = strdup(path), .data = malloc(size + 1), .size = size };

	if (!member.path || !member.data ||
	    (archive->count == archive->room && !grow(archive))) {
		member_done(&member);
		archive->error = -ENOMEM;
		return;
	}
	if (size)
		memcpy(member.data, data, size);
	member.data[size] = '\0';
	archive->members[archive->count++] = member;
}

static int compare(const void *x, const void *y)
{
	const struct member *a = x, *b = y;

	return strcmp(a->path, b->path);
}

void archive_sort(struct archive *archive)
{
	size_t kept = 0;

	if (archive->count)
		qsort(archive->members, archive->count, sizeof(*archive->members), compare);
	for (size_t i = 0; i < archive->count; i++) {
		if (kept && !strcmp(archive->members[kept - 1].path, archive->members[i].path))
			member_done(&archive->members[i]);
		else
			archive->members[kept++] = archive->members[i];
	}
	archive->count = kept;
}
