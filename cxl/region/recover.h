/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The orphans of a machine, and the ordered steps that undo them. */
#pragma once

#include <stddef.h>

struct cxl_ctx;
struct cxl_decoder;
struct cxl_memdev;
struct cxl_region;

enum recovery_kind {
	RECOVERY_REGION,		/* taken apart and deleted */
	RECOVERY_DPA,		/* its DPA is given back */
	RECOVERY_MEMDEV,		/* disabled and enabled again */
	RECOVERY_KINDS,
};

struct recovery {
	enum recovery_kind kind;
	struct cxl_region *region;
	struct cxl_decoder *decoder;
	struct cxl_memdev *memdev;
	char *what;		/* "delete it: not committed, no driver" */
	char *done;		/* "deleted" */
};

struct recoveries {
	struct recovery *list;
	size_t count;
	int status;		/* of an orphan that cannot be undone, which has been said */
};

/*
 * In the order to be done: regions by descending address, DPA from the
 * highest decoder of each memdev, and last the memdevs whose decoders name a
 * region that does not exist. Free with recoveries_done().
 */
void recoveries_find(struct cxl_ctx *ctx, struct recoveries *all);
void recoveries_done(struct recoveries *all);
#define _cleanup_recoveries_ __attribute__((cleanup(recoveries_done)))

/* "region0", "decoder3.1", "mem0" */
const char *recovery_object(const struct recovery *r);
