// SPDX-License-Identifier: LGPL-2.1-or-later
/* Disabling a region, and destroying it. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "memory/policy.h"
#include "plan/destroy.h"
#include "plan/holder.h"
#include "plan/offline.h"
#include "plan/plan.h"

#define USER_MAX 256
#define FAILED(_id) (struct cxl_finding){ .kind = CXL_FINDING_FAILED, .id = (_id) }

static const char *name_of(struct cxl_region *region)
{
	return cxl_region_get_devname(region);
}

static int failed(struct findings *all, struct cxl_region *region,
		  const char *step, int rc)
{
	return find_errno(all, name_of(region), step, NULL, rc);
}

static struct cxl_finding failed_with(const char *id, const char *remedy)
{
	struct cxl_finding found = FAILED(id);

	snprintf(found.remedy, sizeof(found.remedy), "%s", remedy);
	return found;
}

/* -- out of use -- */

/* Whether it has a driver; one that has left has none. */
static int look_enabled(struct cxl_region *region, struct findings *all, bool *ret)
{
	int rc = cxl_region_query_enabled(region, ret);

	if (rc == -ENODEV)
		*ret = false;
	else if (rc)
		return failed(all, region, "read its driver", rc);
	return 0;
}

static int unbind(struct cxl_region *region, struct findings *all)
{
	struct cxl_finding online = failed_with("memory-online-again",
		"stop what does that, and try again");
	int rc = cxl_region_disable(region);

	if (!rc)
		return 0;
	if (rc == -ENOTRECOVERABLE)
		find(all, &FAILED("memory-lost"), name_of(region), "disable",
		     "its memory was put online at the same moment, and is lost until the next boot");
	else if (rc != -EBUSY)
		failed(all, region, "disable", rc);
	if (rc != -EBUSY)
		return rc;
	find(all, &online, name_of(region), "disable", "its memory was put online again");
	return rc;
}

int region_disable(struct cxl_region *region, struct findings *all)
{
	bool enabled;
	int rc = look_enabled(region, all, &enabled);

	return rc || !enabled ? rc : region_disable_enabled(region, all);
}

/*
 * Unbinds it while the kernel onlines nothing: kmem may be about to add the memory
 * of a region that another program has just enabled.
 */
static int unbind_offline(struct cxl_region *region, struct findings *all)
{
	struct policy policy;
	int rc = region_keep_offline(region, &policy, all), released;

	if (!rc)
		rc = unbind(region, all);
	released = region_let_online(&policy, all);
	return rc ? rc : released;
}

int region_disable_enabled(struct cxl_region *region, struct findings *all)
{
	char user[USER_MAX];
	int rc = region_offline(region, all);

	if (rc)
		return rc;
	rc = cxl_region_find_user(region, user, sizeof(user));
	if (rc < 0)
		return failed(all, region, "find who uses it", rc);
	if (rc) {
		find(all, &FAILED("region-in-use"), name_of(region), "disable",
		     "in use: %s", user);
		return -EBUSY;
	}
	return unbind_offline(region, all);
}

/* Memory that was online when it was looked at is offline by now. */
static bool is_memory(const char *user)
{
	return strncmp(user, "memory block", strlen("memory block")) == 0;
}

/* Users that lose nothing for good (a mount, not online memory) are only warned of. */
static int disable_forced(struct cxl_region *region, struct findings *all)
{
	char user[USER_MAX] = "what uses it cannot be seen";
	int rc = region_offline(region, all), used;

	if (rc)
		return rc;
	used = cxl_region_find_user(region, user, sizeof(user));
	rc = region_offline(region, all);	/* a udev rule may have put it online again */
	if (!rc)
		rc = unbind_offline(region, all);
	if (!rc && used && !is_memory(user))
		find(all, &(struct cxl_finding){
				.kind = CXL_FINDING_WARNING, .id = "disabled-in-use" },
		     name_of(region), NULL, "disabled while in use: %s", user);
	return rc;
}

/* -- its members -- */

/* The decoders of a region, to be freed once it is gone. */
struct members {
	struct cxl_decoder *decoders[WAYS_MAX];
	size_t count;
};

static bool is_member(const struct members *m, struct cxl_decoder *decoder)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->decoders[i] == decoder)
			return true;
	return false;
}

static void members_add(struct members *m, struct cxl_decoder *decoder)
{
	if (m->count < WAYS_MAX && !is_member(m, decoder))
		m->decoders[m->count++] = decoder;
}

/* The other way round: which decoders say that they are part of it? */
static void members_search(struct cxl_region *region, struct members *m)
{
	struct cxl_endpoint *endpoint;
	struct cxl_decoder *decoder;
	struct cxl_memdev *memdev;

	cxl_memdev_foreach(cxl_region_get_ctx(region), memdev) {
		endpoint = cxl_memdev_get_endpoint(memdev);
		if (!endpoint)
			continue;
		cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder)
			if (cxl_decoder_get_region(decoder) == region)
				members_add(m, decoder);
	}
}

/* A region that is committed has a member at each place. */
static bool members_are_all(struct cxl_region *region, const struct members *m)
{
	return m->count >= cxl_region_get_interleave_ways(region) ||
	       !cxl_region_decode_is_committed(region) ||
	       cxl_region_is_gone(region);
}

static int miss_members(struct cxl_region *region, const struct members *m,
			struct findings *all)
{
	struct cxl_finding unknown = failed_with("members-unknown", "try again");
	unsigned int ways = cxl_region_get_interleave_ways(region);

	if (ways == UINT_MAX)
		find(all, &unknown, name_of(region), "read its targets",
		     "how many it has cannot be told");
	else
		find(all, &unknown, name_of(region), "read its targets",
		     "of %u members only %zu can be told", ways, m->count);
	return -EIO;
}

/*
 * One that cannot be told now would keep its DPA for good; but one that left
 * has taken it along, and then the region is not committed any more.
 */
static int members_read(struct cxl_region *region, struct members *m,
			struct findings *all)
{
	struct cxl_memdev_mapping *mapping;
	int rc;

	cxl_mapping_foreach(region, mapping)
		members_add(m, cxl_mapping_get_decoder(mapping));
	if (m->count < cxl_region_get_interleave_ways(region))
		members_search(region, m);
	if (members_are_all(region, m))
		return 0;
	rc = cxl_region_refresh(region);
	if (rc && rc != -ENODEV)
		return failed(all, region, "read its targets", rc);
	return members_are_all(region, m) ? 0 : miss_members(region, m, all);
}

/* The last decoder of the same memdev that holds DPA: the kernel frees that first. */
static int last_decoder(struct cxl_decoder *decoder, struct findings *all,
			struct cxl_decoder **ret)
{
	unsigned long long size;
	struct cxl_decoder *last;

	*ret = decoder;
	cxl_decoder_foreach_reverse(cxl_decoder_get_port(decoder), last) {
		int rc = cxl_decoder_query_dpa_size(last, &size);

		if (rc == -ENODEV)
			return 0;
		if (rc)
			return find_errno(all, cxl_decoder_get_devname(last),
					  "read dpa_size", NULL, rc);
		if (size || last == decoder) {
			*ret = last;
			return 0;
		}
	}
	return 0;
}

int region_refuse_behind(struct cxl_region *region, struct cxl_decoder *later,
			 struct findings *all)
{
	struct cxl_memdev *memdev = cxl_decoder_get_memdev(later);

	find(all, &FAILED("dpa-behind"), name_of(region), "destroy",
	     "DPA is freed from the end, and %s of %s holds some behind its own for %s",
	     cxl_decoder_get_devname(later),
	     memdev ? cxl_memdev_get_devname(memdev) : "its memdev",
	     holder_of_decoder(later).text);
	return -EBUSY;
}

static int check_behind(struct cxl_region *region, const struct members *m,
			struct findings *all)
{
	struct cxl_decoder *last;

	for (size_t i = 0; i < m->count; i++) {
		int rc = last_decoder(m->decoders[i], all, &last);

		if (rc)
			return rc;
		if (last != m->decoders[i])
			return region_refuse_behind(region, last, all);
	}
	return 0;
}

int region_refuse_locked(struct cxl_region *region, struct findings *all)
{
	find(all, &FAILED("region-locked"), name_of(region), "destroy",
	     "it is locked: the platform keeps it until the next boot");
	return -EPERM;
}

/* What would stop us halfway, looked for before the first write. */
static int check_destroy(struct cxl_region *region, const struct members *m,
			 struct findings *all)
{
	bool locked = false;
	int rc = cxl_region_query_locked(region, &locked);

	if (rc && rc != -ENODEV)
		return failed(all, region, "read locked", rc);
	if (locked)
		return region_refuse_locked(region, all);
	rc = check_behind(region, m, all);
	if (rc)
		return rc;
	rc = cxl_get_missing(cxl_region_get_ctx(region));
	return rc ? failed(all, region, "read its members", rc) : 0;
}

static int refuse_enabled(struct cxl_region *region, struct findings *all)
{
	struct cxl_finding enabled = FAILED("region-enabled");

	snprintf(enabled.remedy, sizeof(enabled.remedy),
		 "disable it first: cxl disable-region %s, or use -f", name_of(region));
	find(all, &enabled, name_of(region), "destroy", "it is enabled");
	return -EBUSY;
}

/* -- to pieces -- */

int region_delete(struct cxl_region *region, struct findings *all)
{
	struct cxl_finding stale = failed_with("region-stale", "look for it: cxl list -R");
	int rc = cxl_region_delete(region);

	if (rc == -ESTALE)
		find(all, &stale, name_of(region), "delete",
		     "another program deleted it and created another of that name, which may have been deleted as well");
	return rc;
}

static int reset(struct cxl_region *region, struct findings *all)
{
	bool committed;
	int rc = cxl_region_query_committed(region, &committed);

	return !rc && committed ? cxl_region_decode_reset(region) : rc;
}

static int clear(struct cxl_region *region, struct findings *all)
{
	return cxl_region_clear_all_targets(region);
}

/*
 * Targets go first, last to first: a region that is deleted with targets in it
 * leaves them behind if we are killed.
 */
static const struct part {
	enum step_kind kind;
	const char *step, *attribute;
	int (*act)(struct cxl_region *region, struct findings *all);
} parts[] = {
	{ STEP_RESET, "reset its decoders", "commit", reset },
	{ STEP_CLEAR, "clear its targets", "target", clear },
	{ STEP_DELETE, "delete", "delete_region", region_delete },
};

/* Gone is what we want: another program may be destroying it. */
#define GONE 1

static int do_part(const struct part *part, struct cxl_region *region,
		   struct findings *all)
{
	struct cxl_finding left = { .kind = CXL_FINDING_LEFT, .id = "region-left" };
	int rc = part->act(region, all);

	if (!rc || rc == -ESTALE)	/* of which there is a finding */
		return rc;
	if (cxl_region_is_gone(region))
		return GONE;
	left.err = rc;
	snprintf(left.remedy, sizeof(left.remedy),
		 "destroy it: cxl destroy-region -f %s", name_of(region));
	find(all, &left, name_of(region), part->step, "so it is left");
	return rc;
}

int region_take_apart(struct cxl_region *region, struct findings *all)
{
	int rc = 0;

	for (size_t i = 0; i < ARRAY_SIZE(parts) && !rc; i++)
		rc = do_part(&parts[i], region, all);
	return rc == GONE ? 0 : rc;
}

int decoder_free_dpa(struct cxl_decoder *decoder, struct findings *all)
{
	struct cxl_finding left = { .kind = CXL_FINDING_LEFT, .id = "dpa-left" };
	const char *name = cxl_decoder_get_devname(decoder);
	struct cxl_region *region = NULL;
	unsigned long long size = 0;
	int rc = cxl_decoder_query_dpa_size(decoder, &size);

	if (!rc && size)
		rc = cxl_decoder_query_region(decoder, &region);
	if (rc == -ENODEV || (!rc && (!size || region)))
		return 0;
	if (!rc || rc == -ENOENT)	/* in no region, or in none that exists */
		rc = cxl_decoder_set_dpa_size(decoder, 0);
	if (!rc || cxl_decoder_is_gone(decoder))
		return 0;
	left.err = rc;
	snprintf(left.remedy, sizeof(left.remedy),
		 "free it: echo 0 >/sys/bus/cxl/devices/%s/dpa_size", name);
	find(all, &left, name, "set dpa_size to 0", "so it is still taken");
	return rc;
}

/* -- as plans -- */

/* Returns the part that a step is, or NULL. */
static const struct part *part_of(const struct cxl_plan_step *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (parts[i].kind == s->kind)
			return &parts[i];
	return NULL;
}

static int act(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	plan_tell(p, s, false);
	if (s->kind == STEP_DISABLE)
		return s->value ? disable_forced(s->region, &p->findings) :
				  region_disable_enabled(s->region, &p->findings);
	if (s->kind == STEP_FREE)
		return decoder_free_dpa(s->decoder, &p->findings);
	return do_part(part_of(s), s->region, &p->findings);
}

/* DPA is freed of all members that let go of it, whatever failed before. */
static bool is_due(const struct cxl_plan_step *s, int rc, bool gone)
{
	return (!rc && !gone) || s->kind == STEP_FREE;
}

static int apply_all(struct cxl_plan *p)
{
	bool gone = false;
	int result = 0;

	for (size_t i = 0; i < p->nr_steps; i++) {
		const struct cxl_plan_step *s = &p->steps[i];
		int rc;

		if (!is_due(s, result, gone))
			continue;
		rc = act(p, s);
		gone |= rc == GONE;
		p->nr_done += !rc;
		if (rc >= 0)
			continue;
		if (!p->failed)
			p->failed = s;
		result = result ? result : rc;
		if (s->kind == STEP_DISABLE)
			break;		/* nothing was let go */
	}
	return result;
}

static struct cxl_plan_step *add(struct cxl_plan *p, enum step_kind kind,
				 const char *attribute, const char *what)
{
	struct cxl_plan_step *s = plan_add(p, kind, name_of(p->region), "%s", what);

	if (!s)
		return NULL;
	s->region = p->region;
	snprintf(s->attribute, sizeof(s->attribute), "%s", attribute);
	return s;
}

/* Nothing is to be disabled that is not enabled. */
static int add_disable(struct cxl_plan *p, bool force)
{
	struct cxl_plan_step *s;
	bool enabled;
	int rc = look_enabled(p->region, &p->findings, &enabled);

	if (rc || !enabled)
		return rc;
	s = add(p, STEP_DISABLE, "driver", "disable");
	if (!s)
		return -ENOMEM;
	s->value = force;
	return 0;
}

static int add_free(struct cxl_plan *p, struct cxl_decoder *decoder)
{
	struct cxl_memdev *memdev = cxl_decoder_get_memdev(decoder);
	struct cxl_plan_step *s;

	s = plan_add(p, STEP_FREE, cxl_decoder_get_devname(decoder),
		     "set dpa_size to 0 (%s)",
		     memdev ? cxl_memdev_get_devname(memdev) : "its memdev");
	if (!s)
		return -ENOMEM;
	s->decoder = decoder;
	snprintf(s->attribute, sizeof(s->attribute), "dpa_size");
	snprintf(s->written, sizeof(s->written), "0");
	return 0;
}

/* Each member is of another memdev, and none has DPA behind it: any order is from the end. */
static int add_destroy(struct cxl_plan *p, const struct members *m)
{
	int rc = 0;

	for (size_t i = 0; i < ARRAY_SIZE(parts) && !rc; i++)
		if (!add(p, parts[i].kind, parts[i].attribute, parts[i].step))
			rc = -ENOMEM;
	for (size_t i = m->count; i-- > 0 && !rc;)
		rc = add_free(p, m->decoders[i]);
	return rc;
}

static int check_disabled(struct cxl_plan *p)
{
	bool enabled;
	int rc = look_enabled(p->region, &p->findings, &enabled);

	if (rc || !enabled)
		return rc;
	return refuse_enabled(p->region, &p->findings);
}

static int plan_destroy(struct cxl_plan *p, bool disable)
{
	struct members members = {};
	int rc = members_read(p->region, &members, &p->findings);

	if (!rc)
		rc = check_destroy(p->region, &members, &p->findings);
	if (!rc)
		rc = disable ? add_disable(p, false) : check_disabled(p);
	return rc ? rc : add_destroy(p, &members);
}

static struct cxl_plan *plan_for(struct cxl_region *region)
{
	struct cxl_plan *p = plan_new(cxl_region_get_ctx(region), apply_all);

	if (p)
		p->region = region;
	return p;
}

EXPORT int cxl_plan_disable_region(struct cxl_region *region, bool force,
				   struct cxl_plan **ret)
{
	struct cxl_plan *p = plan_for(region);

	*ret = NULL;
	return p ? plan_hand_over(p, add_disable(p, force), ret) : -ENOMEM;
}

EXPORT int cxl_plan_destroy_region(struct cxl_region *region, bool disable,
				   struct cxl_plan **ret)
{
	struct cxl_plan *p = plan_for(region);

	*ret = NULL;
	return p ? plan_hand_over(p, plan_destroy(p, disable), ret) : -ENOMEM;
}
