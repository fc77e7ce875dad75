/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why the memory of a region is still online, in words. */
#pragma once

#include <stdbool.h>

#include "core/status.h"

struct cxl_region;

/* The memory blocks of a region after a failure. */
struct left {
	unsigned int online, total;
	char zone[32];		/* of the block that failed; "" */
	bool again;		/* it was put online again */
};

/* What it has now; @failed is the block whose zone is wanted, or "". */
void read_left(struct cxl_region *region, const char *failed, struct left *ret);

/*
 * Reports that cxl_region_memory_offline() failed with @rc within @ms
 * milliseconds, and how many of the @before memory blocks that were online are
 * offline now. Returns STATUS_TIMEOUT or STATUS_FAILED.
 */
enum status say_not_offline(struct cxl_region *region, int rc, unsigned int ms,
			    unsigned int before);
