/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A region, as the rest of the library sees it. */
#pragma once

#include <stdint.h>

#include "core/object.h"

/* No kernel interleaves wider; what claims so is not believed. */
#define REGION_WAYS_MAX 16

struct cxl_memdev_mapping;

struct cxl_region {
	struct object object;

	/* filled by region_attrs[] */
	uint64_t size;
	uint64_t resource;
	uint64_t cache_size;
	unsigned int interleave_ways;
	unsigned int interleave_granularity;
	int commit;
	int locked;
	char *mode;

	/* mapping.c: read and made when first asked for, put aside when targets change */
	char *target_names[REGION_WAYS_MAX];	/* NULL: empty */
	bool target_names_read;
	struct list mappings, old_mappings;
	bool mappings_made;
};

/* With the attributes as they are now: after a refresh nobody has read them yet. */
const struct cxl_region *region_now(struct cxl_region *region);

/* Reads the attributes again: after a write, the values that the kernel kept. */
int region_refresh(struct cxl_region *region);

/* Host addresses; a region without any has a size of 0. */
struct range {
	uint64_t start, size;
};

/*
 * The addresses of the region, read now: returns 0 or -errno. Address 0 is as
 * good as any: a window may begin there.
 */
_must_check_ int region_query_range(struct cxl_region *region, struct range *ret);

/*
 * The decoder named in targetN, read now: empty when there is none. @name has
 * IO_TEXT_MAX bytes.
 */
int region_target_name(struct cxl_region *region, int position, char *name);

/*
 * The decoder names in the targets, as they were when first read; NULL where
 * there is none.
 */
const char *region_mapped_decoder(struct cxl_region *region, unsigned int position);

/* mapping.c */
struct object *mapping_region(struct cxl_memdev_mapping *mapping);
