// SPDX-License-Identifier: LGPL-2.1-or-later
/* Refreshing: a context of a long-lived program catches up with the machine. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/index.h"
#include "core/io.h"
#include "core/missing.h"
#include "core/object.h"
#include "object/pci-slot.h"
#include "object/region.h"

#define for_each_object(ctx, l, object)					\
	for (struct list *l = (ctx)->objects.next;			\
	     l != &(ctx)->objects &&					\
	     (object = container_of(l, struct object, owned), true);	\
	     l = l->next)

static int note_link(void *arg, const char *name, uint64_t inode)
{
	struct object *object = ctx_index_find(arg, name);

	if (object)
		object->listed = inode;
	return 0;
}

/*
 * The kernel makes a device's link when it adds the device, and removes it before
 * the device's directory. It reuses no inode of either. A name that is missing
 * here, or all of them, proves nothing: see check().
 */
static void list_links(struct cxl_ctx *ctx)
{
	struct object *object;

	for_each_object(ctx, l, object)
		object->listed = 0;
	if (!ctx->io.readonly)	/* what a captured machine shows is files, and anybody's */
		io_list_entries(&ctx->io, ctx->io.root, CTX_DEVICES, note_link, ctx);
}

/*
 * One that had this link when it was last known to live has not left. The link is
 * kept only if it was listed before the device was seen to live: so it is its own.
 */
static int check(struct object *object)
{
	int rc;

	if (object->listed && object->listed == object->link)
		return 0;
	rc = node_check(&object->node);
	if (!rc)
		object->link = object->listed;
	return rc;
}

/* What is gone is retired; what lives, or cannot be seen, stays, and is read when somebody asks. */
static int check_all(struct cxl_ctx *ctx)
{
	struct object *object;

	list_links(ctx);
	for_each_object(ctx, l, object) {
		int rc;

		if (object_is_retired(object))
			continue;
		object_expire(object);
		rc = check(object);
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
	int rc = check_all(ctx);

	if (rc < 0)
		return error_note(ctx, NULL, NULL, "refresh", rc);
	ctx->settled = false;
	pci_slots_forget(ctx);
	ctx_forget_endpoints(ctx);
	mark_kept(ctx);
	free_retired(ctx);
	return 0;
}
