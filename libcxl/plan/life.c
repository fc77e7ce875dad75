// SPDX-License-Identifier: LGPL-2.1-or-later
/* A plan as the caller sees it: its steps, what it leads to, carrying it out. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "plan/plan.h"

struct cxl_plan *plan_new(struct cxl_ctx *ctx, int (*apply)(struct cxl_plan *plan))
{
	struct cxl_plan *plan = calloc(1, sizeof(*plan));

	if (!plan)
		return NULL;
	plan->ctx = ctx;
	plan->apply = apply;
	return plan;
}

EXPORT void cxl_plan_free(struct cxl_plan *plan)
{
	if (!plan)
		return;
	for (size_t i = 0; i < plan->nr_steps; i++) {
		free(plan->steps[i].what);
		free(plan->steps[i].undo);
		free(plan->steps[i].done);
	}
	free(plan->steps);
	free(plan->object);
	free(plan->reason);
	findings_done(&plan->findings);
	topology_free(plan->topology);
	if (plan->release)
		plan->release(plan);
	free(plan);
}

struct cxl_plan_step *plan_add(struct cxl_plan *plan, enum step_kind kind,
			       const char *object, const char *format, ...)
{
	struct cxl_plan_step *more = reallocarray(plan->steps, plan->nr_steps + 1,
						  sizeof(*more));
	char *what;
	va_list ap;
	int n;

	if (!more)
		return NULL;
	plan->steps = more;
	va_start(ap, format);
	n = vasprintf(&what, format, ap);
	va_end(ap);
	if (n < 0)
		return NULL;
	more += plan->nr_steps++;
	*more = (struct cxl_plan_step){ .plan = plan, .kind = kind,
					.object = object, .what = what };
	return more;
}

/* A failure without a reason: memory was out, for the plan or for the finding. */
int plan_hand_over(struct cxl_plan *plan, int rc, struct cxl_plan **ret)
{
	if (plan->findings.lost)
		rc = -ENOMEM;
	if (rc == -ENOMEM && !findings_explain(&plan->findings)) {
		cxl_plan_free(plan);
		plan = NULL;
	}
	*ret = plan;
	return rc;
}

/* -- carrying it out -- */

void plan_tell(struct cxl_plan *plan, const struct cxl_plan_step *step, bool undo)
{
	if (plan->on_step)
		plan->on_step(plan->on_step_arg, step, undo);
}

const char *plan_stopped(struct cxl_plan *plan)
{
	return plan->stop ? plan->stop(plan->stop_arg) : NULL;
}

EXPORT void cxl_plan_on_step(struct cxl_plan *plan, cxl_plan_step_fn *fn, void *arg)
{
	plan->on_step = fn;
	plan->on_step_arg = arg;
}

EXPORT void cxl_plan_on_finding(struct cxl_plan *plan, cxl_finding_fn *fn, void *arg)
{
	plan->findings.listen = fn;
	plan->findings.listener = arg;
}

EXPORT void cxl_plan_on_stop(struct cxl_plan *plan, cxl_plan_stop_fn *fn, void *arg)
{
	plan->stop = fn;
	plan->stop_arg = arg;
}

EXPORT int cxl_plan_apply(struct cxl_plan *plan)
{
	return error_note(plan->ctx, plan->region ? cxl_region_get_devname(plan->region) : NULL,
			  NULL, "apply the plan", plan->apply(plan));
}

int plan_run(struct cxl_plan *one, int rc, cxl_finding_fn *fn, void *arg)
{
	struct cxl_finding *finding;

	if (rc) {
		cxl_finding_foreach(one, finding)
			fn(arg, finding);
		return rc;
	}
	cxl_plan_on_finding(one, fn, arg);
	return cxl_plan_apply(one);
}

/* -- its steps -- */

EXPORT struct cxl_plan_step *cxl_plan_step_get_first(struct cxl_plan *plan)
{
	return plan->nr_steps ? plan->steps : NULL;
}

EXPORT struct cxl_plan_step *cxl_plan_step_get_next(struct cxl_plan_step *step)
{
	return step + 1 < step->plan->steps + step->plan->nr_steps ? step + 1 : NULL;
}

/* The region by its name, once it has one. */
EXPORT const char *cxl_plan_step_get_object(const struct cxl_plan_step *step)
{
	if (step->plan->region && strcmp(step->object, NEW_REGION) == 0)
		return cxl_region_get_devname(step->plan->region);
	return step->object;
}

EXPORT const char *cxl_plan_step_get_text(const struct cxl_plan_step *step)
{
	return step->what;
}

EXPORT const char *cxl_plan_step_get_undo_text(const struct cxl_plan_step *step)
{
	return step->undo;
}

EXPORT const char *cxl_plan_step_get_attribute(const struct cxl_plan_step *step)
{
	return step->attribute;
}

EXPORT const char *cxl_plan_step_get_value(const struct cxl_plan_step *step)
{
	return *step->written ? step->written : NULL;
}

/* -- what it leads to -- */

EXPORT struct cxl_region *cxl_plan_get_region(struct cxl_plan *plan)
{
	return plan->region;
}

EXPORT const struct cxl_plan_step *cxl_plan_get_failed_step(struct cxl_plan *plan)
{
	return plan->failed;
}

EXPORT unsigned int cxl_plan_get_nr_done(struct cxl_plan *plan)
{
	return (unsigned int)plan->nr_done;
}

EXPORT struct cxl_decoder *cxl_plan_get_window(struct cxl_plan *plan)
{
	return plan->window ? plan->window->decoder : NULL;
}

EXPORT enum cxl_decoder_mode cxl_plan_get_mode(struct cxl_plan *plan)
{
	if (!plan->window)
		return CXL_DECODER_MODE_NONE;
	return plan->kind == MEMORY_RAM ? CXL_DECODER_MODE_RAM : CXL_DECODER_MODE_PMEM;
}

EXPORT unsigned long long cxl_plan_get_size(struct cxl_plan *plan)
{
	return plan->size;
}

EXPORT unsigned int cxl_plan_get_interleave_ways(struct cxl_plan *plan)
{
	return plan->ways;
}

EXPORT unsigned int cxl_plan_get_interleave_granularity(struct cxl_plan *plan)
{
	return plan->granularity;
}

EXPORT void cxl_plan_get_uuid(struct cxl_plan *plan, uuid_t uuid)
{
	uuid_copy(uuid, plan->uuid);
}

EXPORT struct cxl_memdev *cxl_plan_get_memdev(struct cxl_plan *plan, unsigned int position)
{
	return position < plan->ways && plan->members[position] ?
		plan->members[position]->memdev : NULL;
}
