// SPDX-License-Identifier: LGPL-2.1-or-later
/* Refreshing: a context of a long-lived program catches up with the machine. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/missing.h"
#include "core/object.h"
#include "object/pci-slot.h"
#include "object/region.h"

#define for_each_object(ctx, l, object)					\
	for (struct list *l = (ctx)->objects.next;			\
	     l != &(ctx)->objects &&					\
	     (object = container_of(l, struct object, owned), true);	\
	     l = l->next)

/* What is gone is retired; what lives, or cannot be seen, stays. */
static int reload_all(struct cxl_ctx *ctx)
{
	struct object *object;

	for_each_object(ctx, l, object) {
		int rc;

		if (object_is_retired(object))
			continue;
		rc = object_reload(object);
		if (rc == -ENOMEM)
			return rc;
		if (rc == -ENODEV)
			object_retire(object);
		else
			ctx_miss_readable(ctx, object_name(object), rc);
	}
	return 0;
}

/* What somebody refers to, and all above it, outlives the device. */
static void mark_kept(struct cxl_ctx *ctx)
{
	struct object *object;

	for_each_object(ctx, l, object)
		object->kept = false;
	for_each_object(ctx, l, object)
		if (object->refs || !object_is_retired(object))
			for (struct object *o = object; o; o = o->parent)
				o->kept = true;
}

/* The newest first: what stands below another was made after it. */
static void free_retired(struct cxl_ctx *ctx)
{
	struct list *l = ctx->objects.prev, *older;

	for (; l != &ctx->objects; l = older) {
		struct object *object = container_of(l, struct object, owned);

		older = l->prev;
		if (!object->kept)
			object_free(object);
		else if (object->kind == OBJECT_REGION && !object->refs)
			list_free(&((struct cxl_region *)object)->old_mappings);
	}
}

EXPORT int cxl_refresh(struct cxl_ctx *ctx)
{
	int rc = reload_all(ctx);

	if (rc < 0)
		return error_note(ctx, NULL, NULL, "refresh", rc);
	ctx->settled = false;
	pci_slots_forget(ctx);
	ctx_forget_endpoints(ctx);
	mark_kept(ctx);
	free_retired(ctx);
	return 0;
}
