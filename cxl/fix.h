/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The orphans of a machine, and the ordered steps that undo them. */
#pragma once

#include <stddef.h>

struct cxl_ctx;
struct cxl_decoder;
struct cxl_memdev;
struct cxl_region;

enum fix_kind {
	FIX_REGION,		/* taken apart and deleted */
	FIX_DPA,		/* its DPA is given back */
	FIX_MEMDEV,		/* disabled and enabled again */
	FIX_KINDS,
};

struct fix {
	enum fix_kind kind;
	struct cxl_region *region;
	struct cxl_decoder *decoder;
	struct cxl_memdev *memdev;
	char *what;		/* "delete it: not committed, no driver" */
	char *done;		/* "deleted" */
};

struct fixes {
	struct fix *list;
	size_t count;
	int status;		/* of an orphan that cannot be undone, which has been said */
};

/*
 * In the order to be done: regions by descending address, DPA from the
 * highest decoder of each memdev, and last the memdevs whose decoders name a
 * region that does not exist. Free with fixes_done().
 */
void fixes_find(struct cxl_ctx *ctx, struct fixes *fixes);
void fixes_done(struct fixes *fixes);
#define _cleanup_fixes_ __attribute__((cleanup(fixes_done)))

/* "region0", "decoder3.1", "mem0" */
const char *fix_object(const struct fix *fix);
