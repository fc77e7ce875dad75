/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Siblings: the objects of one kind in one place, each made when a walk comes to it. */
#pragma once

#include <stddef.h>

#include "core/list.h"
#include "core/object.h"

struct device_names;

/*
 * So the directory of an object is still open while the caller looks at it, on
 * a machine of any size, and a walk that ends early reads no more.
 */
struct siblings {
	struct cxl_ctx *ctx;
	struct object *parent;		/* NULL: they are found in CTX_DEVICES */
	enum object_kind kind;
	struct list list;		/* those that were made, by id */
	const struct device_names *names;	/* of this and of other kinds; NULL: not listed */
	size_t next;			/* the first of them that was not looked at */
};

void siblings_init(struct siblings *siblings, struct cxl_ctx *ctx,
		   struct object *parent, enum object_kind kind);

/* The names were read; nothing happens if there are some already. */
void siblings_list(struct siblings *siblings, const struct device_names *names);

/* The names may have changed: the next walk lists them again. */
void siblings_forget(struct siblings *siblings);

/* Walking: NULL at the end, and after a retired one. */
struct object *siblings_first(struct siblings *siblings);
struct object *siblings_next(struct siblings *siblings,
			     const struct object *object);

/* Backwards all have to be made first. */
struct object *siblings_last(struct siblings *siblings);
struct object *siblings_prev(struct siblings *siblings,
			     const struct object *object);
