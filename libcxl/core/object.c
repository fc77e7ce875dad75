// SPDX-License-Identifier: LGPL-2.1-or-later
/* The head every CXL object starts with, and how objects are found and kept. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/attr.h"
#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/error.h"
#include "core/index.h"
#include "core/io.h"
#include "core/log.h"
#include "core/missing.h"
#include "core/names.h"
#include "core/object.h"
#include "core/text.h"

int object_note(struct object *object, const char *attribute, const char *step, int rc)
{
	return error_note(object->ctx, object_name(object), attribute, step, rc);
}

static const struct object_class *class_of(const struct object *object)
{
	return object->ctx->classes[object->kind];
}

/* ---- life -------------------------------------------------------------- */

void object_free(struct object *object)
{
	if (!object)
		return;
	list_remove(&object->owned);
	list_remove(&object->sibling);
	if (class_of(object)->done)
		class_of(object)->done(object);
	node_done(&object->node);
	free(object);
}

static void object_freep(struct object **object)
{
	object_free(*object);
}

#define _cleanup_object_ __attribute__((cleanup(object_freep)))

static struct object *object_alloc(struct cxl_ctx *ctx, enum object_kind kind,
				   int id, struct object *parent)
{
	struct object *object = calloc(1, ctx->classes[kind]->size);

	if (!object)
		return NULL;
	object->kind = kind;
	object->id = id;
	object->ctx = ctx;
	object->parent = parent;
	list_init(&object->sibling);
	list_init(&object->owned);
	return object;
}

/* Siblings stand in id order; most arrive in it, so look from the end. */
static void insert_by_id(struct list *siblings, struct object *object)
{
	struct list *at = siblings->prev;

	while (at != siblings &&
	       container_of(at, struct object, sibling)->id > object->id)
		at = at->prev;
	list_add_after(at, &object->sibling);
}

static int object_new(struct cxl_ctx *ctx, const char *path,
		      enum object_kind kind, int id, struct object *parent,
		      struct object **ret)
{
	_cleanup_object_ struct object *object =
		object_alloc(ctx, kind, id, parent);
	int fd, rc;

	if (!object)
		return -ENOMEM;
	fd = parent ? node_init_below(&object->node, &parent->node, path) :
		      node_init(&object->node, &ctx->io, path);
	if (fd < 0)
		return fd == -ENOENT ? -ENODEV : fd;
	node_keep(&object->node, fd);
	rc = class_of(object)->load(object, fd);
	if (rc < 0)
		return rc;

	list_add_tail(&ctx->objects, &object->owned);
	insert_by_id(class_of(object)->siblings(object), object);
	ctx_index_add(ctx, object);
	*ret = take_ptr(object);
	return 0;
}

int object_load(struct object *object, int fd, const struct attr *table,
		size_t count)
{
	int rc = attrs_load(&object->node, fd, table, count, object);

	if (rc == -ENODEV)
		return rc;
	if (!object->unread)
		object->unread = rc;
	ctx_miss_readable(object->ctx, object_name(object), rc);
	return 0;
}

bool object_may_have(struct object *object, const char *attr)
{
	int dir = node_dir(&object->node), rc = dir;
	bool there = dir != -ENODEV;

	if (dir >= 0)
		rc = io_look(&object->ctx->io, dir, attr, &there);
	ctx_miss(object->ctx, object_name(object), rc);
	return there;
}

void object_retire(struct object *object)
{
	ctx_index_remove(object->ctx, object);
	list_remove(&object->sibling);
}

bool object_is_retired(const struct object *object)
{
	return list_is_empty(&object->sibling);
}

void object_expire(struct object *object)
{
	class_of(object)->expire(object);
	object->stale = class_of(object)->reload != NULL;
}

void object_update(struct object *object)
{
	int rc;

	if (!object->stale)
		return;
	object->stale = false;
	rc = class_of(object)->reload(object);
	if (rc != -ENODEV)	/* the next refresh retires it */
		ctx_miss_readable(object->ctx, object_name(object), rc);
}

void object_retire_below(struct object *object)
{
	size_t len = strlen(object->node.path);
	struct list *all = &object->ctx->objects;

	for (struct list *l = all->next; l != all; l = l->next) {
		struct object *o = container_of(l, struct object, owned);

		if (!strncmp(o->node.path, object->node.path, len) &&
		    o->node.path[len] == '/')
			object_retire(o);
	}
}

/* ---- finding ----------------------------------------------------------- */

/* Everything but buses and memdevs stands below another CXL object. */
static int parent_at(struct cxl_ctx *ctx, const char *path,
		     enum object_kind kind, struct object **ret)
{
	_cleanup_free_ char *parent = NULL;

	*ret = NULL;
	if (kind == OBJECT_BUS || kind == OBJECT_MEMDEV)
		return 0;
	parent = strdup(path);
	if (!parent)
		return -ENOMEM;
	*strrchr(parent, '/') = '\0';
	return object_at(ctx, parent, ret);
}

/* Each kind has its place: a region below a decoder, a port below a port. */
static bool parent_fits(enum object_kind kind, const struct object *parent)
{
	switch (kind) {
	case OBJECT_BUS:
	case OBJECT_MEMDEV:
		return true;
	case OBJECT_REGION:
		return parent->kind == OBJECT_DECODER;
	case OBJECT_DECODER:
		return parent->kind == OBJECT_BUS ||
		       parent->kind == OBJECT_PORT ||
		       parent->kind == OBJECT_ENDPOINT;
	default:
		return parent->kind == OBJECT_BUS || parent->kind == OBJECT_PORT;
	}
}

/* The object that was made of that directory, or NULL. */
static struct object *known_at(struct cxl_ctx *ctx, const char *path)
{
	struct object *object = ctx_index_find(ctx, path_name(path));

	if (!object || !strcmp(object->node.path, path))
		return object;
	object_retire(object);	/* the name moved to another place */
	return NULL;
}

static int make(struct cxl_ctx *ctx, const char *path, enum object_kind kind,
		int id, struct object *parent, struct object **ret)
{
	int rc;

	if (!parent_fits(kind, parent))
		return -EINVAL;
	rc = object_new(ctx, path, kind, id, parent, ret);
	if (rc < 0)
		log_debug(ctx, "%s: cannot be read: %s", path_name(path),
			  strerror(-rc));
	return rc;
}

int object_at(struct cxl_ctx *ctx, const char *path, struct object **ret)
{
	struct object *object = known_at(ctx, path), *parent;
	enum object_kind kind;
	int id, rc;

	if (object) {
		*ret = object;
		return 0;
	}
	rc = object_name_parse(path_name(path), &kind, &id);
	if (rc < 0 || kind == OBJECT_DPORT)
		return -EINVAL;
	rc = parent_at(ctx, path, kind, &parent);
	return rc < 0 ? rc : make(ctx, path, kind, id, parent, ret);
}

int object_below(struct object *parent, const struct device_name *name,
		 struct object **ret)
{
	char path[IO_PATH_MAX];
	struct object *object;
	int rc = path_follow(parent->node.path, name->text, path, sizeof(path));

	if (rc < 0)
		return rc;
	object = known_at(parent->ctx, path);
	if (object) {
		*ret = object;
		return 0;
	}
	return make(parent->ctx, path, name->kind, name->id, parent, ret);
}

int object_find(struct cxl_ctx *ctx, const char *name, struct object **ret)
{
	char link[64], target[IO_PATH_MAX], path[IO_PATH_MAX];
	struct object *object = ctx_index_find(ctx, name);
	enum object_kind kind;
	ssize_t n;
	int id, rc;

	if (object) {
		*ret = object;
		return 0;
	}
	rc = object_name_parse(name, &kind, &id);
	if (rc < 0 || kind == OBJECT_DPORT)
		return -EINVAL;
	if (path_join(link, sizeof(link), CTX_DEVICES, name) < 0)
		return -EINVAL;
	n = io_readlink(&ctx->io, ctx->io.root, link, target, sizeof(target));
	if (n < 0)
		return n == -ENOENT ? -ENODEV : (int)n;
	rc = path_follow(CTX_DEVICES, target, path, sizeof(path));
	if (rc < 0)
		return rc;
	if (strcmp(path_name(path), name))	/* never another than was named */
		return -ENODEV;
	return object_at(ctx, path, ret);
}

struct object *object_get(struct cxl_ctx *ctx, const char *name,
			  enum object_kind kind)
{
	struct object *object = NULL;
	int rc = object_find(ctx, name, &object);

	if (!rc && object->kind != kind)
		rc = -ENODEV;
	if (rc == -EINVAL)
		rc = -ENODEV;
	if (rc < 0) {
		ctx_miss(ctx, name, rc);
		errno = -error_note(ctx, name, NULL, "find", rc);
		return NULL;
	}
	return object;
}

void object_forget(struct object *object)
{
	if (class_of(object)->forget)
		class_of(object)->forget(object);
}
