/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The attribute table: which sysfs file fills which field of an object. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct node;

/* How the text of an attribute becomes a C value. */
enum attr_type { ATTR_U64, ATTR_UINT, ATTR_INT, ATTR_BOOL, ATTR_TEXT };

/*
 * One row per attribute: its file, its type, the field it fills, and what the
 * field holds where the kernel does not offer the file, or not to us.
 */
struct attr {
	const char *file;
	enum attr_type type;
	size_t field;
	int64_t absent;
	bool must;		/* every such device has it: missing, it is awaited */
	bool moves;		/* not every kernel has it: missing, the next read tries again */
};

/* The field's own C type picks the parser; any other type does not compile. */
#define ATTR_TYPE(_struct, _field)					\
	_Generic(((struct _struct *)0)->_field,				\
		 uint64_t: ATTR_U64, unsigned int: ATTR_UINT,		\
		 int: ATTR_INT, bool: ATTR_BOOL, char *: ATTR_TEXT)

#define ATTR(_file, _struct, _field, _absent)				\
	{ .file = (_file), .absent = (_absent),				\
	  .field = offsetof(struct _struct, _field),			\
	  .type = ATTR_TYPE(_struct, _field) }

/* An attribute that no device of this kind lacks, on no kernel. */
#define ATTR_MUST(_file, _struct, _field, _absent)			\
	{ .file = (_file), .absent = (_absent), .must = true,		\
	  .field = offsetof(struct _struct, _field),			\
	  .type = ATTR_TYPE(_struct, _field) }

/*
 * An attribute that not every kernel has, in a group that the kernel takes away
 * from living devices file by file and puts back.
 */
#define ATTR_MOVES(_file, _struct, _field, _absent)			\
	{ .file = (_file), .absent = (_absent), .moves = true,		\
	  .field = offsetof(struct _struct, _field),			\
	  .type = ATTR_TYPE(_struct, _field) }

/*
 * Reads every row through one directory fd, so that all values are of one
 * device. Returns 0, -ENODEV when the device has left, or the errno of the
 * first attribute that cannot be seen. Either way each field is filled: what
 * the kernel does not offer (no such file, no number) is absent, and what cannot
 * be seen, or not by this user, has the same value but for that errno.
 *
 * The kernel takes attributes away from living devices and puts them back
 * (regions, while ways change; memdevs, while a driver binds): a device that
 * lives and lacks what it must have is read again. Of what it may lack, one
 * missing file does not tell; that it is there at a second look does.
 */
int attrs_load(const struct node *node, int fd, const struct attr *table,
	       size_t count, void *object);

/*
 * The same on a directory that is opened and verified for it. Of a device that
 * has left, the fields keep what was read last.
 */
int attrs_reload(struct node *node, const struct attr *table,
		 size_t count, void *object);
