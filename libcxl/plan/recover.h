/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Recovering a part of the machine. */
#pragma once

#include <stdbool.h>

struct cxl_ctx;
struct cxl_decoder;
struct cxl_memdev;
struct cxl_plan;
struct cxl_region;

/* What is recovered; the rest stays as it is, and is not looked at further. */
struct recover_scope {
	void *arg;
	bool (*region)(void *arg, struct cxl_region *region);
	/* @decoder of @memdev is in no region, or in one that does not exist. */
	bool (*dpa)(void *arg, struct cxl_memdev *memdev, struct cxl_decoder *decoder);
};

/* cxl_plan_recover() of what is in @scope. */
int plan_recover(struct cxl_ctx *ctx, const struct recover_scope *scope, struct cxl_plan **ret);
