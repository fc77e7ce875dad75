// SPDX-License-Identifier: GPL-2.0-or-later
/* A plan of the library as a command applies it: its findings on stderr, its end as a status. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "core/say.h"
#include "core/signals.h"
#include "region/holders.h"
#include "region/planned.h"

#define LINE_MAX_LEN 1024

/* The text, the errno, or both; of what is left, the reason goes first. */
static void put_cause(const struct cxl_finding *f, char *line, size_t size)
{
	const char *text = cxl_finding_get_text(f), *cause = NULL;

	if (cxl_finding_get_errno(f))
		cause = say_cause(cxl_finding_get_errno(f));
	if (!text || !cause)
		snprintf(line, size, "%s", text ? text : cause);
	else if (cxl_finding_get_kind(f) == CXL_FINDING_LEFT)
		snprintf(line, size, "%s, %s", cause, text);
	else
		snprintf(line, size, "%s: %s", text, cause);
}

static void say_words(const struct cxl_finding *f)
{
	const char *object = cxl_finding_get_object(f);
	char line[LINE_MAX_LEN];

	put_cause(f, line, sizeof(line));
	switch (cxl_finding_get_kind(f)) {
	case CXL_FINDING_NEWS:
		say_news(object, "%s", line);
		break;
	case CXL_FINDING_WARNING:
		say_warning(object, "%s", line);
		break;
	default:
		say_values(&(struct saying){
			.object = object, .step = cxl_finding_get_step(f),
			.attribute = cxl_finding_get_attribute(f),
			.number = cxl_finding_get_errno(f), .cause = cxl_finding_get_id(f),
			.text = line, .remedy = cxl_finding_get_remedy(f),
		});
	}
}

static void say_one(const struct cxl_finding *f)
{
	if (cxl_finding_get_text(f))
		say_words(f);
	else
		say_errno_at(cxl_finding_get_object(f), cxl_finding_get_step(f),
			     cxl_finding_get_attribute(f), cxl_finding_get_errno(f));
}

/* Memory that did not go offline: what is in the block, as long as the library knows which. */
static void say_what_holds(struct cxl_plan *plan, const struct cxl_finding *f)
{
	struct cxl_region *region = cxl_plan_get_region(plan);
	const char *id = cxl_finding_get_id(f);
	char block[BLOCK_MAX];

	if (!region || (strcmp(id, "memory-late") != 0 && strcmp(id, "memory-in-use") != 0))
		return;
	failed_block(region, block);
	say_holders(region, block);
}

static void say_finding(void *arg, const struct cxl_finding *f)
{
	say_one(f);
	say_what_holds(arg, f);
}

static enum status status_of_rule(const struct cxl_finding *f, int rc)
{
	if (cxl_finding_get_kind(f) != CXL_FINDING_RULE)
		return STATUS_FAILED;
	return rc == -EINVAL ? STATUS_USAGE :
	       rc == -ENOENT ? STATUS_NO_OBJECT : STATUS_FAILED;
}

enum status planned_say(struct cxl_plan *plan, int rc)
{
	enum status status = rc ? STATUS_FAILED : STATUS_DONE;
	struct cxl_finding *finding;

	if (!plan)
		say_errno(NULL, "plan", rc);
	cxl_finding_foreach(plan, finding) {
		say_one(finding);
		if (rc)
			status = status_of_rule(finding, rc);
	}
	return status;
}

bool planned_finds(struct cxl_plan *plan, const char *about)
{
	struct cxl_finding *finding;

	cxl_finding_foreach(plan, finding)
		if (strstr(cxl_finding_get_id(finding), about))
			return true;
	return false;
}

void planned_say_of(struct cxl_plan *plan, const char *about)
{
	struct cxl_finding *finding;

	cxl_finding_foreach(plan, finding)
		if (strstr(cxl_finding_get_id(finding), about))
			say_one(finding);
}

static void say_step(void *arg, const struct cxl_plan_step *step, bool undo)
{
	say_debug("%s: %s", cxl_plan_step_get_object(step),
		  undo ? cxl_plan_step_get_undo_text(step) :
			 cxl_plan_step_get_text(step));
}

static const char *stopped(void *arg)
{
	return signals_noticed() ? signals_name(signals_noticed()) : NULL;
}

int planned_apply(struct cxl_plan *plan)
{
	cxl_plan_on_finding(plan, say_finding, plan);
	cxl_plan_on_step(plan, say_step, NULL);
	cxl_plan_on_stop(plan, stopped, NULL);
	return cxl_plan_apply(plan);
}

/* Not by the errno: hardware that gives up has the same. */
static bool is_late(struct cxl_plan *plan)
{
	struct cxl_finding *finding;

	cxl_finding_foreach(plan, finding)
		if (!strcmp(cxl_finding_get_id(finding), "memory-late"))
			return true;
	return false;
}

enum status planned_run(struct cxl_plan *plan, int rc)
{
	enum status status = planned_say(plan, rc);

	if (status)
		return status;
	if (!planned_apply(plan))
		return STATUS_DONE;
	return is_late(plan) ? STATUS_TIMEOUT : STATUS_FAILED;
}
