// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a plan has found: the rule that is broken, the step that failed, what is left; as values. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "plan/finding.h"
#include "plan/plan.h"

void findings_done(struct findings *all)
{
	struct cxl_finding *f = all->first;

	while (f) {
		struct cxl_finding *next = f->next;

		free(f);
		f = next;
	}
}

bool findings_explain(const struct findings *all)
{
	for (const struct cxl_finding *f = all->first; f; f = f->next)
		if (f->kind == CXL_FINDING_RULE || f->kind == CXL_FINDING_FAILED)
			return true;
	return false;
}

static void keep(struct findings *all, const struct cxl_finding *found)
{
	struct cxl_finding *copy = malloc(sizeof(*copy));

	if (!copy) {
		all->lost = true;
		return;
	}
	*copy = *found;
	copy->next = NULL;
	if (all->last)
		all->last->next = copy;
	else
		all->first = copy;
	all->last = copy;
}

/* -- as one line -- */

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static const char *cause_of(const struct cxl_finding *f)
{
	const struct cxl_cause *cause;

	if (!f->err)
		return NULL;
	cause = cxl_cause_find(f->err, f->attribute);
	return cause ? cxl_cause_get_text(cause) : strerror(-f->err);
}

static const char *remedy_of(const struct cxl_finding *f)
{
	const struct cxl_cause *cause;

	if (*f->remedy || *f->text || !f->err)
		return or_null(f->remedy);
	cause = cxl_cause_find(f->err, f->attribute);
	return cause ? cxl_cause_get_remedy(cause) : NULL;
}

/* What happened: the text, the errno, or both; of what is left, the reason goes first. */
static void format_cause(const struct cxl_finding *f, char *buf, size_t size)
{
	const char *cause = cause_of(f);
	bool left = f->kind == CXL_FINDING_LEFT;

	if (!cause || !*f->text)
		snprintf(buf, size, "%s", cause ? cause : f->text);
	else if (left)
		snprintf(buf, size, "%s, %s", cause, f->text);
	else
		snprintf(buf, size, "%s: %s", f->text, cause);
}

static void format_line(struct cxl_finding *f)
{
	const char *remedy = remedy_of(f);
	char cause[sizeof(f->text) + 128];

	format_cause(f, cause, sizeof(cause));
	snprintf(f->line, sizeof(f->line), "%s%s%s%s%s%s%s%s",
		 f->object, *f->object ? ": " : "",
		 f->step, *f->step ? ": " : "", cause,
		 remedy ? " (" : "", remedy ? remedy : "", remedy ? ")" : "");
}

/* -- finding -- */

void find(struct findings *all, const struct cxl_finding *like, const char *object,
	  const char *step, const char *format, ...)
{
	struct cxl_finding found = *like;
	va_list ap;

	snprintf(found.object, sizeof(found.object), "%s", object ? object : "");
	snprintf(found.step, sizeof(found.step), "%s", step ? step : "");
	if (format) {
		va_start(ap, format);
		vsnprintf(found.text, sizeof(found.text), format, ap);
		va_end(ap);
	}
	format_line(&found);
	if (all->listen)
		all->listen(all->listener, &found);
	keep(all, &found);
}

int find_errno(struct findings *all, const char *object, const char *step,
	       const char *attribute, int rc)
{
	find(all, &(struct cxl_finding){
			.kind = CXL_FINDING_FAILED, .id = "step-failed",
			.attribute = attribute, .err = rc },
	     object, step, NULL);
	return rc;
}

void find_again(struct findings *all, const struct cxl_finding *f)
{
	if (*f->text)
		find(all, f, f->object, f->step, "%s", f->text);
	else
		find_errno(all, f->object, f->step, f->attribute, f->err);
}

/* -- getters -- */

EXPORT struct cxl_finding *cxl_finding_get_first(struct cxl_plan *plan)
{
	return plan ? plan->findings.first : NULL;
}

EXPORT struct cxl_finding *cxl_finding_get_next(struct cxl_finding *finding)
{
	return finding->next;
}

EXPORT enum cxl_finding_kind cxl_finding_get_kind(const struct cxl_finding *finding)
{
	return finding->kind;
}

EXPORT const char *cxl_finding_get_id(const struct cxl_finding *finding)
{
	return finding->id;
}

EXPORT const char *cxl_finding_get_object(const struct cxl_finding *finding)
{
	return or_null(finding->object);
}

EXPORT const char *cxl_finding_get_step(const struct cxl_finding *finding)
{
	return or_null(finding->step);
}

EXPORT const char *cxl_finding_get_attribute(const struct cxl_finding *finding)
{
	return finding->attribute;
}

EXPORT int cxl_finding_get_errno(const struct cxl_finding *finding)
{
	return -finding->err;
}

EXPORT const char *cxl_finding_get_text(const struct cxl_finding *finding)
{
	return or_null(finding->text);
}

EXPORT const char *cxl_finding_get_remedy(const struct cxl_finding *finding)
{
	return remedy_of(finding);
}

EXPORT unsigned long long cxl_finding_get_needed(const struct cxl_finding *finding)
{
	return finding->needed;
}

EXPORT unsigned long long cxl_finding_get_available(const struct cxl_finding *finding)
{
	return finding->available;
}

EXPORT const char *cxl_finding_get_line(const struct cxl_finding *finding)
{
	return finding->line;
}
