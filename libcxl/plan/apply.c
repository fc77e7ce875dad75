// SPDX-License-Identifier: LGPL-2.1-or-later
/* Creating a region step by step; on failure, or when told to stop, the steps are undone in reverse. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cause.h"
#include "core/ctx.h"
#include "memory/dax-driver.h"
#include "plan/apply.h"
#include "plan/offline.h"
#include "plan/destroy.h"
#include "plan/guard.h"
#include "plan/plan.h"

static enum cxl_decoder_mode mode_of(enum memory_kind kind)
{
	return kind == MEMORY_RAM ? CXL_DECODER_MODE_RAM : CXL_DECODER_MODE_PMEM;
}

/* -- steps forward -- */

static int do_create(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	struct cxl_decoder *window = w->window->decoder;

	errno = 0;
	w->region = w->kind == MEMORY_RAM ?
		cxl_decoder_create_ram_region(window) :
		cxl_decoder_create_pmem_region(window);
	if (w->region)
		return 0;
	return errno ? -errno : -ENXIO;
}

static int do_granularity(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	return cxl_region_set_interleave_granularity(w->region, s->value);
}

static int do_ways(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	return cxl_region_set_interleave_ways(w->region, s->value);
}

static int do_uuid(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	uuid_t uuid;

	memcpy(uuid, w->uuid, sizeof(uuid));
	return cxl_region_set_uuid(w->region, uuid);
}

static int do_size(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	return cxl_region_set_size(w->region, s->value);
}

/* A mode that is set stays: the kernel cannot unset it. */
static int do_mode(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	struct cxl_decoder *decoder = s->device->decoder;

	if (cxl_decoder_get_mode(decoder) == mode_of(s->value))
		return 0;
	return cxl_decoder_set_mode(decoder, mode_of(s->value));
}

static int do_dpa(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	return cxl_decoder_set_dpa_size(s->device->decoder, s->value);
}

static int do_target(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	return cxl_region_set_target(w->region, s->value, s->device->decoder);
}

static int do_commit(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	return cxl_region_decode_commit(w->region);
}

/* Memory that is to be used otherwise must not come online by itself. */
static int do_enable(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	int rc = w->has_use ? policy_hold(&w->policy, &w->ctx->io) : 0;

	return rc ? rc : cxl_region_enable(w->region);
}

static int do_use(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	return cxl_region_set_memory_mode(w->region, w->use, w->zone);
}

/* -- steps back -- */

static bool is_gone(int rc, bool gone)
{
	return rc < 0 && (rc == -ENODEV || gone);
}

/* Its targets are let go on the way, from the last: a hole trips the kernel. */
static int undo_create(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	int rc = region_delete(w->region, &w->findings);

	return is_gone(rc, cxl_region_is_gone(w->region)) ? 0 : rc;
}

/* Only what is still ours: another program may use it now. */
static int undo_dpa(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	struct cxl_decoder *decoder = s->device->decoder;
	struct cxl_region *region;
	int rc;

	if (cxl_decoder_is_gone(decoder))
		return 0;	/* the allocation died with it */
	rc = cxl_decoder_query_region(decoder, &region);
	if (rc || region)
		return rc ? rc : -EBUSY;
	rc = cxl_decoder_set_dpa_size(decoder, 0);
	return is_gone(rc, cxl_decoder_is_gone(decoder)) ? 0 : rc;
}

static int undo_commit(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	int rc = cxl_region_decode_reset(w->region);

	return is_gone(rc, cxl_region_is_gone(w->region)) ? 0 : rc;
}

/* Its memory may be online by now: then it stays. */
static int undo_enable(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	bool enabled;
	int rc = cxl_region_query_enabled(w->region, &enabled);

	if (rc || !enabled)
		return rc == -ENODEV ? 0 : rc;
	return region_disable(w->region, &w->findings) ? -EBUSY : 0;
}

/* -- the table -- */

#define FAILED(_id) (struct cxl_finding){ .kind = CXL_FINDING_FAILED, .id = (_id) }
#define FREE_DPA "echo 0 >/sys/bus/cxl/devices/%s/dpa_size"
#define DESTROY	 "cxl destroy-region -f %s"

/* How each kind of step goes forward and back. */
static const struct move {
	const char *attribute;	/* what is written, for cause_find() */
	int (*go)(struct cxl_plan *w, const struct cxl_plan_step *s);
	int (*back)(struct cxl_plan *w, const struct cxl_plan_step *s);
	bool back_late;		/* once the region is gone */
} moves[STEP_KINDS] = {
	[STEP_CREATE]	   = { "create_region", do_create, undo_create },
	[STEP_GRANULARITY] = { "interleave_granularity", do_granularity },
	[STEP_WAYS]	   = { "interleave_ways", do_ways },
	[STEP_UUID]	   = { "uuid", do_uuid },
	[STEP_SIZE]	   = { "size", do_size },
	[STEP_MODE]	   = { "mode", do_mode },
	[STEP_DPA]	   = { "dpa_size", do_dpa, undo_dpa, .back_late = true },
	[STEP_TARGET]	   = { "target", do_target },
	[STEP_COMMIT]	   = { "commit", do_commit, undo_commit },
	[STEP_ENABLE]	   = { "driver", do_enable, undo_enable },
	[STEP_USE]	   = { "driver", do_use },
};

/* A member that is no longer what was planned with; NULL: all are. */
static const struct device *lost_member(const struct cxl_plan *w)
{
	for (unsigned int i = 0; i < w->ways; i++)
		if (cxl_decoder_is_gone(w->members[i]->decoder))
			return w->members[i];
	return NULL;
}

static void find_lost(struct cxl_plan *w, const char *object, const char *step,
		      const struct device *d)
{
	find(&w->findings, &FAILED("member-lost"), object, step,
	     "%s (serial %#llx) has been %s", d->name,
	     (unsigned long long)d->serial,
	     cxl_memdev_is_gone(d->memdev) ? "removed" : "disabled");
}

/* A region that was created and cannot be read keeps its name; NULL: there is none. */
static const char *unread_region(const struct cxl_plan *w)
{
	const struct cxl_error *error =
		cxl_get_error(cxl_decoder_get_ctx(w->window->decoder));
	const char *object = error ? cxl_error_get_object(error) : NULL;

	return object && strncmp(object, "region", strlen("region")) == 0 ?
		object : NULL;
}

static void find_unread(struct cxl_plan *w, const struct cxl_plan_step *s, int rc)
{
	struct cxl_finding unread = FAILED("region-unread");

	unread.err = rc;
	snprintf(unread.remedy, sizeof(unread.remedy), "destroy it: " DESTROY,
		 unread_region(w));
	find(&w->findings, &unread, unread_region(w), s->what,
	     "it cannot be read, so it is left");
}

#define FORGET "echo %s >/sys/bus/dax/drivers/%s/remove_id"

/* A name in the list of a driver outlives the region. */
static void find_left_name(struct cxl_plan *w, const char *dax)
{
	struct cxl_finding left = { .kind = CXL_FINDING_LEFT, .id = "dax-name-left" };

	snprintf(left.remedy, sizeof(left.remedy), "free it: " FORGET, dax,
		 dax_driver_of_mode(w->use)->name);
	find(&w->findings, &left, dax, "remove its name from the driver", "so this is left");
}

/* What failed in it is known: an attribute, a memory block, or a DAX device. */
static void find_unused(struct cxl_plan *w, const struct cxl_plan_step *s, int rc)
{
	const struct cxl_error *error = cxl_get_error(w->ctx);
	const char *what = error ? cxl_error_get_attribute(error) : NULL;
	const char *attribute = cause_attribute(rc, what);
	struct cxl_finding found = FAILED("mode-failed");

	if (attribute) {
		find_errno(&w->findings, cxl_plan_step_get_object(s), s->what, attribute, rc);
		return;
	}
	found.err = rc == -ENOTRECOVERABLE ? -cxl_error_get_errno(error) : rc;
	find(&w->findings, &found, cxl_plan_step_get_object(s), s->what, "%s%s%s",
	     error ? cxl_error_get_step(error) : "", what ? " " : "", what ? what : "");
	if (rc == -ENOTRECOVERABLE && what && !strncmp(what, "dax", strlen("dax")))
		find_left_name(w, what);
}

static void find_failed(struct cxl_plan *w, const struct cxl_plan_step *s, int rc)
{
	const struct device *lost = lost_member(w);
	const char *object = cxl_plan_step_get_object(s);

	if (s->kind == STEP_CREATE && unread_region(w))
		find_unread(w, s, rc);
	else if (cxl_decoder_is_gone(w->window->decoder))
		find(&w->findings, &FAILED("window-lost"), object, s->what,
		     "%s has been removed (the platform's driver was unbound)",
		     w->window->name);
	else if (lost)
		find_lost(w, object, s->what, lost);
	else if (w->region && cxl_region_is_gone(w->region))
		find(&w->findings, &FAILED("region-lost"), object, s->what,
		     "another program has deleted the region");
	else if (s->kind == STEP_USE)
		find_unused(w, s, rc);
	else
		find_errno(&w->findings, object, s->what, moves[s->kind].attribute, rc);
}

static void find_left(struct cxl_plan *w, const struct cxl_plan_step *s, int rc)
{
	const char *object = s->kind == STEP_DPA ? s->object :
			     cxl_region_get_devname(w->region);
	struct cxl_finding left = {
		.kind = CXL_FINDING_LEFT, .err = rc,
		.id = s->kind == STEP_DPA ? "dpa-left" : "region-left",
	};

	snprintf(left.remedy, sizeof(left.remedy),
		 s->kind == STEP_DPA ? "free it: " FREE_DPA : "destroy it: " DESTROY,
		 object);
	find(&w->findings, &left, object, s->undo, "so this is left");
}

/* -- there and back -- */

static int step_back(struct cxl_plan *w, const struct cxl_plan_step *s)
{
	plan_tell(w, s, true);
	return moves[s->kind].back(w, s);
}

/*
 * What cannot be disabled is left as it is: a reset would take its driver and
 * online memory along. Otherwise deleting may do what a step could not.
 */
static void give_back_region(struct cxl_plan *w, size_t nr_done)
{
	const struct cxl_plan_step *stuck = NULL;
	int why = 0;

	for (size_t i = nr_done; i-- > 0;) {
		const struct cxl_plan_step *s = &w->steps[i];
		int rc;

		if (!moves[s->kind].back || moves[s->kind].back_late)
			continue;
		rc = step_back(w, s);
		if (rc < 0 && !stuck) {
			stuck = s;
			why = rc;
		}
		if (rc < 0 && s->kind == STEP_ENABLE)
			break;
	}
	if (stuck && !cxl_region_is_gone(w->region))
		find_left(w, stuck, why);
}

static void give_back_dpa(struct cxl_plan *w, size_t nr_done)
{
	for (size_t i = nr_done; i-- > 0;) {
		const struct cxl_plan_step *s = &w->steps[i];
		int rc = moves[s->kind].back_late ? step_back(w, s) : 0;

		if (rc < 0)
			find_left(w, s, rc);
	}
}

/* Whatever made us give up, there is time to put things right. */
#define TAKE_BACK_MS 10000

/* First the region, then what its members held. */
static void take_back(struct cxl_plan *w, size_t nr_done)
{
	cxl_set_timeout(cxl_decoder_get_ctx(w->window->decoder),
			TAKE_BACK_MS);
	give_back_region(w, nr_done);
	give_back_dpa(w, nr_done);
}

static int stop(struct cxl_plan *w, size_t at, const char *reason)
{
	find(&w->findings, &FAILED("stopped"),
	     w->region ? cxl_region_get_devname(w->region) : NULL,
	     w->steps[at].what, "not done: stopped by %s", reason);
	w->failed = &w->steps[at];
	take_back(w, at);
	return -ECANCELED;
}

static int fail(struct cxl_plan *w, size_t at, int rc)
{
	const struct cxl_plan_step *s = &w->steps[at];

	find_failed(w, s, rc);
	w->failed = s;
	take_back(w, at + (s->kind == STEP_ENABLE));	/* which may have happened */
	return rc;
}

static int walk(struct cxl_plan *w)
{
	for (size_t i = 0; i < w->nr_steps; i++) {
		const struct cxl_plan_step *s = &w->steps[i];
		const char *reason = plan_stopped(w);
		int rc;

		if (reason)
			return stop(w, i, reason);
		plan_tell(w, s, false);
		rc = moves[s->kind].go(w, s);
		if (rc < 0)
			return fail(w, i, rc);
		w->nr_done++;
	}
	return 0;
}

/* -- afterwards -- */

static int check_target(const struct cxl_plan *w, unsigned int position,
			const char **ret)
{
	errno = 0;
	if (cxl_region_get_target_decoder(w->region, (int)position) !=
	    w->members[position]->decoder)
		*ret = "a target is not what it was set to";
	return -errno;
}

/*
 * What the kernel says it has, against what was planned: 0 and the difference
 * in words, NULL for none; or -errno where it cannot be read.
 */
static int find_difference(const struct cxl_plan *w, const char **ret)
{
	bool enabled, committed;
	int rc = cxl_region_query_enabled(w->region, &enabled);

	*ret = NULL;
	if (!rc)
		rc = cxl_region_query_committed(w->region, &committed);
	if (rc)
		return rc;
	if (!enabled)
		*ret = "it lost its driver at once";
	else if (!committed)
		*ret = "it is not committed any more";
	for (unsigned int i = 0; !rc && !*ret && i < w->ways; i++)
		rc = check_target(w, i, ret);
	return rc;
}

/* A member may leave, or another program interfere, up to the last moment. */
static int check_made(struct cxl_plan *w)
{
	const char *name = cxl_region_get_devname(w->region);
	const struct device *lost = lost_member(w);
	const char *difference = NULL;
	int rc = lost ? 0 : find_difference(w, &difference);

	if (lost)
		find_lost(w, name, "verify", lost);
	else if (cxl_region_is_gone(w->region))
		find(&w->findings, &FAILED("region-lost"), name, "verify",
		     "another program deleted it at once");
	else if (difference)
		find(&w->findings, &FAILED("region-differs"), name, "verify", "%s",
		     difference);
	else {
		if (rc)		/* yet every step succeeded */
			find(&w->findings, &(struct cxl_finding){
				.kind = CXL_FINDING_WARNING, .id = "not-verified", .err = rc },
			     name, NULL, "created, but it cannot be verified");
		return 0;
	}
	take_back(w, w->nr_steps);
	return -ENODEV;
}

int apply_create(struct cxl_plan *w)
{
	int rc = walk(w), released = region_let_online(&w->policy, &w->findings);

	if (!rc && released)
		take_back(w, w->nr_steps);
	rc = rc ? rc : released;
	if (!rc)
		rc = check_made(w);
	if (rc)
		w->region = NULL;
	else
		guard_record(w);
	return rc;
}
