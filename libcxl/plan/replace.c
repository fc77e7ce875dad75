// SPDX-License-Identifier: LGPL-2.1-or-later
/* Replacing regions by another one: planned as a whole, and undone as a whole. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "plan/destroy.h"
#include "plan/plan.h"
#include "plan/replace.h"
#include "plan/steps.h"
#include "plan/together.h"

#define FAILED(_id) (struct cxl_finding){ .kind = CXL_FINDING_FAILED, .id = (_id) }

static void release(struct cxl_plan *p)
{
	struct replacement *r = p->replacement;

	for (size_t i = 0; i < r->count; i++) {
		cxl_region_unref(r->regions[i].region);
		spec_done(&r->regions[i].spec);
	}
	spec_done(&r->spec);
	free(r->regions);
	free(r);
}

static const char *name_of(const struct replaced *one)
{
	return one->spec.name;
}

/* -- what stands in the way -- */

/* The first so many of them. */
struct first {
	const struct replacement *replacement;
	size_t count;
};

static bool goes_before(const void *arg, const struct cxl_region *region)
{
	const struct first *first = arg;

	for (size_t i = 0; i < first->count; i++)
		if (first->replacement->regions[i].region == region)
			return true;
	return false;
}

static int check_region(struct cxl_plan *p, size_t at)
{
	const struct first first = { p->replacement, at };

	return together_check(&(struct together){ goes_before, &first },
			      p->replacement->regions[at].region, &p->findings);
}

/* -- the plan -- */

static int by_resource_descending(const void *a, const void *b)
{
	unsigned long long left = cxl_region_get_resource(((const struct replaced *)a)->region);
	unsigned long long right = cxl_region_get_resource(((const struct replaced *)b)->region);

	return (left < right) - (left > right);
}

static int read_regions(struct cxl_plan *p, struct cxl_region *const *regions, size_t count)
{
	struct replacement *r = p->replacement;

	r->regions = calloc(count + 1, sizeof(*r->regions));
	if (!r->regions)
		return -ENOMEM;
	for (; r->count < count; r->count++)
		r->regions[r->count].region = cxl_region_ref(regions[r->count]);
	qsort(r->regions, count, sizeof(*r->regions), by_resource_descending);
	for (size_t i = 0; i < count; i++) {
		struct replaced *one = &r->regions[i];
		int rc = spec_read(one->region, &one->spec);

		if (rc)
			return find_errno(&p->findings, cxl_region_get_devname(one->region),
					  "read its configuration", NULL, rc);
	}
	return 0;
}

static int copy_findings(struct cxl_plan *to, struct cxl_plan *from, int rc)
{
	struct cxl_finding *f;

	if (!from)
		return rc;
	cxl_finding_foreach(from, f)
		find_again(&to->findings, f);
	to->broken = from->broken;
	return rc;
}

/* Nothing is destroyed for what cannot be created then. */
static int check_successor(struct cxl_plan *p, struct cxl_region *const *regions, size_t count)
{
	struct cxl_region_request *request = spec_request(&p->replacement->spec);
	_cleanup_plan_ struct cxl_plan *creation = NULL;
	int rc;

	if (!request)
		return -ENOMEM;
	rc = plan_create_without(p->ctx, request, regions, count, &creation);
	cxl_region_request_free(request);
	copy_findings(p, creation, rc);
	if (rc)
		return rc;
	p->kind = creation->kind;
	p->size = creation->size;
	p->ways = creation->ways;
	p->granularity = creation->granularity;
	memcpy(p->uuid, creation->uuid, sizeof(p->uuid));
	return 0;
}

static int add_steps(struct cxl_plan *p)
{
	const struct replacement *r = p->replacement;
	struct cxl_plan_step *s;

	for (size_t i = 0; i < r->count; i++) {
		s = plan_add(p, STEP_DESTROY, name_of(&r->regions[i]), "destroy it");
		if (!s)
			return -ENOMEM;
		s->undo = strdup("create it again");
		if (!s->undo)
			return -ENOMEM;
		s->region = r->regions[i].region;
		snprintf(s->attribute, sizeof(s->attribute), "delete_region");
	}
	s = plan_add(p, STEP_CREATE, NEW_REGION, "create a %s region of %s",
		     memory_kind_name(r->spec.kind), size_words(r->spec.size).text);
	if (!s)
		return -ENOMEM;
	snprintf(s->attribute, sizeof(s->attribute), "create_%s_region",
		 memory_kind_name(r->spec.kind));
	return 0;
}

/* -- there and back -- */

/* Of the step that is next. What is left of a region is known once it was restored. */
static void forward(void *arg, const struct cxl_finding *f)
{
	struct cxl_finding failed = *f;
	struct cxl_plan *p = arg;

	if (!strcmp(f->id, "dpa-left"))
		p->replacement->regions[p->nr_done].dpa_left = true;
	if (!strcmp(f->id, "region-left")) {
		failed.kind = CXL_FINDING_FAILED;
		*failed.text = *failed.remedy = '\0';
	}
	find_again(&p->findings, &failed);
}

static void forward_any(void *arg, const struct cxl_finding *f)
{
	find_again(&((struct cxl_plan *)arg)->findings, f);
}

static int run(struct cxl_plan *p, const struct cxl_plan_step *s, struct cxl_plan *one, int rc)
{
	if (!one)
		return find_errno(&p->findings, cxl_plan_step_get_object(s), s->what, NULL, rc);
	if (one->broken)
		p->broken = one->broken;
	cxl_plan_on_step(one, p->on_step, p->on_step_arg);
	cxl_plan_on_stop(one, p->stop, p->stop_arg);
	return plan_run(one, rc, s->kind == STEP_DESTROY ? forward : forward_any, p);
}

static int destroy(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	_cleanup_plan_ struct cxl_plan *one = NULL;
	int rc = cxl_plan_destroy_region(s->region, true, &one);

	return run(p, s, one, rc);
}

static int create(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	struct cxl_region_request *request = spec_request(&p->replacement->spec);
	_cleanup_plan_ struct cxl_plan *one = NULL;
	int rc = request ? cxl_refresh(p->ctx) : -ENOMEM;

	if (!rc)
		rc = cxl_plan_create_region(p->ctx, request, &one);
	rc = run(p, s, one, rc);
	if (!rc && one)
		p->region = one->region;
	cxl_region_request_free(request);
	return rc;
}

/* The region below it that did not come back: without it, memory would lie where that was. */
static const struct replaced *lost_below(const struct replacement *r, size_t at)
{
	for (size_t i = at + 1; i < r->count; i++)
		if (r->regions[i].lost &&
		    spec_shares_member(&r->regions[i].spec, &r->regions[at].spec))
			return &r->regions[i];
	return NULL;
}

static void restore(struct cxl_plan *p, size_t at)
{
	struct replaced *one = &p->replacement->regions[at];
	const struct replaced *lost = lost_below(p->replacement, at);
	char reason[64] = "its memory is still taken";

	if (lost)
		snprintf(reason, sizeof(reason), "%s has to be created before", name_of(lost));
	if (lost || (one->dpa_left && cxl_region_is_gone(one->region))) {
		one->lost = true;
		spec_tell_lost(&one->spec, reason, &p->findings);
		return;
	}
	plan_tell(p, &p->steps[at], true);
	one->lost = spec_is_taken_apart(&one->spec) ?
		spec_create_again(&one->spec, &p->findings) != 0 :
		spec_enable_again(&one->spec, &p->findings) != 0;
}

/* The last that was destroyed is the lowest: it comes first. */
static int take_back(struct cxl_plan *p, size_t at, int rc)
{
	p->failed = &p->steps[at];
	for (size_t i = at < p->replacement->count ? at + 1 : p->replacement->count; i-- > 0;)
		restore(p, i);
	return rc;
}

static int stop(struct cxl_plan *p, size_t at, const char *reason)
{
	find(&p->findings, &FAILED("stopped"), NULL, p->steps[at].what,
	     "not done: stopped by %s", reason);
	return take_back(p, at, -ECANCELED);
}

static int apply_replace(struct cxl_plan *p)
{
	for (size_t i = 0; i < p->nr_steps; i++) {
		const struct cxl_plan_step *s = &p->steps[i];
		const char *reason = plan_stopped(p);
		int rc;

		if (reason)
			return stop(p, i, reason);
		plan_tell(p, s, false);
		rc = s->kind == STEP_DESTROY ? destroy(p, s) : create(p, s);
		if (rc)
			return take_back(p, i, rc);
		p->nr_done++;
	}
	return 0;
}

int plan_replace(struct cxl_ctx *ctx, struct region_spec *spec,
		 struct cxl_region *const *regions, size_t count, struct cxl_plan **ret)
{
	struct replacement *r = calloc(1, sizeof(*r));
	struct cxl_plan *p = r ? plan_new(ctx, apply_replace) : NULL;
	int rc;

	*ret = NULL;
	if (!p) {
		free(r);
		spec_done(spec);
		return -ENOMEM;
	}
	r->spec = *spec;
	memset(spec, 0, sizeof(*spec));
	p->replacement = r;
	p->release = release;
	rc = read_regions(p, regions, count);
	for (size_t i = 0; i < count && !rc; i++)
		rc = check_region(p, i);
	if (!rc)
		rc = check_successor(p, regions, count);
	if (!rc)
		rc = add_steps(p);
	return plan_hand_over(p, rc, ret);
}
