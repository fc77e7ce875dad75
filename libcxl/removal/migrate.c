// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where the memory of processes goes before that of a memdev is offlined. */
#include <errno.h>
#include <stdio.h>

#include <cxl/libcxl.h>

#include "memory/migrate.h"
#include "plan/plan.h"
#include "removal/removal.h"

static int refuse(struct removal *r, unsigned int node, const char *why)
{
	static const struct cxl_finding wrong = { .kind = CXL_FINDING_FAILED, .id = "node-unfit" };

	find(&r->plan->findings, &wrong, cxl_memdev_get_devname(r->memdev), "choose nodes",
	     "node%u %s", node, why);
	return -EINVAL;
}

static bool loses_memory(const struct cxl_memory *memory, int node)
{
	for (size_t i = 0; i < memory->nr_blocks; i++)
		if (memory->blocks[i].online && memory->blocks[i].node == node)
			return true;
	return false;
}

static int check_for(struct removal *r, const struct going *g)
{
	if (g->spec.memory->nodes_unread)
		return find_errno(&r->plan->findings, cxl_region_get_devname(g->region),
				  "read which nodes have memory", NULL, g->spec.memory->nodes_unread);
	for (unsigned int node = 0; node < IO_NODES_MAX; node++) {
		if (!io_nodes_have(&r->want.nodes, node))
			continue;
		if (!list_has(g->spec.memory->nodes, (int)node))
			return refuse(r, node, "has no memory");
		if (loses_memory(g->spec.memory, (int)node))
			return refuse(r, node, "loses memory itself");
	}
	return 0;
}

int removal_check_nodes(struct removal *r)
{
	int rc = 0;

	for (size_t i = 0; !rc && r->want.migrate && i < r->count; i++)
		if (r->regions[i].spec.memory)
			rc = check_for(r, &r->regions[i]);
	return rc;
}

int removal_migrate(struct cxl_plan *p, const struct going *g)
{
	struct cxl_finding failed = { .kind = CXL_FINDING_FAILED, .id = "migrate-failed" };
	char who[96] = "";

	failed.err = memory_migrate(g->spec.memory, &p->removal->want.nodes, who, sizeof(who));
	if (!failed.err)
		return 0;
	if (*who)
		find(&p->findings, &failed, cxl_region_get_devname(g->region), "migrate its memory", "%s", who);
	else
		find_errno(&p->findings, cxl_region_get_devname(g->region), "migrate its memory",
			   NULL, failed.err);
	return failed.err;
}
