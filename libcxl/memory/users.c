// SPDX-License-Identifier: LGPL-2.1-or-later
/* All users of the memory of a region, as they were at one moment. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "memory/node.h"
#include "memory/owners.h"
#include "memory/users.h"
#include "object/region.h"

struct cxl_memory_users {
	struct user_sink sink;
	struct cxl_memory_user *all;
	size_t count;
};

static bool is_same(const struct cxl_memory_user *a, const struct cxl_memory_user *b)
{
	return a->use == b->use && a->pid == b->pid && !strcmp(a->device, b->device) &&
	       (a->pid || !strcmp(a->name, b->name));
}

/* A process may have a node open more than once. */
static int add(struct user_sink *sink, const struct cxl_memory_user *user)
{
	struct cxl_memory_users *users = (struct cxl_memory_users *)sink;
	struct cxl_memory_user *more;

	for (size_t i = 0; i < users->count; i++)
		if (is_same(&users->all[i], user))
			return 0;
	more = reallocarray(users->all, users->count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	users->all = more;
	more[users->count] = *user;
	more[users->count++].users = users;
	return 0;
}

/* Each node once: processes use it through memory blocks that are online. */
static int find_on_nodes(struct cxl_memory *memory, struct cxl_memory_users *users)
{
	const struct io *io = &memory->region->object.ctx->io;
	int last = -1, rc = 0;

	for (size_t i = 0; !rc && i < memory->nr_blocks; i++) {
		const struct cxl_memory_block *block = &memory->blocks[i];

		if (block->unread || (block->online && block->node != last))
			rc = node_find_users(io, block->node, &users->sink);
		if (block->online)
			last = block->node;
	}
	return rc;
}

static int read_users(struct cxl_memory *memory, struct cxl_memory_users *users)
{
	int rc = region_find_users(memory->region, &users->sink);

	if (!rc)
		rc = memory->blocks_unread;
	return rc ? rc : find_on_nodes(memory, users);
}

static struct cxl_memory_users *users_new(void)
{
	struct cxl_memory_users *users = calloc(1, sizeof(*users));

	if (users)
		users->sink.add = add;
	return users;
}

/* Passes @rc through: without an error @users are the caller's. */
static int give(struct cxl_memory_users *users, int rc, struct cxl_memory_users **ret)
{
	if (rc)
		cxl_memory_users_free(users);
	else
		*ret = users;
	return rc;
}

EXPORT int cxl_memory_users_new(struct cxl_memory *memory, struct cxl_memory_users **ret)
{
	struct cxl_memory_users *users = users_new();
	int rc = users ? read_users(memory, users) : -ENOMEM;

	return object_note(&memory->region->object, NULL, "look for users", give(users, rc, ret));
}

EXPORT int cxl_memory_block_users_new(struct cxl_memory_block *block,
				      struct cxl_memory_users **ret)
{
	struct cxl_region *region = block->memory->region;
	struct cxl_memory_users *users = users_new();
	const struct io *io = &region->object.ctx->io;
	int rc = users ? block_find_owners(io, block, &users->sink) : -ENOMEM;

	if (!rc)
		rc = block_find_cgroups(io, block, &users->sink);

	return object_note(&region->object, block->name, "look for users",
			   give(users, rc, ret));
}

EXPORT void cxl_memory_users_free(struct cxl_memory_users *users)
{
	if (!users)
		return;
	free(users->all);
	free(users);
}

EXPORT struct cxl_memory_user *cxl_memory_user_get_first(struct cxl_memory_users *users)
{
	return users->count ? users->all : NULL;
}

EXPORT struct cxl_memory_user *cxl_memory_user_get_next(struct cxl_memory_user *user)
{
	const struct cxl_memory_users *users = user->users;

	return user + 1 < users->all + users->count ? user + 1 : NULL;
}

EXPORT enum cxl_memory_use cxl_memory_user_get_use(struct cxl_memory_user *user)
{
	return user->use;
}

EXPORT const char *cxl_memory_user_get_device(struct cxl_memory_user *user)
{
	return user->device;
}

EXPORT const char *cxl_memory_user_get_name(struct cxl_memory_user *user)
{
	return *user->name ? user->name : NULL;
}

EXPORT int cxl_memory_user_get_pid(struct cxl_memory_user *user)
{
	return user->pid;
}

EXPORT unsigned long long cxl_memory_user_get_size(struct cxl_memory_user *user)
{
	return user->size;
}
