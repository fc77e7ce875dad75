/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What tests of plans have in common, on the machine of given.h; each has its own. */
#pragma once

#include <errno.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "findings.h"
#include "given.h"
#include "sim.h"
#include "tap.h"

static struct cxl_ctx *ctx;
static char before[8192];

static inline void begin(void)
{
	ctx = given();
	sim_describe(before, sizeof(before));
}

/* Whether the machine is as it was when the test began. */
static inline bool as_before(void)
{
	char now[8192];

	sim_describe(now, sizeof(now));
	return strcmp(now, before) == 0;
}

static void end(void)
{
	sim_refuse("", 0);
	cxl_unref(ctx);
	ok(sim_violations() == 0 && sim_open_fds(0) == 0, "no rule is broken: %s", sim_first_violation());
}

static inline struct cxl_decoder *window(const char *name)
{
	return cxl_decoder_get_by_name(ctx, name);
}

static inline struct cxl_memdev *memdev(const char *name)
{
	return cxl_memdev_get_by_name(ctx, name);
}

/* A plan for ram in the window above the switch. */
static inline struct cxl_plan *plan_ram(void)
{
	struct cxl_region_request *request = cxl_region_request_new();
	struct cxl_plan *plan = NULL;

	cxl_region_request_set_window(request, window("decoder0.1"));
	cxl_region_request_set_mode(request, CXL_DECODER_MODE_RAM);
	cxl_region_request_set_size(request, 2 * UNIT);
	ok(cxl_plan_create_region(ctx, request, &plan) == 0, "there is a plan");
	cxl_region_request_free(request);
	return plan;
}

static inline struct cxl_region *create_ram(void)
{
	struct cxl_plan *plan = plan_ram();
	struct cxl_region *region;

	ok(cxl_plan_apply(plan) == 0, "a region is created");
	region = cxl_plan_get_region(plan);
	cxl_plan_free(plan);
	return region;
}

static int begun, undone, heard;

static inline void count_step(void *arg, const struct cxl_plan_step *step, bool undo)
{
	begun += !undo;
	undone += undo;
	if (undo && arg)
		sim_refuse(arg, EBUSY);
}

static inline void count_finding(void *arg, const struct cxl_finding *finding)
{
	heard++;
}

static inline void watch(struct cxl_plan *plan, const char *refuse)
{
	begun = undone = heard = 0;
	cxl_plan_on_step(plan, count_step, (void *)refuse);
	cxl_plan_on_finding(plan, count_finding, NULL);
}

/* Stops after so many steps. */
static inline const char *stop_later(void *arg)
{
	int *left = arg;

	return (*left)-- > 0 ? NULL : "SIGTERM";
}
