/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The head every CXL object starts with, and how objects are found and kept. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kind.h"
#include "core/list.h"
#include "core/node.h"

struct attr;
struct cxl_ctx;
struct device_name;

/*
 * An object is one sysfs directory. It belongs to its context and lives as
 * long; when its device leaves it is retired: no longer found or listed, but
 * never freed under somebody who still holds a pointer to it.
 */
struct object {
	enum object_kind kind;
	int id;
	struct cxl_ctx *ctx;
	struct object *parent;	/* NULL for buses and memdevs */
	struct node node;
	struct list sibling;	/* in its parent's list, by id; alone once retired */
	struct list owned;	/* in the context's list of all objects */
	struct object *bucket;	/* the next in the context's index of names */
	bool stale;		/* its attributes may have changed: object_update() */
	uint64_t link, listed;	/* refresh.c: inodes of its link in CTX_DEVICES; 0: not known, not there */
	int unread;		/* why an attribute cannot be seen, of those read last; 0: all can */
	int refs;		/* of the program; the context's own is not counted */
	bool kept;		/* refresh.c: somebody below it is referenced */
};

/* What is particular to a kind. */
struct object_class {
	size_t size;
	/* Reads the attributes through the fresh directory fd; 0 or -errno. */
	int (*load)(struct object *object, int fd);
	/* Reads the attributes again; 0 or -errno. NULL: getters read them when asked. */
	int (*reload)(struct object *object);
	/* Forgets what was listed below, and what the next getter reads; reads nothing. */
	void (*expire)(struct object *object);
	/* Forgets what was listed below, and which objects it leads to; NULL: nothing. */
	void (*forget)(struct object *object);
	/* Frees what the object owns; also when half loaded. */
	void (*done)(struct object *object);
	/* The list among whose members the object stands. */
	struct list *(*siblings)(struct object *object);
};

/* The live object of that name, created where there is none yet; 0 or -errno. */
int object_find(struct cxl_ctx *ctx, const char *name, struct object **ret);

/* The same, where its directory is known already. */
int object_at(struct cxl_ctx *ctx, const char *path, struct object **ret);

/* The same for one just below @parent, and below no other. */
int object_below(struct object *parent, const struct device_name *name,
		 struct object **ret);

/*
 * attrs_load() for an object that is being made: 0, or -ENODEV when its device
 * left. An attribute that cannot be seen does not drop the object: @unread says
 * why, and the context knows that something is missing.
 */
int object_load(struct object *object, int fd, const struct attr *table,
		size_t count);

/*
 * node_look() for getters that have no room for an error: true also where it
 * cannot be seen, and then the context knows that something is missing. What
 * acts on the answer asks node_look() itself.
 */
bool object_may_have(struct object *object, const char *attr);

/* object_find() for one kind only: NULL, with errno set, where there is none. */
struct object *object_get(struct cxl_ctx *ctx, const char *name,
			  enum object_kind kind);

static inline const char *object_name(const struct object *object)
{
	return node_name(&object->node);
}

/* error_note() of this object. */
int object_note(struct object *object, const char *attribute, const char *step, int rc);

/* Its device left or is about to: nobody finds it from now on. */
void object_retire(struct object *object);
bool object_is_retired(const struct object *object);

/*
 * The attributes may have changed: the first getter that needs one reads all of
 * them, by object_update(). Where they cannot be read they are what they were or
 * absent, and the context knows that something is missing.
 */
void object_expire(struct object *object);
void object_update(struct object *object);

/* As its class does it. */
void object_forget(struct object *object);

/* Retires everything whose directory lies below that of @object. */
void object_retire_below(struct object *object);

void object_free(struct object *object);
