// SPDX-License-Identifier: LGPL-2.1-or-later
/* The names of the CXL objects that one directory holds, in id order. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/io.h"
#include "core/names.h"

static int make_room(struct names *names)
{
	size_t room = names->room ? names->room * 2 : 16;
	struct name *all;

	if (names->count < names->room)
		return 0;
	all = realloc(names->all, room * sizeof(*all));
	if (!all)
		return -ENOMEM;
	names->all = all;
	names->room = room;
	return 0;
}

static int add(void *arg, const char *text)
{
	struct names *names = arg;
	struct name name;
	const char *numbers = object_name_kind(text, &name.kind);
	int rc;

	if (!numbers || strlen(text) >= sizeof(name.text))
		return 0;
	if (names->kinds && !(names->kinds & OBJECT_BIT(name.kind)))
		return 0;
	if (object_name_id(name.kind, numbers, &name.id) < 0)
		return 0;
	rc = make_room(names);
	if (rc < 0)
		return rc;
	strcpy(name.text, text);
	names->all[names->count++] = name;
	return 0;
}

static int by_kind_and_id(const void *a, const void *b)
{
	const struct name *l = a, *r = b;

	if (l->kind != r->kind)
		return l->kind < r->kind ? -1 : 1;
	return (l->id > r->id) - (l->id < r->id);
}

/* There are as many lists as ports, and most are short. */
static void give_back_room(struct names *names)
{
	struct name *all = realloc(names->all, names->count * sizeof(*all));

	if (!all)
		return;
	names->all = all;
	names->room = names->count;
}

int names_read(struct names *names, const struct io *io, int dirfd,
	       const char *dir)
{
	int rc = io_list(io, dirfd, dir, add, names);

	if (!names->count)
		return rc;
	qsort(names->all, names->count, sizeof(*names->all), by_kind_and_id);
	give_back_room(names);
	return rc;
}

void names_done(struct names *names)
{
	free(names->all);
	*names = (struct names){ .kinds = names->kinds };
}
