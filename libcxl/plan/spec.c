// SPDX-License-Identifier: LGPL-2.1-or-later
/* A region as what creates it: read from one that is to be destroyed, and created again from that. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "memory/dax-driver.h"
#include "memory/policy.h"
#include "memory/zone.h"
#include "plan/destroy.h"
#include "plan/plan.h"
#include "plan/spec.h"
#include "plan/steps.h"

#define AGAIN_MS 10000

/* -- reading -- */

void spec_set_window(struct region_spec *s, struct cxl_decoder *window)
{
	s->window = cxl_decoder_ref(window);
}

void spec_set_member(struct region_spec *s, unsigned int position, struct cxl_memdev *memdev)
{
	s->members[position] = cxl_memdev_ref(memdev);
	s->dpa[position] = UINT64_MAX;
}

void spec_done(struct region_spec *s)
{
	cxl_decoder_unref(s->window);
	for (unsigned int i = 0; i < WAYS_MAX; i++)
		cxl_memdev_unref(s->members[i]);
	geometries_done(&s->known);
	memset(s, 0, sizeof(*s));
}

static int read_members(struct cxl_region *region, struct region_spec *s)
{
	struct cxl_memdev_mapping *mapping;

	cxl_mapping_foreach(region, mapping) {
		struct cxl_decoder *decoder = cxl_mapping_get_decoder(mapping);
		unsigned int at = cxl_mapping_get_position(mapping);
		struct cxl_memdev *memdev = cxl_decoder_get_memdev(decoder);

		if (at >= s->ways || s->members[at] || !memdev)
			return -EIO;
		spec_set_member(s, at, memdev);
		s->dpa[at] = cxl_decoder_get_dpa_resource(decoder);
	}
	for (unsigned int i = 0; i < s->ways; i++)
		if (!s->members[i])
			return -EIO;
	return 0;
}

static int read_mode(struct cxl_memory *memory, struct region_spec *s)
{
	struct cxl_dax *dax = cxl_dax_get_first(memory);
	enum cxl_dax_driver driver;
	int rc = dax ? cxl_dax_query_driver(dax, &driver) : 0;

	if (rc || !dax)
		return rc;
	s->has_use = dax_mode_of(driver, &s->use);
	s->zone = memory_zone(memory);
	return 0;
}

static int read_use(struct cxl_region *region, struct region_spec *s)
{
	struct cxl_memory *memory;
	int rc = cxl_memory_new(region, &memory);

	if (rc)
		return rc;
	rc = cxl_memory_query_blocks(memory, NULL, NULL, NULL);
	if (!rc)
		rc = read_mode(memory, s);
	cxl_memory_free(memory);
	return rc;
}

static bool is_known(const struct region_spec *s)
{
	return s->size && s->size != ULLONG_MAX && s->ways && s->ways <= WAYS_MAX &&
	       s->granularity && s->granularity != UINT_MAX;
}

int spec_read(struct cxl_region *region, struct region_spec *s)
{
	bool pmem = cxl_region_get_mode(region) == CXL_DECODER_MODE_PMEM, enabled;
	int rc = cxl_region_query_enabled(region, &enabled);

	memset(s, 0, sizeof(*s));
	if (rc)
		return rc;
	snprintf(s->name, sizeof(s->name), "%s", cxl_region_get_devname(region));
	s->kind = pmem ? MEMORY_PMEM : MEMORY_RAM;
	s->size = cxl_region_get_size(region);
	s->ways = cxl_region_get_interleave_ways(region);
	s->granularity = cxl_region_get_interleave_granularity(region);
	s->disabled = !enabled;
	s->force = true;	/* what is there was written through this region */
	cxl_region_get_uuid(region, s->uuid);
	if (!is_known(s) || (pmem && uuid_is_null(s->uuid)))
		return -EIO;
	spec_set_window(s, cxl_region_get_decoder(region));
	rc = read_members(region, s);
	return rc || pmem || !enabled ? rc : read_use(region, s);
}

/* -- creating -- */

struct cxl_region_request *spec_request(const struct region_spec *s)
{
	struct cxl_region_request *r = cxl_region_request_new();
	int rc = r ? 0 : -ENOMEM;

	if (rc)
		return NULL;
	cxl_region_request_set_mode(r, s->kind == MEMORY_PMEM ?
				    CXL_DECODER_MODE_PMEM : CXL_DECODER_MODE_RAM);
	cxl_region_request_set_window(r, s->window);
	cxl_region_request_set_size(r, s->size);
	cxl_region_request_set_interleave_ways(r, s->ways);
	cxl_region_request_set_interleave_granularity(r, s->granularity);
	cxl_region_request_set_force(r, s->force);
	for (size_t i = 0; i < s->known.count && !rc; i++)
		rc = request_add_geometry(r, &s->known.all[i]);
	if (s->kind == MEMORY_PMEM)
		cxl_region_request_set_uuid(r, s->uuid);
	if (s->has_use && !rc)
		rc = cxl_region_request_set_memory_mode(r, s->use, s->zone);
	for (unsigned int i = 0; i < s->ways && !rc; i++)
		rc = cxl_region_request_add_memdev(r, s->members[i]);
	if (!rc)
		return r;
	cxl_region_request_free(r);
	return NULL;
}

static int create(struct cxl_ctx *ctx, const struct region_spec *s, struct cxl_plan **plan)
{
	struct cxl_region_request *request = spec_request(s);
	int rc = request ? cxl_refresh(ctx) : -ENOMEM;

	if (!rc)
		rc = cxl_plan_create_region(ctx, request, plan);
	if (!rc)
		rc = cxl_plan_apply(*plan);
	cxl_region_request_free(request);
	return rc;
}

/* It was lifted out of the lowest place that was free, and returns there, or its data is elsewhere. */
static bool is_in_its_place(struct cxl_region *region, const struct region_spec *s)
{
	struct cxl_memdev_mapping *mapping;

	cxl_mapping_foreach(region, mapping) {
		unsigned int at = cxl_mapping_get_position(mapping);

		if (at < s->ways && s->dpa[at] != UINT64_MAX &&
		    s->dpa[at] != cxl_decoder_get_dpa_resource(cxl_mapping_get_decoder(mapping)))
			return false;
	}
	return true;
}

/* -- telling -- */

/* By serial number: another card may have the name. */
static void add_members(const struct region_spec *s, char *text, size_t size)
{
	for (unsigned int i = 0; i < s->ways && i < WAYS_MAX; i++) {
		unsigned long long serial = cxl_memdev_get_serial(s->members[i]);
		size_t used = strlen(text);

		if (serial && serial != ULLONG_MAX)
			snprintf(text + used, size - used, " serial:%#llx", serial);
		else
			snprintf(text + used, size - used, " %s",
				 cxl_memdev_get_devname(s->members[i]));
	}
}

static void add_use(const struct region_spec *s, char *text, size_t size)
{
	static const char *const modes[] = { "system-ram", "devdax", "famfs" };
	static const char *const zones[] = {
		[CXL_MEMORY_ZONE_MOVABLE] = " --zone=movable",
		[CXL_MEMORY_ZONE_KERNEL] = " --zone=kernel",
		[CXL_MEMORY_ZONE_NONE] = " --no-online",
	};
	size_t used = strlen(text);
	bool system = s->use == CXL_MEMORY_MODE_SYSTEM_RAM;

	if (s->has_use)
		snprintf(text + used, size - used, " --mode=%s%s", modes[s->use],
			 system && zones[s->zone] ? zones[s->zone] : "");
}

void spec_command(const struct region_spec *s, char *text, size_t size)
{
	char uuid[UUID_STR_LEN] = "";

	if (s->kind == MEMORY_PMEM)
		uuid_unparse_lower(s->uuid, uuid);
	snprintf(text, size, "cxl create-region -t %s -d %s -w %u -g %u -s %llu%s%s",
		 memory_kind_name(s->kind),
		 s->window ? cxl_decoder_get_devname(s->window) : "?", s->ways, s->granularity,
		 (unsigned long long)s->size, *uuid ? " -U " : "", uuid);
	add_use(s, text, size);
	snprintf(text + strlen(text), size - strlen(text), " -m");
	add_members(s, text, size);
}

/* The reason in one line: what the plan to create it found. */
static const char *reason_of(struct cxl_plan *plan, int rc)
{
	struct cxl_finding *f;

	cxl_finding_foreach(plan, f)
		if (f->kind == CXL_FINDING_RULE || f->kind == CXL_FINDING_FAILED)
			return f->line;
	return strerror(-rc);
}

void spec_tell_lost(const struct region_spec *s, const char *reason, struct findings *all)
{
	struct cxl_finding lost = { .kind = CXL_FINDING_LEFT, .id = "region-destroyed" };
	char command[SPEC_COMMAND_MAX - 20];

	spec_command(s, command, sizeof(command));
	snprintf(lost.remedy, sizeof(lost.remedy), "create it again: %s", command);
	find(all, &lost, s->name, "create it again", "%s", reason);
}

static void find_created(const struct region_spec *s, struct cxl_region *region,
			 struct findings *all)
{
	find(all, &(struct cxl_finding){ .kind = CXL_FINDING_NEWS, .id = "created-again" },
	     s->name, NULL, "created again as %s", cxl_region_get_devname(region));
	if (!is_in_its_place(region, s))
		find(all, &(struct cxl_finding){ .kind = CXL_FINDING_WARNING, .id = "other-place" },
		     cxl_region_get_devname(region), NULL,
		     "its memory lies at another DPA than that of %s", s->name);
}

/* What that plan could not undo goes before the command that creates the region. */
static void forward_left(struct cxl_plan *plan, struct findings *all)
{
	struct cxl_finding *f;

	cxl_finding_foreach(plan, f)
		if (f->kind == CXL_FINDING_LEFT)
			find_again(all, f);
}

static int create_again(struct cxl_ctx *ctx, const struct region_spec *s, struct findings *all)
{
	struct cxl_plan *plan = NULL;
	int rc = create(ctx, s, &plan);

	forward_left(plan, all);
	if (rc)
		spec_tell_lost(s, reason_of(plan, rc), all);
	else
		find_created(s, plan->region, all);
	if (!rc && s->disabled)
		rc = region_disable(plan->region, all);
	cxl_plan_free(plan);
	return rc;
}

/* -- returning one to how it was -- */

/* The kernel's own policy must not choose the zone. */
static int enable(struct cxl_region *region, const struct region_spec *s)
{
	struct policy policy = {};
	int rc = s->has_use ? policy_hold(&policy, &cxl_region_get_ctx(region)->io) : 0;
	int released;

	if (!rc)
		rc = cxl_region_enable(region);
	if (!rc && s->has_use)
		rc = cxl_region_set_memory_mode(region, s->use, s->zone);
	released = policy_release(&policy);
	return rc ? rc : released;
}

static int enable_again(struct cxl_region *region, const struct region_spec *s,
			struct findings *all)
{
	struct cxl_finding left = { .kind = CXL_FINDING_LEFT, .id = "region-left" };
	bool enabled;
	int rc = cxl_region_query_enabled(region, &enabled);

	if (!rc && enabled == !s->disabled)
		return 0;
	if (!rc)
		rc = enable(region, s);
	if (!rc)
		return 0;
	left.err = rc;
	snprintf(left.remedy, sizeof(left.remedy), "restore it: cxl enable-region %s", s->name);
	find(all, &left, s->name, "enable it, with its memory as it was", "so this is left");
	return rc;
}

int spec_restore(struct cxl_region *region, const struct region_spec *s, struct findings *all)
{
	struct cxl_ctx *ctx = cxl_region_get_ctx(region);
	struct cxl_finding left = { .kind = CXL_FINDING_LEFT, .id = "region-left" };
	bool committed;
	int rc;

	cxl_set_timeout(ctx, AGAIN_MS);
	if (cxl_region_is_gone(region))
		return create_again(ctx, s, all);
	rc = cxl_region_query_committed(region, &committed);
	if (!rc && committed)
		return enable_again(region, s, all);
	snprintf(left.remedy, sizeof(left.remedy), "destroy it: cxl destroy-region -f %s", s->name);
	find(all, &left, s->name, "create it again", "it is destroyed in part");
	spec_tell_lost(s, "only a region that is gone can be created again", all);
	return rc ? rc : -EBUSY;
}

bool spec_shares_member(const struct region_spec *a, const struct region_spec *b)
{
	for (unsigned int i = 0; i < a->ways; i++)
		for (unsigned int k = 0; k < b->ways; k++)
			if (a->members[i] && a->members[i] == b->members[k])
				return true;
	return false;
}
