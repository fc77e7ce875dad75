/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of CXL objects: what a name tells, and those that one directory holds, in id order. */
#pragma once

#include <stddef.h>

#include "core/kind.h"

struct io;

/* "decoder2147483647.2147483647" and its NUL */
#define NAME_MAX_LEN 32

struct device_name {
	enum object_kind kind;
	int id;
	char text[NAME_MAX_LEN];
};

struct device_names {
	unsigned int kinds;	/* which to keep: OBJECT_BIT() of each; 0: all */
	struct device_name *all;
	size_t count;
	size_t room;
};

#define OBJECT_BIT(kind) (1U << (kind))

/* Adds the directory's names to @names and sorts them; 0 or -errno. */
int names_read(struct device_names *names, const struct io *io, int dirfd,
	       const char *dir);

/* Forgets the names; what kinds are to be kept stays. */
void names_done(struct device_names *names);

/*
 * The kind and id that a device name tells; -EINVAL for other names. In two
 * steps: where the numbers stand, behind the kind, or NULL; and the id in them.
 */
const char *object_name_kind(const char *name, enum object_kind *kind);
int object_name_id(enum object_kind kind, const char *numbers, int *id);
int object_name_parse(const char *name, enum object_kind *kind, int *id);
