// SPDX-License-Identifier: LGPL-2.1-or-later
/* Siblings: the objects of one kind in one place, each made when a walk comes to it. */
#include "core/ctx.h"
#include "core/missing.h"
#include "core/names.h"
#include "core/siblings.h"

void siblings_init(struct siblings *siblings, struct cxl_ctx *ctx,
		   struct object *parent, enum object_kind kind)
{
	siblings->ctx = ctx;
	siblings->parent = parent;
	siblings->kind = kind;
	list_init(&siblings->list);
}

void siblings_list(struct siblings *siblings, const struct device_names *names)
{
	siblings->names = names;
}

void siblings_forget(struct siblings *siblings)
{
	siblings->names = NULL;
	siblings->next = 0;
}

/* ---- making ------------------------------------------------------------ */

/* The next name that was not looked at, or NULL. */
static const struct device_name *pending(struct siblings *siblings)
{
	const struct device_names *names = siblings->names;

	for (; siblings->next < names->count; siblings->next++)
		if (names->all[siblings->next].kind == siblings->kind)
			return &names->all[siblings->next];
	return NULL;
}

static void make_pending(struct siblings *siblings)
{
	const struct device_name *name = &siblings->names->all[siblings->next++];
	struct object *object;
	int rc = siblings->parent ?
		object_below(siblings->parent, name, &object) :
		object_find(siblings->ctx, name->text, &object);

	ctx_miss(siblings->ctx, name->text, rc);
}

static void make_all(struct siblings *siblings)
{
	while (pending(siblings))
		make_pending(siblings);
}

/* ---- walking ----------------------------------------------------------- */

static struct object *member(const struct siblings *siblings,
			     struct list *l)
{
	return l == &siblings->list ? NULL :
		container_of(l, struct object, sibling);
}

/* Names and objects both stand by id: what is pending may come before. */
static struct object *after(struct siblings *siblings, const struct list *at)
{
	const struct device_name *name;

	while ((name = pending(siblings))) {
		struct object *made = member(siblings, at->next);

		if (made && made->id < name->id)
			return made;
		make_pending(siblings);
	}
	return member(siblings, at->next);
}

struct object *siblings_first(struct siblings *siblings)
{
	return after(siblings, &siblings->list);
}

struct object *siblings_next(struct siblings *siblings,
			     const struct object *object)
{
	return object_is_retired(object) ? NULL :
		after(siblings, &object->sibling);
}

struct object *siblings_last(struct siblings *siblings)
{
	make_all(siblings);
	return member(siblings, siblings->list.prev);
}

struct object *siblings_prev(struct siblings *siblings,
			     const struct object *object)
{
	make_all(siblings);
	return object_is_retired(object) ? NULL :
		member(siblings, object->sibling.prev);
}
