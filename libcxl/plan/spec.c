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
#include "memory/restore.h"
#include "memory/zone.h"
#include "plan/destroy.h"
#include "plan/plan.h"
#include "plan/spec.h"
#include "plan/steps.h"

#define AGAIN_MS 60000		/* much memory takes that long to come online */
#define LEFT(_id) (struct cxl_finding){ .kind = CXL_FINDING_LEFT, .id = (_id) }

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
	cxl_memory_free(s->memory);
	cxl_region_unref(s->region);
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

static int read_mode(struct region_spec *s)
{
	struct cxl_dax *dax = cxl_dax_get_first(s->memory);
	enum cxl_dax_driver driver;
	int rc = dax ? cxl_dax_query_driver(dax, &driver) : 0;

	if (rc || !dax || !dax_mode_of(driver, &s->use))
		return rc;
	s->has_use = true;
	if (s->use == CXL_MEMORY_MODE_SYSTEM_RAM)
		s->zone = memory_zone(s->memory);
	return 0;
}

static int read_use(struct region_spec *s)
{
	int rc = cxl_memory_new(s->region, &s->memory);

	if (!rc)
		rc = cxl_memory_query_blocks(s->memory, NULL, NULL, NULL);
	return rc ? rc : read_mode(s);
}

static bool is_known(const struct region_spec *s)
{
	return s->size && s->size != ULLONG_MAX && s->resource != ULLONG_MAX && s->ways && s->ways <= WAYS_MAX &&
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
	s->region = cxl_region_ref(region);
	s->resource = cxl_region_get_resource(region);
	s->disabled = !enabled;
	s->force = true;	/* what is there was written through this region */
	cxl_region_get_uuid(region, s->uuid);
	if (!is_known(s) || (pmem && uuid_is_null(s->uuid)))
		return -EIO;
	spec_set_window(s, cxl_region_get_decoder(region));
	rc = read_members(region, s);
	return rc || pmem || !enabled ? rc : read_use(s);
}

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

/* As cxl set-mode takes it: "system-ram --zone=movable". */
static void add_mode(const struct region_spec *s, char *text, size_t size)
{
	static const char *const zones[] = {
		[CXL_MEMORY_ZONE_DEFAULT] = "",
		[CXL_MEMORY_ZONE_MOVABLE] = " --zone=movable",
		[CXL_MEMORY_ZONE_KERNEL] = " --zone=kernel",
		[CXL_MEMORY_ZONE_NONE] = " --no-online",
	};
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s", memory_mode_name(s->use),
		 s->use == CXL_MEMORY_MODE_SYSTEM_RAM ? zones[s->zone] : "");
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
	if (s->has_use) {
		snprintf(text + strlen(text), size - strlen(text), " --mode=");
		add_mode(s, text, size);
	}
	snprintf(text + strlen(text), size - strlen(text), " -m");
	add_members(s, text, size);
}

void spec_tell_lost(const struct region_spec *s, const char *reason, struct findings *all)
{
	struct cxl_finding lost = LEFT("region-destroyed");
	char command[SPEC_COMMAND_MAX - 20];

	spec_command(s, command, sizeof(command));
	snprintf(lost.remedy, sizeof(lost.remedy), "create it again: %s", command);
	find(all, &lost, s->name, "create it again", "%s", reason);
}

static bool has_lost_a_member(const struct region_spec *s)
{
	for (unsigned int i = 0; i < s->ways; i++)
		if (cxl_memdev_is_gone(s->members[i]))
			return true;
	return false;
}

/* No command brings it back: a card of it is away. */
static void tell_gone(const struct region_spec *s, struct findings *all)
{
	struct cxl_finding lost = LEFT("region-destroyed");

	lost.err = -ENODEV;
	find(all, &lost, s->name, "create it again", "so it is destroyed");
}

/* What is left of the region cannot be enabled, only deleted. */
static void tell_torn(const struct region_spec *s, struct findings *all)
{
	struct cxl_finding left = LEFT("region-torn");

	snprintf(left.remedy, sizeof(left.remedy), "delete it: cxl recover");
	find(all, &left, s->name, "enable it again", "a member of it has left, so it is disabled");
}

static void tell_disabled(const struct region_spec *s, int rc, struct findings *all)
{
	struct cxl_finding left = LEFT("region-left");

	left.err = rc;
	snprintf(left.remedy, sizeof(left.remedy), "restore it: cxl enable-region %s", s->name);
	find(all, &left, s->name, "enable it again", "so it is disabled");
}

static void tell_mode_left(const struct region_spec *s, const char *name, int rc,
			   struct findings *all)
{
	struct cxl_finding left = LEFT("memory-left");
	char words[64] = "";

	add_mode(s, words, sizeof(words));
	left.err = rc;
	snprintf(left.remedy, sizeof(left.remedy), "restore it: cxl set-mode %s %s", name, words);
	find(all, &left, name, "return its memory to how it was", "so this is left");
}

/* -- enabling it again -- */

bool spec_is_taken_apart(const struct region_spec *s)
{
	bool committed;

	return cxl_region_is_gone(s->region) ||
	       cxl_region_query_committed(s->region, &committed) || !committed;
}

/* Blocks that were in other zones than the first, or offline. */
static int restore_blocks(const struct region_spec *s)
{
	if (!s->memory)
		return 0;
	memory_restore_blocks(s->memory);
	return memory_blocks_are_back(s->memory) ? 0 : -EIO;
}

/* The kernel's own policy must not choose the zone. */
static int enable(const struct region_spec *s)
{
	struct policy policy = {};
	bool enabled;
	int rc = cxl_region_query_enabled(s->region, &enabled), released;

	if (!rc && s->has_use)
		rc = policy_hold(&policy, &cxl_region_get_ctx(s->region)->io);
	if (!rc && !enabled)
		rc = cxl_region_enable(s->region);
	if (!rc && s->has_use)
		rc = cxl_region_set_memory_mode(s->region, s->use, s->zone);
	released = policy_release(&policy);
	if (!rc)
		rc = released;
	return rc ? rc : restore_blocks(s);
}

int spec_enable_again(const struct region_spec *s, struct findings *all)
{
	bool enabled = false;
	int rc;

	cxl_set_timeout(cxl_region_get_ctx(s->region), AGAIN_MS);
	rc = s->disabled ? 0 : enable(s);
	if (!rc || cxl_region_is_gone(s->region))
		return rc;
	if (has_lost_a_member(s)) {
		tell_torn(s, all);
		return rc;
	}
	if (cxl_region_query_enabled(s->region, &enabled) || !enabled)
		tell_disabled(s, rc, all);
	if (s->has_use)
		tell_mode_left(s, s->name, rc, all);
	return rc;
}

/* -- creating it again -- */

static void forward(void *all, const struct cxl_finding *f)
{
	if (f->kind != CXL_FINDING_NEWS)
		find_again(all, f);
}

/* What was destroyed in part is destroyed as a whole first. */
static void destroy_rest(const struct region_spec *s, struct findings *all)
{
	struct cxl_finding left = LEFT("region-left");
	_cleanup_plan_ struct cxl_plan *plan = NULL;

	left.err = cxl_plan_destroy_region(s->region, false, &plan);
	if (plan)
		left.err = plan_run(plan, left.err, forward, all);
	if (!left.err || cxl_region_is_gone(s->region))
		return;
	snprintf(left.remedy, sizeof(left.remedy), "destroy it: cxl destroy-region -f %s", s->name);
	find(all, &left, s->name, "destroy", "so a part of it is left");
}

static int create(const struct region_spec *s, struct cxl_region **ret, struct findings *all)
{
	struct cxl_ctx *ctx = cxl_region_get_ctx(s->region);
	struct cxl_region_request *request = spec_request(s);
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	int rc = request ? cxl_refresh(ctx) : -ENOMEM;

	if (!rc)
		rc = cxl_plan_create_region(ctx, request, &plan);
	cxl_region_request_free(request);
	if (!plan)
		return find_errno(all, s->name, "plan it", NULL, rc);
	rc = plan_run(plan, rc, forward, all);
	*ret = cxl_plan_get_region(plan);
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

/* The kernel takes the lowest free addresses and a free name: both may be others now. */
static void settle(struct cxl_region *region, const struct region_spec *s, struct findings *all)
{
	const char *name = cxl_region_get_devname(region);
	bool same = cxl_region_get_resource(region) == s->resource;
	int rc;

	find(all, &(struct cxl_finding){ .kind = CXL_FINDING_NEWS, .id = "created-again" },
	     s->name, NULL, same ? "created again as %s" : "created again as %s, at another address",
	     name);
	if (!is_in_its_place(region, s))
		find(all, &(struct cxl_finding){ .kind = CXL_FINDING_WARNING, .id = "other-place" },
		     name, NULL, "its memory lies at another DPA than that of %s", s->name);
	if (s->disabled) {
		region_disable(region, all);
		return;
	}
	rc = same ? restore_blocks(s) : 0;
	if (rc)
		tell_mode_left(s, name, rc, all);
}

int spec_create_again(const struct region_spec *s, struct findings *all)
{
	struct cxl_region *region = NULL;

	cxl_set_timeout(cxl_region_get_ctx(s->region), AGAIN_MS);
	if (!cxl_region_is_gone(s->region))
		destroy_rest(s, all);
	if (cxl_region_is_gone(s->region) && !has_lost_a_member(s) && !create(s, &region, all)) {
		settle(region, s, all);
		return 0;
	}
	if (has_lost_a_member(s))
		tell_gone(s, all);
	else
		spec_tell_lost(s, "it is destroyed", all);
	return -EIO;
}

bool spec_shares_member(const struct region_spec *a, const struct region_spec *b)
{
	for (unsigned int i = 0; i < a->ways; i++)
		for (unsigned int k = 0; k < b->ways; k++)
			if (a->members[i] && a->members[i] == b->members[k])
				return true;
	return false;
}
