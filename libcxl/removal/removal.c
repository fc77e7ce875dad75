// SPDX-License-Identifier: LGPL-2.1-or-later
/* Preparing the removal of a memdev: its regions are disabled, all or none, then destroyed; then it is disabled. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "object/memdev.h"
#include "plan/destroy.h"
#include "plan/plan.h"
#include "removal/removal.h"

#define UNDO_MS		60000		/* for each step: memory may come online */

static const char *name_of(struct cxl_region *region)
{
	return cxl_region_get_devname(region);
}

/* -- the plan -- */

static struct cxl_plan_step *add(struct removal *r, enum step_kind kind, const char *object,
				 const char *attribute, const char *what)
{
	struct cxl_plan_step *s = plan_add(r->plan, kind, object, "%s", what);

	if (s)
		snprintf(s->attribute, sizeof(s->attribute), "%s", attribute);
	return s;
}

/* Of the region with that number in the list. */
static int add_of_region(struct removal *r, size_t at, enum step_kind kind,
			 const char *attribute, const char *what, const char *undo)
{
	struct cxl_region *region = r->regions[at].region;
	struct cxl_plan_step *s = add(r, kind, name_of(region), attribute, what);

	if (!s)
		return -ENOMEM;
	s->region = region;
	s->value = at;
	s->undo = strdup(undo);
	return s->undo ? 0 : -ENOMEM;
}

static int add_migrate(struct removal *r, size_t at)
{
	struct cxl_plan_step *s;

	if (!r->want.migrate || !r->regions[at].spec.memory)
		return 0;
	s = add(r, STEP_MIGRATE, name_of(r->regions[at].region), "",
		"migrate the memory of processes to other nodes");
	if (s)
		s->value = at;
	return s ? 0 : -ENOMEM;
}

static int add_disable(struct removal *r, size_t at)
{
	if (r->regions[at].spec.disabled)
		return 0;
	return add_of_region(r, at, STEP_DISABLE, "driver",
			     "offline its memory, and unbind it from its driver",
			     "enable it, with its memory as it was");
}

static int add_destroy(struct removal *r, size_t at)
{
	return add_of_region(r, at, STEP_DESTROY, "delete_region",
			     "reset its decoders, delete it, and free its DPA",
			     "create it again, with its memory as it was");
}

static int add_unbind(struct removal *r)
{
	struct cxl_plan_step *s = add(r, STEP_UNBIND, cxl_memdev_get_devname(r->memdev),
				      "driver", "unbind it from its driver");

	if (!s)
		return -ENOMEM;
	s->memdev = r->memdev;
	s->undo = strdup("bind it to its driver");
	return s->undo ? 0 : -ENOMEM;
}

static int add_all(struct removal *r)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->count; i++)
		rc = add_migrate(r, i);
	for (size_t i = 0; !rc && i < r->count; i++)
		rc = add_disable(r, i);
	for (size_t i = 0; !rc && i < r->count; i++)
		rc = add_destroy(r, i);
	return rc ? rc : add_unbind(r);
}

static int remember_all(struct removal *r)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->count; i++)
		rc = removal_remember(r, &r->regions[i]);
	return rc;
}

static int plan_regions(struct removal *r)
{
	int rc = removal_find_regions(r);

	if (!rc)
		rc = removal_check(r);
	if (!rc)
		rc = remember_all(r);
	if (!rc)
		rc = removal_check_nodes(r);
	for (size_t i = 0; !rc && i < r->count; i++)
		removal_tell(r, &r->regions[i]);
	return rc ? rc : add_all(r);
}

/* A memdev that is disabled is in no region. */
static int plan_memdev(struct removal *r)
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
	return plan_regions(r);
}

int removal_plan(struct removal *r)
{
	int rc = removal_check_slot(r);

	if (!rc)
		rc = plan_memdev(r);
	return rc ? rc : removal_add_slot_steps(r);
}

/* -- there -- */

/* The findings of a plan for one region are those of the whole; what is left of it is removed as well. */
static void forward(void *arg, const struct cxl_finding *f)
{
	if (f->kind == CXL_FINDING_LEFT && !strcmp(f->id, "region-left"))
		find_errno(arg, f->object, f->step, f->attribute, f->err);
	else
		find_again(arg, f);
}

static int destroy(struct cxl_plan *p, struct cxl_region *region)
{
	_cleanup_plan_ struct cxl_plan *one = NULL;
	int rc = cxl_plan_destroy_region(region, false, &one);

	if (!one)
		return find_errno(&p->findings, name_of(region), "destroy", NULL, rc);
	return plan_run(one, rc, forward, &p->findings);
}

static int unbind(struct cxl_plan *p, struct cxl_memdev *memdev)
{
	int rc = memdev_disable(memdev);

	return rc ? find_errno(&p->findings, cxl_memdev_get_devname(memdev), "disable",
			       "driver", rc) : 0;
}

static int noted(struct cxl_plan *p, const struct cxl_plan_step *s, int rc)
{
	return rc ? find_errno(&p->findings, s->object, s->what, NULL, rc) : 0;
}

static int act(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	plan_tell(p, s, false);
	switch (s->kind) {
	case STEP_MIGRATE:
		return removal_migrate(p, &p->removal->regions[s->value]);
	case STEP_DISABLE:
		return region_disable_enabled(s->region, &p->findings);
	case STEP_DESTROY:
		return destroy(p, s->region);
	case STEP_LOCATE:
		return noted(p, s, cxl_memdev_set_slot_attention(s->memdev, CXL_SLOT_ATTENTION_BLINK));
	case STEP_POWER:
		return noted(p, s, cxl_memdev_power_off_slot(s->memdev));
	default:
		return unbind(p, s->memdev);
	}
}

/* -- and back -- */

/* The steps that destroy regions follow those that disable them, so they are undone before. */
static bool is_to_be_undone(const struct cxl_plan_step *s, struct going *g)
{
	switch (s->kind) {
	case STEP_DISABLE:
		return !g->apart && !cxl_region_is_gone(g->region);
	case STEP_DESTROY:
		return g->apart = spec_is_taken_apart(&g->spec);
	case STEP_UNBIND:
	case STEP_LOCATE:
		return !cxl_memdev_is_gone(s->memdev);
	default:
		return false;
	}
}

static void undo(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	struct going *g = &p->removal->regions[s->value];

	if (!is_to_be_undone(s, g))
		return;
	plan_tell(p, s, true);
	cxl_set_timeout(p->ctx, UNDO_MS);
	if (s->kind == STEP_DISABLE)
		spec_enable_again(&g->spec, &p->findings);
	else if (s->kind == STEP_DESTROY)
		spec_create_again(&g->spec, &p->findings);
	else if (s->kind == STEP_UNBIND)
		removal_enable_memdev_again(p, s->memdev);
	else
		removal_turn_off_indicator(p, s->memdev);
}

/* From step @last on: what failed may have happened in part. */
static int take_back(struct cxl_plan *p, size_t last, int rc)
{
	p->failed = &p->steps[last];
	for (size_t i = last + 1; i-- > 0;)
		undo(p, &p->steps[i]);
	return rc;
}

/* -- as a whole -- */

static int apply_removal(struct cxl_plan *p)
{
	static const struct cxl_finding stopped = { .kind = CXL_FINDING_FAILED, .id = "stopped" };

	for (size_t i = 0; i < p->nr_steps; i++) {
		const struct cxl_plan_step *s = &p->steps[i];
		const char *reason = s->kind == STEP_DISABLE ? plan_stopped(p) : NULL;
		int rc;

		if (reason) {
			find(&p->findings, &stopped, s->object, s->what, "not done: stopped by %s", reason);
			return take_back(p, i, -ECANCELED);
		}
		rc = act(p, s);
		if (rc)
			return take_back(p, i, rc);
		p->nr_done++;
	}
	return 0;
}

static void release(struct cxl_plan *p)
{
	removal_free(p->removal);
}

struct removal *removal_new(struct cxl_memdev *memdev, const struct cxl_removal_request *want)
{
	struct removal *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->memdev = cxl_memdev_ref(memdev);
	r->want = *want;
	r->plan = plan_new(cxl_memdev_get_ctx(memdev), apply_removal);
	if (!r->plan) {
		removal_free(r);
		return NULL;
	}
	r->plan->removal = r;
	r->plan->release = release;
	return r;
}
