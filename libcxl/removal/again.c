// SPDX-License-Identifier: LGPL-2.1-or-later
/* After a removal that failed: the memdev and its regions are enabled or created again, their memory as it was. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "memory/dax-driver.h"
#include "memory/policy.h"
#include "memory/restore.h"
#include "memory/zone.h"
#include "object/decoder.h"
#include "plan/destroy.h"
#include "plan/finding.h"
#include "plan/plan.h"
#include "removal/removal.h"

#define LEFT(_id) (struct cxl_finding){ .kind = CXL_FINDING_LEFT, .id = (_id) }

static const char *name_of(const struct going *g)
{
	return cxl_region_get_devname(g->region);
}

/* -- how it is -- */

void removal_free(struct removal *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->count; i++) {
		cxl_memory_free(r->regions[i].memory);
		cxl_region_request_free(r->regions[i].request);
		free(r->regions[i].command);
	}
	free(r->regions);
	free(r);
}

static int read_mode(struct going *g)
{
	struct cxl_dax *dax = cxl_dax_get_first(g->memory);
	enum cxl_dax_driver driver;
	int rc = dax ? cxl_dax_query_driver(dax, &driver) : 0;

	if (rc || !dax || !dax_mode_of(driver, &g->mode))
		return rc;
	g->has_mode = true;
	if (g->mode == CXL_MEMORY_MODE_SYSTEM_RAM)
		g->zone = memory_zone(g->memory);
	return 0;
}

static int read_memory(struct removal *r, struct going *g)
{
	int rc;

	if (!g->enabled || cxl_region_get_mode(g->region) == CXL_DECODER_MODE_PMEM)
		return 0;
	rc = cxl_memory_new(g->region, &g->memory);
	if (!rc)
		rc = cxl_memory_query_blocks(g->memory, NULL, NULL, NULL);
	if (!rc)
		rc = read_mode(g);
	return rc ? find_errno(&r->plan->findings, name_of(g), "read its memory", NULL, rc) : 0;
}

static void find_members(struct going *g)
{
	struct cxl_memdev_mapping *mapping;

	cxl_mapping_foreach(g->region, mapping) {
		struct cxl_memdev *memdev = cxl_decoder_get_memdev(cxl_mapping_get_decoder(mapping));

		if (memdev && g->nr_members < WAYS_MAX)
			g->members[g->nr_members++] = memdev;
	}
}

/* Of fewer members the library would choose the others. */
static int check_members(struct removal *r, const struct going *g)
{
	struct cxl_finding unknown = { .kind = CXL_FINDING_FAILED, .id = "members-unknown",
				       .remedy = "try again" };
	unsigned int ways = cxl_region_get_interleave_ways(g->region);
	bool committed;

	if (g->nr_members == ways)
		return 0;
	if (!cxl_region_query_committed(g->region, &committed) && !committed)
		snprintf(unknown.remedy, sizeof(unknown.remedy), "delete it: cxl recover");
	find(&r->plan->findings, &unknown, name_of(g), "read its targets",
	     "of %u members only %u can be told", ways, g->nr_members);
	return -EIO;
}

/* A region that another one can be made like. */
static int make_request(struct going *g)
{
	bool pmem = cxl_region_get_mode(g->region) == CXL_DECODER_MODE_PMEM;
	uuid_t uuid = { 0 };
	int rc = 0;

	g->request = cxl_region_request_new();
	if (!g->request)
		return -ENOMEM;
	cxl_region_request_set_window(g->request, cxl_region_get_decoder(g->region));
	cxl_region_request_set_mode(g->request, pmem ? CXL_DECODER_MODE_PMEM : CXL_DECODER_MODE_RAM);
	cxl_region_request_set_size(g->request, cxl_region_get_size(g->region));
	cxl_region_request_set_interleave_ways(g->request, cxl_region_get_interleave_ways(g->region));
	cxl_region_request_set_interleave_granularity(g->request,
		cxl_region_get_interleave_granularity(g->region));
	cxl_region_get_uuid(g->region, uuid);
	if (pmem && !uuid_is_null(uuid))
		cxl_region_request_set_uuid(g->request, uuid);
	for (unsigned int i = 0; !rc && i < g->nr_members; i++)
		rc = cxl_region_request_add_memdev(g->request, g->members[i]);
	if (!rc && g->has_mode)
		rc = cxl_region_request_set_memory_mode(g->request, g->mode, g->zone);
	return rc;
}

int removal_remember(struct removal *r, struct going *g)
{
	int rc = cxl_region_query_enabled(g->region, &g->enabled);

	if (rc)
		return find_errno(&r->plan->findings, name_of(g), "read its driver", NULL, rc);
	rc = read_memory(r, g);
	if (rc)
		return rc;
	find_members(g);
	rc = check_members(r, g);
	return rc ? rc : make_request(g);
}

/* -- enabling it again -- */

/* Blocks that were in other zones than the first, or offline. */
static int restore_blocks(const struct going *g)
{
	if (!g->memory)
		return 0;
	memory_restore_blocks(g->memory);
	return memory_blocks_are_back(g->memory) ? 0 : -EIO;
}

/* The kernel's own policy must not choose the zone. */
static int enable_as_it_was(struct cxl_plan *p, const struct going *g)
{
	struct policy policy = {};
	bool enabled;
	int rc = cxl_region_query_enabled(g->region, &enabled), released;

	if (!rc && g->has_mode)
		rc = policy_hold(&policy, &p->ctx->io);
	if (!rc && !enabled)
		rc = cxl_region_enable(g->region);
	if (!rc && g->has_mode)
		rc = cxl_region_set_memory_mode(g->region, g->mode, g->zone);
	released = policy_release(&policy);
	if (!rc)
		rc = released;
	return rc ? rc : restore_blocks(g);
}

/* The words of cxl set-mode for how its memory was. */
static void tell_mode_left(struct cxl_plan *p, const struct going *g, int rc)
{
	struct cxl_finding left = LEFT("memory-left");

	left.err = rc;
	snprintf(left.remedy, sizeof(left.remedy), "restore it: cxl set-mode %s %s",
		 name_of(g), g->words);
	find(&p->findings, &left, name_of(g), "return its memory to how it was",
	     "so this is left");
}

static bool has_lost_a_member(const struct going *g)
{
	for (unsigned int i = 0; i < g->nr_members; i++)
		if (cxl_memdev_is_gone(g->members[i]))
			return true;
	return false;
}

/* What is left of the region cannot be enabled, only deleted. */
static void tell_torn(struct cxl_plan *p, const struct going *g)
{
	struct cxl_finding left = LEFT("region-torn");

	snprintf(left.remedy, sizeof(left.remedy), "delete it: cxl recover");
	find(&p->findings, &left, name_of(g), "enable it again", "a member of it has left, so it is disabled");
}

void removal_enable_again(struct cxl_plan *p, const struct going *g)
{
	struct cxl_finding left = LEFT("region-left");
	bool enabled = false;

	left.err = enable_as_it_was(p, g);
	if (!left.err || cxl_region_is_gone(g->region))
		return;
	if (has_lost_a_member(g)) {
		tell_torn(p, g);
		return;
	}
	if (cxl_region_query_enabled(g->region, &enabled) || !enabled) {
		snprintf(left.remedy, sizeof(left.remedy), "restore it: cxl enable-region %s",
			 name_of(g));
		find(&p->findings, &left, name_of(g), "enable it again", "so it is disabled");
	}
	if (g->has_mode)
		tell_mode_left(p, g, left.err);
}

/* -- creating it again -- */

/* What hinders it, in a line of its own. */
static void forward(void *arg, const struct cxl_finding *f)
{
	if (f->kind != CXL_FINDING_NEWS)
		find_again(arg, f);
}

static int create(struct cxl_plan *p, const struct going *g, struct cxl_region **ret)
{
	_cleanup_plan_ struct cxl_plan *one = NULL;
	struct cxl_finding *finding;
	int rc;

	object_reload(&cxl_region_get_decoder(g->region)->object);	/* an attribute may have been unread */
	rc = cxl_plan_create_region(p->ctx, g->request, &one);

	if (!one)
		return find_errno(&p->findings, name_of(g), "plan it", NULL, rc);
	if (rc)
		cxl_finding_foreach(one, finding)
			forward(&p->findings, finding);
	else {
		cxl_plan_on_finding(one, forward, &p->findings);
		rc = cxl_plan_apply(one);
	}
	*ret = cxl_plan_get_region(one);
	return rc;
}

/* The kernel takes the lowest free addresses and a free name: both may be others now. */
static void settle(struct cxl_plan *p, const struct going *g, struct cxl_region *region)
{
	static const struct cxl_finding news = { .kind = CXL_FINDING_NEWS, .id = "region-again" };
	bool same = cxl_region_get_resource(region) == g->resource;
	int rc;

	find(&p->findings, &news, name_of(g), NULL, same ? "created again as %s" :
	     "created again as %s, at another address", cxl_region_get_devname(region));
	if (!g->enabled) {
		region_disable(region, &p->findings);
		return;
	}
	rc = same ? restore_blocks(g) : 0;
	if (rc)
		tell_mode_left(p, g, rc);
}

void removal_create_again(struct cxl_plan *p, const struct going *g)
{
	struct cxl_finding left = LEFT("region-destroyed");
	struct cxl_region *region = NULL;

	if (cxl_region_is_gone(g->region) && !has_lost_a_member(g) && !create(p, g, &region)) {
		settle(p, g, region);
		return;
	}
	if (has_lost_a_member(g))
		left.err = -ENODEV;
	else
		snprintf(left.remedy, sizeof(left.remedy), "create it again: %s", g->command);
	find(&p->findings, &left, name_of(g), "create it again", left.err ?
	     "so it is destroyed" : "it is destroyed");
}

/* -- the memdev -- */

void removal_enable_memdev_again(struct cxl_plan *p, struct cxl_memdev *memdev)
{
	struct cxl_finding left = LEFT("memdev-left");
	bool enabled = false;

	left.err = cxl_memdev_query_enabled(memdev, &enabled);
	if (!left.err && !enabled)
		left.err = cxl_memdev_enable(memdev);
	if (!left.err || cxl_memdev_is_gone(memdev))
		return;
	snprintf(left.remedy, sizeof(left.remedy), "restore it: cxl enable-memdev %s",
		 cxl_memdev_get_devname(memdev));
	find(&p->findings, &left, cxl_memdev_get_devname(memdev), "enable it again",
	     "so it is disabled");
}
