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
};

/* The field's own C type picks the parser; any other type does not compile. */
#define ATTR(_file, _struct, _field, _absent)				\
	{ .file = (_file), .absent = (_absent),				\
	  .field = offsetof(struct _struct, _field),			\
	  .type = _Generic(((struct _struct *)0)->_field,		\
			   uint64_t: ATTR_U64, unsigned int: ATTR_UINT,	\
			   int: ATTR_INT, bool: ATTR_BOOL,		\
			   char *: ATTR_TEXT) }

/*
 * Reads every row through one directory fd, so that all values are of one
 * device. An attribute that is missing, unreadable or no number is absent and
 * never drops the object; -ENODEV when the device left meanwhile, -ENOMEM.
 */
int attrs_load(const struct node *node, int fd, const struct attr *table,
	       size_t count, void *object);

/* The same on a directory that is opened and verified for it. */
int attrs_reload(const struct node *node, const struct attr *table,
		 size_t count, void *object);
