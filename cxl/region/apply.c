// SPDX-License-Identifier: GPL-2.0-or-later
/* A plan step by step; on failure, or when told to stop, all of it is taken back. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "region/apply.h"
#include "region/destroy.h"
#include "region/plan.h"

/* What has come of a plan so far. */
struct work {
	const struct plan *plan;
	struct cxl_region *region;	/* once it is there */
};

static enum cxl_decoder_mode mode_of(enum memory_kind kind)
{
	return kind == MEMORY_RAM ? CXL_DECODER_MODE_RAM : CXL_DECODER_MODE_PMEM;
}

/* -- steps forward -- */

static int do_create(struct work *w, const struct step *s)
{
	struct cxl_decoder *window = w->plan->window->decoder;

	errno = 0;
	w->region = w->plan->kind == MEMORY_RAM ?
		cxl_decoder_create_ram_region(window) :
		cxl_decoder_create_pmem_region(window);
	if (w->region)
		return 0;
	return errno ? -errno : -ENXIO;
}

static int do_granularity(struct work *w, const struct step *s)
{
	return cxl_region_set_interleave_granularity(w->region, s->value);
}

static int do_ways(struct work *w, const struct step *s)
{
	return cxl_region_set_interleave_ways(w->region, s->value);
}

static int do_uuid(struct work *w, const struct step *s)
{
	uuid_t uuid;

	memcpy(uuid, w->plan->uuid, sizeof(uuid));
	return cxl_region_set_uuid(w->region, uuid);
}

static int do_size(struct work *w, const struct step *s)
{
	return cxl_region_set_size(w->region, s->value);
}

/* A mode that is set is left alone: the kernel cannot take it back. */
static int do_mode(struct work *w, const struct step *s)
{
	struct cxl_decoder *decoder = s->device->decoder;

	if (cxl_decoder_get_mode(decoder) == mode_of(s->value))
		return 0;
	return cxl_decoder_set_mode(decoder, mode_of(s->value));
}

static int do_dpa(struct work *w, const struct step *s)
{
	return cxl_decoder_set_dpa_size(s->device->decoder, s->value);
}

static int do_target(struct work *w, const struct step *s)
{
	return cxl_region_set_target(w->region, s->value, s->device->decoder);
}

static int do_commit(struct work *w, const struct step *s)
{
	return cxl_region_decode_commit(w->region);
}

static int do_enable(struct work *w, const struct step *s)
{
	return cxl_region_enable(w->region);
}

/* -- steps back -- */

static bool is_gone(int rc, bool gone)
{
	return rc < 0 && (rc == -ENODEV || gone);
}

/* Its targets are let go on the way, from the last: a hole trips the kernel. */
static int undo_create(struct work *w, const struct step *s)
{
	int rc = region_delete(w->region);

	return is_gone(rc, cxl_region_is_gone(w->region)) ? 0 : rc;
}

/* Only what is still ours: somebody may have put it to use meanwhile. */
static int undo_dpa(struct work *w, const struct step *s)
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

static int undo_commit(struct work *w, const struct step *s)
{
	int rc = cxl_region_decode_reset(w->region);

	return is_gone(rc, cxl_region_is_gone(w->region)) ? 0 : rc;
}

/* Its memory may be online by now: then it stays. */
static int undo_enable(struct work *w, const struct step *s)
{
	bool enabled;
	int rc = cxl_region_query_enabled(w->region, &enabled);

	if (rc || !enabled)
		return rc == -ENODEV ? 0 : rc;
	return region_disable(w->region) ? -EBUSY : 0;
}

/* -- the table -- */

#define FREE_DPA "echo 0 >/sys/bus/cxl/devices/%s/dpa_size"
#define DESTROY	 "cxl destroy-region -f %s"

/* How each kind of step goes forward and back. */
static const struct move {
	const char *attribute;	/* what is written, for cause_find() */
	int (*go)(struct work *w, const struct step *s);
	int (*back)(struct work *w, const struct step *s);
	bool back_late;		/* once the region is gone */
	const char *by_hand;	/* the command that takes it back later */
} moves[STEP_KINDS] = {
	[STEP_CREATE]	   = { "create_region", do_create, undo_create, .by_hand = DESTROY },
	[STEP_GRANULARITY] = { "interleave_granularity", do_granularity },
	[STEP_WAYS]	   = { "interleave_ways", do_ways },
	[STEP_UUID]	   = { "uuid", do_uuid },
	[STEP_SIZE]	   = { "size", do_size },
	[STEP_MODE]	   = { "mode", do_mode },
	[STEP_DPA]	   = { "dpa_size", do_dpa, undo_dpa, .back_late = true, .by_hand = FREE_DPA },
	[STEP_TARGET]	   = { "target", do_target },
	[STEP_COMMIT]	   = { "commit", do_commit, undo_commit, .by_hand = DESTROY },
	[STEP_ENABLE]	   = { "driver", do_enable, undo_enable, .by_hand = DESTROY },
};

/* A member that is no longer what was planned with; NULL: all are. */
static const struct device *lost_member(const struct work *w)
{
	for (unsigned int i = 0; i < w->plan->ways; i++)
		if (cxl_decoder_is_gone(w->plan->members[i]->decoder))
			return w->plan->members[i];
	return NULL;
}

static void say_lost(const char *object, const char *step,
		     const struct device *d)
{
	say_error(object, step, "%s (serial %#llx) was %s meanwhile", d->name,
		  (unsigned long long)d->serial,
		  cxl_memdev_is_gone(d->memdev) ? "removed" : "disabled");
}

/* The region by its name, now that it has one. */
static const char *step_object(const struct work *w, const struct step *s)
{
	if (strcmp(s->object, NEW_REGION) == 0 && w->region)
		return cxl_region_get_devname(w->region);
	return s->object;
}

/* A region that was created and cannot be read keeps its name; NULL: there is none. */
static const char *unread_region(const struct work *w)
{
	const struct cxl_error *error =
		cxl_get_error(cxl_decoder_get_ctx(w->plan->window->decoder));
	const char *object = error ? cxl_error_get_object(error) : NULL;

	return object && strncmp(object, "region", strlen("region")) == 0 ?
		object : NULL;
}

static void say_failed(const struct work *w, const struct step *s, int rc)
{
	const struct device *lost = lost_member(w);

	if (s->kind == STEP_CREATE && unread_region(w))
		say_error(unread_region(w), s->what,
			  "it cannot be read, so it is left: %s (take it back: " DESTROY ")",
			  say_cause(rc), unread_region(w));
	else if (cxl_decoder_is_gone(w->plan->window->decoder))
		say_error(step_object(w, s), s->what,
			  "%s was removed meanwhile (the platform's driver was unbound)",
			  w->plan->window->name);
	else if (lost)
		say_lost(step_object(w, s), s->what, lost);
	else if (w->region && cxl_region_is_gone(w->region))
		say_error(step_object(w, s), s->what,
			  "another program deleted the region meanwhile");
	else
		say_errno_at(step_object(w, s), s->what, moves[s->kind].attribute, rc);
}

static void say_left(const struct work *w, const struct step *s, int rc)
{
	const char *object = s->kind == STEP_DPA ? s->object :
			     cxl_region_get_devname(w->region);
	_cleanup_free_ char *command = NULL;

	if (asprintf(&command, moves[s->kind].by_hand, object) < 0)
		command = NULL;
	say_error(object, s->undo, "%s, so this is left (take it back: %s)",
		  say_cause(rc), command ? command : "by hand");
}

/* -- there and back -- */

static int step_back(struct work *w, const struct step *s)
{
	say_debug("%s: %s", step_object(w, s), s->undo);
	return moves[s->kind].back(w, s);
}

/*
 * What cannot be disabled is left as it is: a reset would take its driver and
 * online memory along. Otherwise deleting may do what a step could not.
 */
static void give_back_region(struct work *w, size_t nr_done)
{
	const struct step *stuck = NULL;
	int why = 0;

	for (size_t i = nr_done; i-- > 0;) {
		const struct step *s = &w->plan->steps[i];
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
		say_left(w, stuck, why);
}

static void give_back_dpa(struct work *w, size_t nr_done)
{
	for (size_t i = nr_done; i-- > 0;) {
		const struct step *s = &w->plan->steps[i];
		int rc = moves[s->kind].back_late ? step_back(w, s) : 0;

		if (rc < 0)
			say_left(w, s, rc);
	}
}

/* Whatever made us give up, there is time to put things right. */
#define TAKE_BACK_MS 10000

/* First the region, then what its members held. */
static void take_back(struct work *w, size_t nr_done)
{
	cxl_set_timeout(cxl_decoder_get_ctx(w->plan->window->decoder),
			TAKE_BACK_MS);
	give_back_region(w, nr_done);
	give_back_dpa(w, nr_done);
}

static int stop(struct work *w, size_t at, int number)
{
	say_error(w->region ? cxl_region_get_devname(w->region) : NULL,
		  w->plan->steps[at].what, "not done: stopped by %s",
		  signals_name(number));
	take_back(w, at);
	return STATUS_OF_SIGNAL(number);
}

static int fail(struct work *w, size_t at, int rc)
{
	const struct step *s = &w->plan->steps[at];

	say_failed(w, s, rc);
	take_back(w, at + (s->kind == STEP_ENABLE));	/* which may have happened */
	return STATUS_FAILED;
}

static int walk(struct work *w)
{
	for (size_t i = 0; i < w->plan->nr_steps; i++) {
		const struct step *s = &w->plan->steps[i];
		int rc;

		if (signals_noticed())
			return stop(w, i, signals_noticed());
		say_debug("%s: %s", step_object(w, s), s->what);
		rc = moves[s->kind].go(w, s);
		if (rc < 0)
			return fail(w, i, rc);
	}
	return STATUS_DONE;
}

/* -- afterwards -- */

static int check_target(const struct work *w, unsigned int position,
			const char **ret)
{
	errno = 0;
	if (cxl_region_get_target_decoder(w->region, (int)position) !=
	    w->plan->members[position]->decoder)
		*ret = "a target is not what it was set to";
	return -errno;
}

/*
 * What the kernel says it has, against what was planned: 0 and the difference
 * in words, NULL for none; or -errno where it cannot be read.
 */
static int find_difference(const struct work *w, const char **ret)
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
	for (unsigned int i = 0; !rc && !*ret && i < w->plan->ways; i++)
		rc = check_target(w, i, ret);
	return rc;
}

/* A member may leave, or another program interfere, up to the last moment. */
static int check_made(struct work *w)
{
	const char *name = cxl_region_get_devname(w->region);
	const struct device *lost = lost_member(w);
	const char *difference = NULL;
	int rc = lost ? 0 : find_difference(w, &difference);

	if (lost)
		say_lost(name, "verify", lost);
	else if (cxl_region_is_gone(w->region))
		say_error(name, "verify", "another program deleted it at once");
	else if (difference)
		say_error(name, "verify", "%s", difference);
	else {
		if (rc)		/* yet every step succeeded */
			say_warning(name, "created, but it cannot be verified: %s",
				    say_cause(rc));
		return STATUS_DONE;
	}
	take_back(w, w->plan->nr_steps);
	return STATUS_FAILED;
}

int apply_plan(const struct plan *plan, struct cxl_region **ret)
{
	struct work w = { .plan = plan };
	int status = walk(&w);

	if (!status)
		status = check_made(&w);
	*ret = status ? NULL : w.region;
	return status;
}
