// SPDX-License-Identifier: GPL-2.0-or-later
/* A program that uses the plans of the library itself: library create [DECODER MEMDEV...], destroy [-f] REGION, recover. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "sweep.h"

static volatile sig_atomic_t noticed;

static void notice(int number)
{
	noticed = number;
}

static void catch_signals(void)
{
	const struct sigaction action = { .sa_handler = notice, .sa_flags = SA_RESTART };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGQUIT, &action, NULL);
}

/* ---- progress ---------------------------------------------------------- */

/* What the library has reported of a plan. */
struct progress {
	struct cxl_plan *plan;
	const struct cxl_plan_step *last;	/* that began */
	unsigned int begun;
	bool undoing;
};

/* Where a step stands in its plan, from 1; 0 for a step of none. */
static unsigned int place(const struct progress *p, const struct cxl_plan_step *step)
{
	struct cxl_plan_step *s;
	unsigned int n = 0;

	cxl_plan_step_foreach(p->plan, s) {
		n++;
		if (s == step)
			return n;
	}
	return 0;
}

static void wrong(const struct cxl_plan_step *step, const char *what)
{
	fprintf(stderr, WRONG_PROGRESS "%s: %s: %s\n", cxl_plan_step_get_object(step),
		cxl_plan_step_get_text(step), what);
}

/* Steps begin in their order; once one is undone no other begins, and only those that began are undone. */
static void on_step(void *arg, const struct cxl_plan_step *step, bool undo)
{
	struct progress *p = arg;
	unsigned int at = place(p, step), last = p->last ? place(p, p->last) : 0;

	if (!at)
		wrong(step, "no step of this plan");
	if (undo && at > last)
		wrong(step, "undone, but it did not begin");
	if (!undo && (p->undoing || at <= last))
		wrong(step, "begun out of order");
	p->undoing |= undo;
	if (!undo) {
		p->last = step;
		p->begun++;
	}
}

static void check_progress(const struct progress *p, int rc)
{
	unsigned int done = cxl_plan_get_nr_done(p->plan);
	const struct cxl_plan_step *failed = cxl_plan_get_failed_step(p->plan);

	if (done > p->begun)
		fprintf(stderr, WRONG_PROGRESS "%u steps done, %u begun\n", done, p->begun);
	if (!rc && (failed || p->undoing))
		fprintf(stderr, WRONG_PROGRESS "success, but a step failed or was undone\n");
	if (rc && cxl_plan_get_region(p->plan) && p->undoing)
		fprintf(stderr, WRONG_PROGRESS "a region that was undone is returned\n");
}

static const char *on_stop(void *arg)
{
	return noticed ? strsignal(noticed) : NULL;
}

/* ---- words ------------------------------------------------------------- */

static void say(const char *object, const char *what)
{
	fprintf(stderr, "cxl library: %s%s%s\n", object ? object : "", object ? ": " : "", what);
}

static int say_errno(const char *object, int rc)
{
	const struct cxl_cause *cause = cxl_cause_find(rc, NULL);

	say(object, cause ? cxl_cause_get_text(cause) : strerror(-rc));
	return rc;
}

static void say_finding(void *arg, const struct cxl_finding *finding)
{
	say(NULL, cxl_finding_get_line(finding));
}

/* Why there is no plan; where there is none at all, memory was out. */
static int say_planned(int rc, struct cxl_plan *const *plan)
{
	struct cxl_finding *finding;

	if (rc && !*plan)
		say_errno(NULL, rc);
	if (rc)
		cxl_finding_foreach(*plan, finding)
			say_finding(NULL, finding);
	return rc;
}

static void say_unlocked(struct cxl_ctx *ctx)
{
	if (cxl_get_unlocked(ctx))
		say(NULL, "the kernel has no file locks");
}

/* ---- the machine ------------------------------------------------------- */

/* What could not be read may exist. */
static int no_such(struct cxl_ctx *ctx, const char *name)
{
	if (cxl_get_missing(ctx))
		return say_errno(cxl_get_missing_name(ctx), cxl_get_missing(ctx));
	say(name, "no such object");
	return -ENOENT;
}

static struct cxl_memdev *find_memdev(struct cxl_ctx *ctx, const char *name)
{
	struct cxl_memdev *memdev;

	cxl_memdev_foreach(ctx, memdev)
		if (!strcmp(cxl_memdev_get_devname(memdev), name))
			return memdev;
	return NULL;
}

static struct cxl_decoder *find_window(struct cxl_ctx *ctx, const char *name)
{
	struct cxl_decoder *window;
	struct cxl_bus *bus;

	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			if (!strcmp(cxl_decoder_get_devname(window), name))
				return window;
	return NULL;
}

static int add_memdevs(struct cxl_ctx *ctx, char **names, struct cxl_region_request *request)
{
	int rc = 0;

	for (; !rc && *names; names++) {
		struct cxl_memdev *memdev = find_memdev(ctx, *names);

		if (!memdev)
			return no_such(ctx, *names);
		rc = cxl_region_request_add_memdev(request, memdev);
	}
	return rc ? say_errno(NULL, rc) : 0;
}

/* ---- planning: what fails has been said -------------------------------- */

static int plan_request(struct cxl_ctx *ctx, char **words, struct cxl_region_request *request,
			struct cxl_plan **plan)
{
	struct cxl_decoder *window = find_window(ctx, words[0]);
	int rc = window ? 0 : no_such(ctx, words[0]);

	if (!rc)
		rc = add_memdevs(ctx, words + 1, request);
	if (rc)
		return rc;
	cxl_region_request_set_mode(request, CXL_DECODER_MODE_RAM);
	cxl_region_request_set_window(request, window);
	return say_planned(cxl_plan_create_region(ctx, request, plan), plan);
}

static int plan_create(struct cxl_ctx *ctx, char **words, struct cxl_plan **plan)
{
	struct cxl_region_request *request = cxl_region_request_new();
	int rc;

	if (!request)
		return say_errno(NULL, -ENOMEM);
	rc = plan_request(ctx, words, request, plan);
	cxl_region_request_free(request);
	return rc;
}

static int plan_any(struct cxl_ctx *ctx, char **words, struct cxl_plan **plan)
{
	return say_planned(cxl_plan_create_region(ctx, NULL, plan), plan);
}

static int plan_destroy(struct cxl_ctx *ctx, char **words, struct cxl_plan **plan)
{
	bool disable = !strcmp(words[0], "-f");
	struct cxl_region *region = cxl_region_get_by_name(ctx, words[disable]);

	if (!region)
		return no_such(ctx, words[disable]);
	return say_planned(cxl_plan_destroy_region(region, disable, plan), plan);
}

/* What cannot be undone does not stop the rest. */
static int plan_recover(struct cxl_ctx *ctx, char **words, struct cxl_plan **plan)
{
	return say_planned(cxl_plan_recover(ctx, plan), plan);
}

/* ---- applying ---------------------------------------------------------- */

static int apply(struct cxl_plan *plan)
{
	struct progress progress = { .plan = plan };
	int rc;

	cxl_plan_on_step(plan, on_step, &progress);
	cxl_plan_on_finding(plan, say_finding, NULL);
	cxl_plan_on_stop(plan, on_stop, NULL);
	rc = cxl_plan_apply(plan);
	check_progress(&progress, rc);
	return rc;
}

static int run(struct cxl_ctx *ctx, char **words)
{
	bool recover = !strcmp(words[0], "recover");
	struct cxl_plan *plan = NULL;
	int rc, applied;

	if (recover)
		rc = plan_recover(ctx, words + 1, &plan);
	else if (!strcmp(words[0], "destroy"))
		rc = plan_destroy(ctx, words + 1, &plan);
	else
		rc = words[1] ? plan_create(ctx, words + 1, &plan) : plan_any(ctx, words, &plan);
	if (plan && (!rc || recover)) {
		applied = apply(plan);
		rc = applied ? applied : rc;
		if (recover)
			fprintf(stderr, "library: recovered %u\n", cxl_plan_get_nr_done(plan));
	}
	cxl_plan_free(plan);
	return rc;
}

static int lock_and_run(struct cxl_ctx *ctx, char **words)
{
	struct cxl_window_lock *lock = NULL;
	const struct cxl_error *error;
	int rc = cxl_lock_windows(ctx, &lock);

	if (rc) {
		error = cxl_get_error(ctx);
		return say_errno(error ? cxl_error_get_object(error) : NULL, rc);
	}
	rc = cxl_refresh(ctx);
	rc = rc ? say_errno(NULL, rc) : run(ctx, words);
	say_unlocked(ctx);
	cxl_unlock_windows(lock);
	return rc;
}

/* As a command ends: 128 and the signal where that stopped it. */
int library_main(char **words)
{
	struct cxl_ctx *ctx;
	int rc;

	noticed = 0;
	catch_signals();
	rc = cxl_new(&ctx);
	if (rc) {
		say_errno(NULL, rc);
		return 1;
	}
	rc = lock_and_run(ctx, words);
	cxl_unref(ctx);
	return !rc ? 0 : noticed ? 128 + noticed : 1;
}
