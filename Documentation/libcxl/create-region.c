// SPDX-License-Identifier: LGPL-2.1-or-later
/* Create a region that interleaves the memory devices of this machine; or destroy one. */
// tag::program[]
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

static int make_plan(struct cxl_ctx *ctx, const char *name, struct cxl_plan **plan)
{
	struct cxl_region *region = name ? cxl_region_get_by_name(ctx, name) : NULL;

	if (!name)	/* without a request, the library makes every choice */
		return cxl_plan_create_region(ctx, NULL, plan);
	if (!region)	/* what could not be read may exist */
		return cxl_get_missing(ctx) ? cxl_get_missing(ctx) : -ENOENT;
	return cxl_plan_destroy_region(region, true, plan);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;
	struct cxl_window_lock *lock = NULL;
	struct cxl_plan *plan = NULL;
	struct cxl_plan_step *step;
	struct cxl_finding *finding;
	struct cxl_ctx *ctx;
	sigset_t all;
	int rc;

	sigfillset(&all);	/* a signal during a step would leave half a region */
	if (sigprocmask(SIG_BLOCK, &all, NULL) < 0 || cxl_new(&ctx) < 0)
		return 1;
	rc = cxl_lock_windows(ctx, &lock);
	if (!rc)
		rc = make_plan(ctx, name, &plan);
	if (!rc)
		cxl_plan_step_foreach(plan, step)
			printf("%s: %s\n", cxl_plan_step_get_object(step), cxl_plan_step_get_text(step));
	if (!rc)
		rc = cxl_plan_apply(plan);	/* a failure undoes the steps before it */
	cxl_finding_foreach(plan, finding)
		fprintf(stderr, "create-region: %s\n", cxl_finding_get_line(finding));
	if (!plan)
		fprintf(stderr, "create-region: %s\n", strerror(-rc));
	if (!rc)
		printf("%s %s\n", name ? "destroyed" : "created",
		       cxl_region_get_devname(cxl_plan_get_region(plan)));
	cxl_plan_free(plan);
	cxl_unlock_windows(lock);
	cxl_unref(ctx);
	return rc ? 1 : 0;
}
// end::program[]
