// SPDX-License-Identifier: LGPL-2.1-or-later
/* The context: one view of one machine, and the owner of every object. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/watchdog.h"
#include "core/settle.h"
#include "media/einj.h"
#include "memory/dax.h"
#include "object/memdev.h"
#include "object/port.h"

#define FIRST_BUCKETS 64
#define MOUNTS_MAX 1048576
#define DEBUGFS_USUAL "sys/kernel/debug/cxl"

/* ---- life -------------------------------------------------------------- */

static void ctx_free(struct cxl_ctx *ctx)
{
	/* the newest first: what stands below another was made after it */
	while (!list_is_empty(&ctx->objects))
		object_free(container_of(ctx->objects.prev, struct object, owned));
	dax_free(ctx->dax);
	watchdog_free(ctx->watchdog);
	protocol_errors_free(ctx);
	names_done(&ctx->names);
	free(ctx->buckets);
	free(ctx->debugfs);
	io_done(&ctx->io);
	free(ctx);
}

static int new_context(struct cxl_ctx **ret, const char *root,
		       int (*init)(struct io *io, const char *path))
{
	struct cxl_ctx *ctx = calloc(1, sizeof(*ctx));
	int rc;

	if (!ctx)
		return -ENOMEM;
	ctx->refs = 1;
	log_init(&ctx->log);
	list_init(&ctx->objects);
	siblings_init(&ctx->buses, ctx, NULL, OBJECT_BUS);
	siblings_init(&ctx->memdevs, ctx, NULL, OBJECT_MEMDEV);
	list_init(&ctx->protocol_errors);
	ctx->names.kinds = OBJECT_BIT(OBJECT_BUS) | OBJECT_BIT(OBJECT_MEMDEV);
	rc = init(&ctx->io, root);
	if (!rc) {
		ctx->buckets = calloc(FIRST_BUCKETS, sizeof(*ctx->buckets));
		ctx->bucket_count = FIRST_BUCKETS;
		rc = ctx->buckets ? 0 : -ENOMEM;
	}
	if (rc < 0) {
		ctx_free(ctx);
		return rc;
	}
	*ret = ctx;
	return 0;
}

EXPORT int cxl_new(struct cxl_ctx **ret)
{
	return new_context(ret, "/", io_init);
}

EXPORT int cxl_new_at(struct cxl_ctx **ret, const char *root)
{
	return new_context(ret, root, io_init_captured);
}

EXPORT struct cxl_ctx *cxl_ref(struct cxl_ctx *ctx)
{
	if (ctx)
		ctx->refs++;
	return ctx;
}

EXPORT void cxl_unref(struct cxl_ctx *ctx)
{
	if (ctx && --ctx->refs == 0)
		ctx_free(ctx);
}

/* ---- what the program keeps here --------------------------------------- */

EXPORT void cxl_set_log_fn(struct cxl_ctx *ctx, log_fn *fn)
{
	ctx->log.fn = fn;
}

EXPORT int cxl_get_log_priority(struct cxl_ctx *ctx)
{
	return ctx->log.priority;
}

EXPORT void cxl_set_log_priority(struct cxl_ctx *ctx, int priority)
{
	ctx->log.priority = priority;
}

EXPORT void cxl_set_userdata(struct cxl_ctx *ctx, void *userdata)
{
	if (ctx)
		ctx->userdata = userdata;
}

EXPORT void *cxl_get_userdata(struct cxl_ctx *ctx)
{
	return ctx ? ctx->userdata : NULL;
}

EXPORT void cxl_set_private_data(struct cxl_ctx *ctx, void *data)
{
	ctx->private_data = data;
}

EXPORT void *cxl_get_private_data(struct cxl_ctx *ctx)
{
	return ctx->private_data;
}

/* ---- the index of names ------------------------------------------------ */

/* FNV-1a, 64 bit */
static size_t hash(const char *name)
{
	uint64_t h = 0xcbf29ce484222325;

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 0x100000001b3;
	return (size_t)(h ^ h >> 32);
}

static struct object **bucket_of(struct object **buckets, size_t count,
				 const char *name)
{
	return &buckets[hash(name) & (count - 1)];
}

static void push(struct object **bucket, struct object *object)
{
	object->bucket = *bucket;
	*bucket = object;
}

/* Without memory for a larger table the small one serves, only slower. */
static void index_grow(struct cxl_ctx *ctx)
{
	size_t count = ctx->bucket_count * 2;
	struct object **buckets = calloc(count, sizeof(*buckets));

	if (!buckets)
		return;
	for (size_t i = 0; i < ctx->bucket_count; i++) {
		struct object *object = ctx->buckets[i], *next;

		for (; object; object = next) {
			next = object->bucket;
			push(bucket_of(buckets, count, object_name(object)), object);
		}
	}
	free(ctx->buckets);
	ctx->buckets = buckets;
	ctx->bucket_count = count;
}

void ctx_index_add(struct cxl_ctx *ctx, struct object *object)
{
	if (++ctx->indexed > ctx->bucket_count)
		index_grow(ctx);
	push(bucket_of(ctx->buckets, ctx->bucket_count, object_name(object)),
	     object);
}

void ctx_index_remove(struct cxl_ctx *ctx, struct object *object)
{
	struct object **at = bucket_of(ctx->buckets, ctx->bucket_count,
				       object_name(object));

	for (; *at; at = &(*at)->bucket) {
		if (*at == object) {
			*at = object->bucket;
			ctx->indexed--;
			return;
		}
	}
}

struct object *ctx_index_find(struct cxl_ctx *ctx, const char *name)
{
	struct object *object = *bucket_of(ctx->buckets, ctx->bucket_count, name);

	while (object && strcmp(object_name(object), name))
		object = object->bucket;
	return object;
}

/* ---- enumeration ------------------------------------------------------- */

void ctx_miss(struct cxl_ctx *ctx, const char *what, int rc)
{
	if (rc >= 0 || rc == -ENODEV)
		return;
	log_debug(ctx, "%s: %s", what, strerror(-rc));
	if (ctx->missing)
		return;
	ctx->missing = rc;
	snprintf(ctx->missing_name, sizeof(ctx->missing_name), "%.63s", what);
}

void ctx_miss_readable(struct cxl_ctx *ctx, const char *what, int rc)
{
	if (rc != -EACCES && rc != -EPERM)
		ctx_miss(ctx, what, rc);
}

bool ctx_has(struct cxl_ctx *ctx, const char *path)
{
	bool there = false;

	ctx_miss_readable(ctx, path, io_look(&ctx->io, ctx->io.root, path, &there));
	return there;
}

EXPORT int cxl_get_missing(struct cxl_ctx *ctx)
{
	return ctx->missing;
}

EXPORT const char *cxl_get_missing_name(struct cxl_ctx *ctx)
{
	return ctx->missing ? ctx->missing_name : NULL;
}

EXPORT int cxl_get_unlocked(struct cxl_ctx *ctx)
{
	return ctx->io.unlocked;
}

const struct names *ctx_names(struct cxl_ctx *ctx)
{
	int rc;

	if (ctx->names_read)
		return &ctx->names;
	settle_once(ctx);
	rc = names_read(&ctx->names, &ctx->io, ctx->io.root, CTX_DEVICES);
	if (rc != -ENOENT)		/* no such bus: a machine without CXL */
		ctx_miss(ctx, CTX_DEVICES, rc);
	ctx->names_read = true;
	return &ctx->names;
}

static void forget_relations(struct object *object)
{
	switch (object->kind) {
	case OBJECT_MEMDEV:
		memdev_forget_endpoint(object);
		break;
	case OBJECT_BUS:
	case OBJECT_PORT:
		port_forget_names(object);
		break;
	default:
		break;
	}
}

void ctx_forget_endpoints(struct cxl_ctx *ctx)
{
	const struct list *all = &ctx->objects;

	siblings_forget(&ctx->buses);
	siblings_forget(&ctx->memdevs);
	names_done(&ctx->names);
	ctx->names_read = false;
	for (struct list *l = all->next; l != all; l = l->next)
		forget_relations(container_of(l, struct object, owned));
}

/* ---- debugfs ----------------------------------------------------------- */

/* Where /proc/mounts says debugfs is; NULL when it is nowhere. */
static char *debugfs_mounted(struct cxl_ctx *ctx)
{
	_cleanup_free_ char *text = malloc(MOUNTS_MAX);
	char *line, *save = NULL, *path = NULL;

	if (!text)
		ctx_miss(ctx, "proc/mounts", -ENOMEM);
	if (!text || io_load(&ctx->io, ctx->io.root, "proc/mounts", text,
			     MOUNTS_MAX) < 0)
		return NULL;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		char dir[512], type[64];

		if (sscanf(line, "%*s /%511s %63s", dir, type) != 2 ||
		    strcmp(type, "debugfs"))
			continue;
		if (asprintf(&path, "%s/cxl", dir) >= 0)
			return path;
		ctx_miss(ctx, dir, -ENOMEM);
		return NULL;
	}
	return NULL;
}

static char *debugfs_usual(struct cxl_ctx *ctx)
{
	char *path = strdup(DEBUGFS_USUAL);

	if (!path)
		ctx_miss(ctx, DEBUGFS_USUAL, -ENOMEM);
	return path;
}

const char *ctx_debugfs(struct cxl_ctx *ctx)
{
	if (ctx->debugfs_sought)
		return ctx->debugfs;
	ctx->debugfs_sought = true;
	ctx->debugfs = ctx_has(ctx, DEBUGFS_USUAL) ?
		debugfs_usual(ctx) : debugfs_mounted(ctx);
	if (ctx->debugfs && !ctx_has(ctx, ctx->debugfs)) {
		free(ctx->debugfs);
		ctx->debugfs = NULL;
	}
	return ctx->debugfs;
}

EXPORT bool cxl_debugfs_exists(struct cxl_ctx *ctx)
{
	return ctx_debugfs(ctx) != NULL;
}
