// SPDX-License-Identifier: LGPL-2.1-or-later
/* Create a volatile region that interleaves the memory devices of this machine; or destroy one. */
// tag::program[]
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

static int make_plan(struct cxl_ctx *ctx, const char *name, struct cxl_plan **plan)
{
	struct cxl_region *region = name ? cxl_region_get_by_name(ctx, name) : NULL;
	struct cxl_region_request *request;
	int rc = -ENOMEM;

	if (name)
		return region ? cxl_plan_destroy_region(region, true, plan) : -ENOENT;
	request = cxl_region_request_new();
	if (request) {	/* the library chooses what is not requested */
		cxl_region_request_set_mode(request, CXL_DECODER_MODE_RAM);
		rc = cxl_plan_create_region(ctx, request, plan);
	}
	cxl_region_request_free(request);
	return rc;
}

static int show_and_apply(struct cxl_plan *plan)
{
	struct cxl_plan_step *step;

	cxl_plan_step_foreach(plan, step)
		printf("%s: %s\n", cxl_plan_step_get_object(step), cxl_plan_step_get_text(step));
	fflush(stdout);
	return cxl_plan_apply(plan);	/* a failure undoes the steps before it */
}

static void explain(struct cxl_plan *plan)
{
	struct cxl_finding *finding;
	char line[512];

	cxl_finding_foreach(plan, finding) {
		cxl_finding_format(finding, line, sizeof(line));
		fprintf(stderr, "create-region: %s\n", line);
	}
}

int main(int argc, char **argv)
{
	struct cxl_window_lock *lock = NULL;
	struct cxl_plan *plan = NULL;
	struct cxl_ctx *ctx;
	sigset_t held;
	int rc;

	sigfillset(&held);	/* a signal during a step would leave half a region */
	sigprocmask(SIG_BLOCK, &held, NULL);
	if (argc < 2 || (strcmp(argv[1], "/") ? cxl_new_at(&ctx, argv[1]) : cxl_new(&ctx)))
		return 2;
	rc = cxl_lock_windows(ctx, &lock);
	if (!rc)
		rc = make_plan(ctx, argv[2], &plan);
	if (!rc)
		rc = show_and_apply(plan);
	if (plan)
		explain(plan);
	else
		fprintf(stderr, "create-region: %s\n", strerror(-rc));
	if (!rc)
		printf("%s %s\n", argv[2] ? "destroyed" : "created",
		       cxl_region_get_devname(cxl_plan_get_region(plan)));
	cxl_plan_free(plan);
	cxl_unlock_windows(lock);
	cxl_unref(ctx);
	return rc ? 1 : 0;
}
// end::program[]
