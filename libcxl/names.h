/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of the CXL objects that one directory holds, in id order. */
#pragma once

#include <stddef.h>

#include "object.h"

struct io;

struct name {
	enum object_kind kind;
	int id;
	char *text;
};

struct names {
	struct name *all;
	size_t count;
	size_t room;
};

/* Adds the directory's names to @names and sorts them; 0 or -errno. */
int names_read(struct names *names, const struct io *io, int dirfd,
	       const char *dir);
void names_done(struct names *names);
