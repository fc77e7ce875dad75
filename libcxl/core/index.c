// SPDX-License-Identifier: LGPL-2.1-or-later
/* The index of a context: its live objects by name. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/ctx.h"
#include "core/index.h"

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
