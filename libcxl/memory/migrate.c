// SPDX-License-Identifier: LGPL-2.1-or-later
/* Moving what processes have on the nodes of a region's memory to other nodes, before it goes offline. */
#include <errno.h>
#include <stdio.h>

#include "core/ctx.h"
#include "memory/migrate.h"
#include "memory/node.h"
#include "memory/users.h"
#include "object/region.h"

/* What receives each process that has memory on one node. */
struct migration {
	struct user_sink sink;
	const struct io *io;
	struct io_nodes from;
	const struct io_nodes *to;
	char *who;
	size_t len;
	int refused;		/* why the last process was not moved */
};

/* What cannot be seen cannot be moved: the kernel does that when the memory goes offline. */
static int migrate(struct user_sink *sink, const struct cxl_memory_user *user)
{
	struct migration *m = (struct migration *)sink;
	int rc;

	if (user->use != CXL_MEMORY_USE_PROCESS)
		return 0;
	rc = io_migrate(m->io, user->pid, &m->from, m->to);
	if (!rc || rc == -ESRCH)
		return 0;
	snprintf(m->who, m->len, "process %d (%s)", user->pid, user->name);
	m->refused = rc;
	return 1;
}

static int migrate_from(struct migration *m, int node)
{
	int rc;

	m->from = (struct io_nodes){};
	if (node < 0 || !io_nodes_add(&m->from, (unsigned int)node))
		return 0;
	rc = node_find_users(m->io, node, &m->sink);
	return rc > 0 ? m->refused : rc;
}

int memory_migrate(const struct cxl_memory *memory, const struct io_nodes *to,
		   char *who, size_t len)
{
	struct migration m = {
		.sink.add = migrate, .io = &memory->region->object.ctx->io,
		.to = to, .who = who, .len = len,
	};
	int last = -1, rc = 0;

	for (size_t i = 0; !rc && i < memory->nr_blocks; i++) {
		const struct cxl_memory_block *block = &memory->blocks[i];

		if (!block->online || block->node == last)
			continue;
		last = block->node;
		rc = migrate_from(&m, last);
	}
	return rc;
}
