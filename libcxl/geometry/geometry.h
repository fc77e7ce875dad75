/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the data on a memdev is spread: the geometry of the pmem region that it was written to. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define GEOMETRY_WAYS	16		/* a region has no more */

/* Seen from one memdev. What is not known is 0. */
struct geometry {
	unsigned char uuid[16];		/* of the region */
	uint64_t size;			/* of the region */
	unsigned int ways;
	unsigned int granularity;
	unsigned int position;		/* of the memdev */
	bool has_dpa;			/* a layout tells the order alone */
	uint64_t dpa;			/* where its part starts */
	uint64_t serials[GEOMETRY_WAYS];	/* by position */
	char origin[160];		/* of an entry of a layout: where it is */
};
