// SPDX-License-Identifier: LGPL-2.1-or-later
/* Preparing the removal of a memdev: its regions are disabled, all or none, then destroyed; then it is disabled. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "memory/dax-driver.h"
#include "memory/policy.h"
#include "plan/destroy.h"
#include "plan/holder.h"
#include "plan/plan.h"

#define REGIONS_MAX	32		/* an endpoint has no more decoders */
#define UNDO_MS		10000
#define KIND(_kind, _id) (struct cxl_finding){ .kind = CXL_FINDING_##_kind, .id = (_id) }

/* What is planned: the regions of the memdev, from the highest address. */
struct removal {
	struct cxl_plan *plan;
	struct cxl_memdev *memdev;
	struct cxl_port *endpoint;	/* NULL: it is disabled */
	struct cxl_region *regions[REGIONS_MAX];
	size_t count;
};

static const char *name_of(struct cxl_region *region)
{
	return cxl_region_get_devname(region);
}

/* -- its regions -- */

static bool is_ours(const struct removal *r, const struct cxl_region *region)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->regions[i] == region)
			return true;
	return false;
}

static int by_resource_descending(const void *a, const void *b)
{
	unsigned long long left = cxl_region_get_resource(*(struct cxl_region *const *)a);
	unsigned long long right = cxl_region_get_resource(*(struct cxl_region *const *)b);

	return (left < right) - (left > right);
}

static int refuse_orphan(struct removal *r, struct cxl_decoder *decoder)
{
	struct cxl_finding orphan = KIND(FAILED, "region-unknown");

	snprintf(orphan.remedy, sizeof(orphan.remedy), "recover it: cxl recover");
	find(&r->plan->findings, &orphan, cxl_decoder_get_devname(decoder), "read region",
	     "it names a region that does not exist");
	return -EBUSY;
}

static int find_regions(struct removal *r)
{
	struct cxl_decoder *decoder;
	int rc = 0;

	cxl_decoder_foreach(r->endpoint, decoder) {
		struct cxl_region *region = NULL;

		rc = cxl_decoder_query_region(decoder, &region);
		if (rc == -ENOENT)
			return refuse_orphan(r, decoder);
		if (rc)
			return find_errno(&r->plan->findings, cxl_decoder_get_devname(decoder),
					  "read region", NULL, rc);
		if (region && !is_ours(r, region) && r->count < REGIONS_MAX)
			r->regions[r->count++] = region;
	}
	qsort(r->regions, r->count, sizeof(*r->regions), by_resource_descending);
	return rc;
}

/* -- what stands in the way -- */

static int check_unlocked(struct removal *r, struct cxl_region *region)
{
	bool locked = false;
	int rc = cxl_region_query_locked(region, &locked);

	if (rc)
		return find_errno(&r->plan->findings, name_of(region), "read locked", NULL, rc);
	if (!locked)
		return 0;
	find(&r->plan->findings, &KIND(FAILED, "region-locked"), name_of(region), "destroy",
	     "it is locked: the platform keeps it until the next boot");
	return -EPERM;
}

static int refuse_behind(struct removal *r, struct cxl_region *region, struct cxl_decoder *later)
{
	struct cxl_memdev *memdev = cxl_decoder_get_memdev(later);

	find(&r->plan->findings, &KIND(FAILED, "dpa-behind"), name_of(region), "destroy",
	     "DPA is freed from the end, and %s of %s holds some behind its own for %s",
	     cxl_decoder_get_devname(later),
	     memdev ? cxl_memdev_get_devname(memdev) : "its memdev",
	     holder_of_decoder(later).text);
	return -EBUSY;
}

/* Behind that of a member only a region that goes first may hold DPA. */
static int check_behind(struct removal *r, struct cxl_region *region, struct cxl_decoder *member)
{
	struct cxl_decoder *later;

	cxl_decoder_foreach_reverse(cxl_decoder_get_port(member), later) {
		struct cxl_region *of = NULL;
		unsigned long long size;
		int rc;

		if (later == member)
			return 0;
		rc = cxl_decoder_query_dpa_size(later, &size);
		if (!rc && size)
			rc = cxl_decoder_query_region(later, &of);
		if (rc)
			return find_errno(&r->plan->findings, cxl_decoder_get_devname(later),
					  "read dpa_size", NULL, rc);
		if (size && !(of && is_ours(r, of)))
			return refuse_behind(r, region, later);
	}
	return 0;
}

static int check_region(struct removal *r, struct cxl_region *region)
{
	struct cxl_memdev_mapping *mapping;
	int rc = check_unlocked(r, region);

	cxl_mapping_foreach(region, mapping)
		if (!rc)
			rc = check_behind(r, region, cxl_mapping_get_decoder(mapping));
	return rc;
}

/* Firmware may have committed decoders of which the kernel made no region. */
static int check_bare(struct removal *r)
{
	unsigned int count, ours = 0;
	int rc = cxl_port_query_decoders_committed(r->endpoint, &count);

	for (size_t i = 0; !rc && i < r->count; i++) {
		bool committed = false;

		rc = cxl_region_query_committed(r->regions[i], &committed);
		ours += committed;
	}
	if (rc)
		return find_errno(&r->plan->findings, cxl_memdev_get_devname(r->memdev),
				  "count its committed decoders", NULL, rc);
	if (count <= ours)
		return 0;
	find(&r->plan->findings, &KIND(FAILED, "decoder-without-region"),
	     cxl_memdev_get_devname(r->memdev), "disable",
	     "%u of its decoders are committed without a region", count - ours);
	return -EBUSY;
}

static int check(struct removal *r)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->count; i++)
		rc = check_region(r, r->regions[i]);
	if (!rc)
		rc = check_bare(r);
	if (rc)
		return rc;
	rc = cxl_get_missing(r->plan->ctx);
	return rc ? find_errno(&r->plan->findings, cxl_memdev_get_devname(r->memdev),
			       "read its regions", NULL, rc) : 0;
}

/* -- creating them again -- */

static bool is_above(struct cxl_port *port, struct cxl_decoder *decoder)
{
	struct cxl_port *up = cxl_decoder_get_port(decoder);

	while (up && up != port)
		up = cxl_port_get_parent(up);
	return up;
}

/* A port below the root that both lead through, or NULL. */
static struct cxl_port *find_shared(struct cxl_region *a, struct cxl_region *b)
{
	struct cxl_memdev_mapping *of_a, *of_b;

	cxl_mapping_foreach(a, of_a) {
		struct cxl_port *port = cxl_decoder_get_port(cxl_mapping_get_decoder(of_a));

		for (; cxl_port_get_parent(port); port = cxl_port_get_parent(port))
			cxl_mapping_foreach(b, of_b)
				if (is_above(port, cxl_mapping_get_decoder(of_b)))
					return port;
	}
	return NULL;
}

/* Ports accept regions in ascending order of their addresses only. */
static void warn_of_above(struct removal *r, struct cxl_region *region)
{
	struct cxl_decoder *window = cxl_region_get_decoder(region);
	struct cxl_region *other;
	struct cxl_port *shared;

	cxl_region_foreach(window, other) {
		if (is_ours(r, other) ||
		    cxl_region_get_resource(other) < cxl_region_get_resource(region))
			continue;
		shared = find_shared(region, other);
		if (shared)
			find(&r->plan->findings, &KIND(WARNING, "region-above"), name_of(region), NULL,
			     "to create it again, destroy %s first: it lies above it in %s",
			     name_of(other), cxl_port_get_devname(shared));
	}
}

static void put_members(struct cxl_region *region, char *text, size_t size)
{
	struct cxl_memdev_mapping *mapping;
	size_t used = 0;

	*text = '\0';
	cxl_mapping_foreach(region, mapping) {
		struct cxl_memdev *memdev = cxl_decoder_get_memdev(cxl_mapping_get_decoder(mapping));

		used += (size_t)snprintf(text + used, size - used, " %s",
					 memdev ? cxl_memdev_get_devname(memdev) : "?");
		if (used >= size)
			return;
	}
}

static void tell_command(struct removal *r, struct cxl_region *region)
{
	bool pmem = cxl_region_get_mode(region) == CXL_DECODER_MODE_PMEM;
	char members[256], uuid[UUID_STR_LEN] = "?";
	uuid_t id = { 0 };

	put_members(region, members, sizeof(members));
	cxl_region_get_uuid(region, id);
	if (!uuid_is_null(id))
		uuid_unparse_lower(id, uuid);
	find(&r->plan->findings, &KIND(NEWS, "region-command"), name_of(region), NULL,
	     "it was created as: cxl create-region -t %s -d %s -s %llu -g %u%s%s -m%s",
	     pmem ? "pmem" : "ram", cxl_decoder_get_devname(cxl_region_get_decoder(region)),
	     cxl_region_get_size(region), cxl_region_get_interleave_granularity(region),
	     pmem ? " -U " : "", pmem ? uuid : "", members);
}

/* -- what its memory is used as -- */

/* In the value of a step: 0: nothing is to be restored, else mode and zone. */
#define USE(_mode, _zone)	(1 + (uint64_t)(_mode) * 8 + (uint64_t)(_zone))
#define MODE_OF(_use)		((enum cxl_memory_mode)(((_use) - 1) / 8))
#define ZONE_OF(_use)		((enum cxl_memory_zone)(((_use) - 1) % 8))

/* That of the first memory block that is online. */
static enum cxl_memory_zone zone_of(struct cxl_memory *memory)
{
	struct cxl_memory_block *block;

	cxl_memory_block_foreach(memory, block) {
		const char *zone = cxl_memory_block_get_zone(block);

		if (zone)
			return !strcmp(zone, "Movable") ? CXL_MEMORY_ZONE_MOVABLE :
			       strcmp(zone, "none") ? CXL_MEMORY_ZONE_KERNEL :
						      CXL_MEMORY_ZONE_DEFAULT;
	}
	return CXL_MEMORY_ZONE_NONE;
}

static uint64_t use_of(struct cxl_memory *memory)
{
	struct cxl_dax *dax = cxl_dax_get_first(memory);
	enum cxl_dax_driver driver;
	enum cxl_memory_mode mode;

	if (!dax || cxl_dax_query_driver(dax, &driver) || !dax_mode_of(driver, &mode))
		return 0;
	return USE(mode, zone_of(memory));
}

static int read_use(struct removal *r, struct cxl_region *region, uint64_t *ret)
{
	struct cxl_memory *memory;
	int rc;

	*ret = 0;
	if (cxl_region_get_mode(region) == CXL_DECODER_MODE_PMEM)
		return 0;
	rc = cxl_memory_new(region, &memory);
	if (!rc) {
		rc = cxl_memory_query_blocks(memory, NULL, NULL, NULL);
		*ret = use_of(memory);
		cxl_memory_free(memory);
	}
	return rc ? find_errno(&r->plan->findings, name_of(region), "read its memory", NULL, rc) : 0;
}

/* -- the plan -- */

static int add_disable(struct removal *r, struct cxl_region *region)
{
	struct cxl_plan_step *s;
	uint64_t use = 0;
	bool enabled;
	int rc = cxl_region_query_enabled(region, &enabled);

	if (rc)
		return find_errno(&r->plan->findings, name_of(region), "read its driver", NULL, rc);
	if (!enabled)
		return 0;
	rc = read_use(r, region, &use);
	if (rc)
		return rc;
	s = plan_add(r->plan, STEP_DISABLE, name_of(region),
		     "offline its memory, and unbind it from its driver");
	if (!s)
		return -ENOMEM;
	s->region = region;
	s->value = use;
	snprintf(s->attribute, sizeof(s->attribute), "driver");
	s->undo = strdup("enable it, with its memory as it was");
	return s->undo ? 0 : -ENOMEM;
}

static int add_destroy(struct removal *r, struct cxl_region *region)
{
	struct cxl_plan_step *s = plan_add(r->plan, STEP_DESTROY, name_of(region),
		"reset its decoders, delete it, and free its DPA");

	if (!s)
		return -ENOMEM;
	s->region = region;
	snprintf(s->attribute, sizeof(s->attribute), "delete_region");
	tell_command(r, region);
	warn_of_above(r, region);
	return 0;
}

static int add_unbind(struct removal *r)
{
	struct cxl_plan_step *s = plan_add(r->plan, STEP_UNBIND,
		cxl_memdev_get_devname(r->memdev), "unbind it from its driver");

	if (!s)
		return -ENOMEM;
	s->memdev = r->memdev;
	snprintf(s->attribute, sizeof(s->attribute), "driver");
	return 0;
}

static int add_all(struct removal *r)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->count; i++)
		rc = add_disable(r, r->regions[i]);
	for (size_t i = 0; !rc && i < r->count; i++)
		rc = add_destroy(r, r->regions[i]);
	return rc ? rc : add_unbind(r);
}

static int plan_removal(struct removal *r)
{
	struct cxl_endpoint *endpoint = NULL;
	bool enabled;
	int rc = cxl_memdev_query_enabled(r->memdev, &enabled);

	if (!rc && !enabled)
		return 0;
	if (!rc)
		rc = cxl_memdev_query_endpoint(r->memdev, &endpoint);
	if (!rc && !endpoint)
		rc = -ENXIO;
	if (rc)
		return find_errno(&r->plan->findings, cxl_memdev_get_devname(r->memdev),
				  "read its regions", NULL, rc);
	r->endpoint = cxl_endpoint_get_port(endpoint);
	rc = find_regions(r);
	if (!rc)
		rc = check(r);
	return rc ? rc : add_all(r);
}

/* -- there and back -- */

/* The kernel's own policy must not choose the zone. */
static int enable_as_it_was(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	struct policy policy = {};
	bool enabled;
	int rc = cxl_region_query_enabled(s->region, &enabled), released;

	if (!rc && s->value)
		rc = policy_hold(&policy, &p->ctx->io);
	if (!rc && !enabled)
		rc = cxl_region_enable(s->region);
	if (!rc && s->value)
		rc = cxl_region_set_memory_mode(s->region, MODE_OF(s->value), ZONE_OF(s->value));
	released = policy_release(&policy);
	return rc ? rc : released;
}

static void restore(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	struct cxl_finding left = KIND(LEFT, "region-left");

	if (cxl_region_is_gone(s->region))
		return;
	plan_tell(p, s, true);
	left.err = enable_as_it_was(p, s);
	if (!left.err || cxl_region_is_gone(s->region))
		return;
	snprintf(left.remedy, sizeof(left.remedy), "restore it: cxl enable-region %s",
		 name_of(s->region));
	find(&p->findings, &left, name_of(s->region), s->undo, "so this is left");
}

/* Which were destroyed before must be known, for they do not come back. */
static void tell_destroyed(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	struct cxl_finding left = KIND(LEFT, "region-destroyed");

	if (!cxl_region_is_gone(s->region))
		return;
	snprintf(left.remedy, sizeof(left.remedy), "create it again with the command that the plan printed");
	find(&p->findings, &left, name_of(s->region), "destroy",
	     "it is destroyed, and was not created again");
}

/* From step @last on: what failed may have happened in part. */
static int take_back(struct cxl_plan *p, size_t last, int rc)
{
	p->failed = &p->steps[last];
	cxl_set_timeout(p->ctx, UNDO_MS);
	for (size_t i = last + 1; i-- > 0;) {
		if (p->steps[i].kind == STEP_DISABLE)
			restore(p, &p->steps[i]);
		else if (p->steps[i].kind == STEP_DESTROY)
			tell_destroyed(p, &p->steps[i]);
	}
	return rc;
}

/* The findings of a plan for one region are those of the whole. */
static void forward(void *arg, const struct cxl_finding *f)
{
	struct cxl_plan *p = arg;

	if (*f->text)
		find(&p->findings, f, f->object, f->step, "%s", f->text);
	else
		find_errno(&p->findings, f->object, f->step, f->attribute, f->err);
}

static int destroy(struct cxl_plan *p, struct cxl_region *region)
{
	struct cxl_finding *finding;
	struct cxl_plan *one;
	int rc = cxl_plan_destroy_region(region, false, &one);

	if (!one)
		return find_errno(&p->findings, name_of(region), "destroy", NULL, rc);
	if (rc)
		cxl_finding_foreach(one, finding)
			forward(p, finding);
	else {
		cxl_plan_on_finding(one, forward, p);
		rc = cxl_plan_apply(one);
	}
	cxl_plan_free(one);
	return rc;
}

static int unbind(struct cxl_plan *p, struct cxl_memdev *memdev)
{
	int rc = cxl_memdev_disable_invalidate(memdev);

	return rc ? find_errno(&p->findings, cxl_memdev_get_devname(memdev), "disable",
			       "driver", rc) : 0;
}

static int act(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	plan_tell(p, s, false);
	if (s->kind == STEP_DISABLE)
		return region_disable_enabled(s->region, &p->findings);
	return s->kind == STEP_DESTROY ? destroy(p, s->region) : unbind(p, s->memdev);
}

static int apply_removal(struct cxl_plan *p)
{
	for (size_t i = 0; i < p->nr_steps; i++) {
		const struct cxl_plan_step *s = &p->steps[i];
		const char *reason = s->kind == STEP_DISABLE ? plan_stopped(p) : NULL;
		int rc;

		if (reason) {
			find(&p->findings, &KIND(FAILED, "stopped"), s->object, s->what,
			     "not done: stopped by %s", reason);
			return take_back(p, i, -ECANCELED);
		}
		rc = act(p, s);
		if (rc)
			return take_back(p, i, rc);
		p->nr_done++;
	}
	return 0;
}

EXPORT int cxl_plan_prepare_removal(struct cxl_memdev *memdev, struct cxl_plan **ret)
{
	struct removal r = { .memdev = memdev };

	*ret = NULL;
	r.plan = plan_new(cxl_memdev_get_ctx(memdev), apply_removal);
	return r.plan ? plan_hand_over(r.plan, plan_removal(&r), ret) : -ENOMEM;
}
