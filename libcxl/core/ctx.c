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
#include "core/missing.h"
#include "core/settle.h"
#include "core/watchdog.h"

#define FIRST_BUCKETS 64

/* ---- what rooms above keep here ----------------------------------------- */

struct data {
	struct list link;
	void *kept;
	void (*free)(void *kept);
};

void *ctx_data(struct cxl_ctx *ctx, void (*free)(void *kept))
{
	for (struct list *l = ctx->data.next; l != &ctx->data; l = l->next) {
		struct data *data = container_of(l, struct data, link);

		if (data->free == free)
			return data->kept;
	}
	return NULL;
}

int ctx_keep(struct cxl_ctx *ctx, void *kept, void (*free)(void *kept))
{
	struct data *data = malloc(sizeof(*data));

	if (!data)
		return -ENOMEM;
	data->kept = kept;
	data->free = free;
	list_add_tail(&ctx->data, &data->link);
	return 0;
}

static void data_free(struct cxl_ctx *ctx)
{
	while (!list_is_empty(&ctx->data)) {
		struct data *data = container_of(ctx->data.prev, struct data, link);

		list_remove(&data->link);
		data->free(data->kept);
		free(data);
	}
}

/* ---- life -------------------------------------------------------------- */

static void ctx_free(struct cxl_ctx *ctx)
{
	/* the newest first: what stands below another was made after it */
	while (!list_is_empty(&ctx->objects))
		object_free(container_of(ctx->objects.prev, struct object, owned));
	data_free(ctx);
	watchdog_free(ctx->watchdog);
	names_done(&ctx->names);
	free(ctx->buckets);
	free(ctx->debugfs);
	free(ctx->geometry);
	io_done(&ctx->io);
	free(ctx);
}

int ctx_new(struct cxl_ctx **ret, const struct object_class *const *classes,
	    const char *root, int (*init)(struct io *io, const char *path))
{
	struct cxl_ctx *ctx = calloc(1, sizeof(*ctx));
	int rc;

	if (!ctx)
		return -ENOMEM;
	ctx->refs = 1;
	ctx->classes = classes;
	log_init(&ctx->log);
	list_init(&ctx->objects);
	siblings_init(&ctx->buses, ctx, NULL, OBJECT_BUS);
	siblings_init(&ctx->memdevs, ctx, NULL, OBJECT_MEMDEV);
	list_init(&ctx->data);
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

/* ---- enumeration ------------------------------------------------------- */

EXPORT int cxl_get_unlocked(struct cxl_ctx *ctx)
{
	return ctx->io.unlocked;
}

const struct device_names *ctx_names(struct cxl_ctx *ctx)
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

void ctx_forget_endpoints(struct cxl_ctx *ctx)
{
	const struct list *all = &ctx->objects;

	siblings_forget(&ctx->buses);
	siblings_forget(&ctx->memdevs);
	names_done(&ctx->names);
	ctx->names_read = false;
	for (struct list *l = all->next; l != all; l = l->next)
		object_forget(container_of(l, struct object, owned));
}
