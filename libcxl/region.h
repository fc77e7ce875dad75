/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A region, as the rest of the library sees it. */
#pragma once

#include <stdint.h>

#include "object.h"

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

	/* mapping.c: made when first asked for, put aside when targets change */
	struct list mappings, old_mappings;
	bool mappings_made;
};

/* Reads the attributes anew: after a write, what the kernel made of it. */
int region_refresh(struct cxl_region *region);

/*
 * The decoder named in targetN, read now: empty when there is none. @name has
 * IO_TEXT_MAX bytes.
 */
int region_target_name(struct cxl_region *region, int position, char *name);

/* mapping.c */
struct object *mapping_region(struct cxl_memdev_mapping *mapping);
void mappings_forget(struct cxl_region *region);
void mappings_free_old(struct cxl_region *region);
void mappings_free(struct cxl_region *region);
