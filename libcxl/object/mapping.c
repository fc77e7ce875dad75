// SPDX-License-Identifier: LGPL-2.1-or-later
/* A mapping: the endpoint decoder at one position of a region. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/list.h"
#include "core/log.h"
#include "core/missing.h"
#include "object/region.h"

struct cxl_memdev_mapping {
	struct list sibling;	/* first: the region frees them */
	struct cxl_region *region;
	struct cxl_decoder *decoder;
	unsigned int position;
};

/* ---- life -------------------------------------------------------------- */

static void mapping_new(struct cxl_region *region, unsigned int position)
{
	const char *name = region_mapped_decoder(region, position);
	struct cxl_memdev_mapping *mapping;
	struct cxl_decoder *decoder;

	if (!name)		/* not set yet */
		return;
	decoder = cxl_decoder_get_by_name(region->object.ctx, name);
	if (!decoder)		/* its memdev left */
		return;
	mapping = calloc(1, sizeof(*mapping));
	if (!mapping) {
		ctx_miss(region->object.ctx, object_name(&region->object),
			 -ENOMEM);
		return;
	}
	mapping->region = region;
	mapping->decoder = decoder;
	mapping->position = position;
	list_add_tail(&region->mappings, &mapping->sibling);
}

struct object *mapping_region(struct cxl_memdev_mapping *mapping)
{
	return &mapping->region->object;
}

static struct list *mappings(struct cxl_region *region)
{
	if (region->mappings_made)
		return &region->mappings;
	region->mappings_made = true;
	if (region_now(region)->interleave_ways <= REGION_WAYS_MAX)
		for (unsigned int i = 0; i < region->interleave_ways; i++)
			mapping_new(region, i);
	return &region->mappings;
}

/* ---- walking ----------------------------------------------------------- */

static struct cxl_memdev_mapping *member(const struct list *l,
					 const struct list *head)
{
	if (l == head)
		return NULL;
	return container_of((struct list *)l, struct cxl_memdev_mapping, sibling);
}

EXPORT struct cxl_memdev_mapping *cxl_mapping_get_first(struct cxl_region *region)
{
	struct list *head = mappings(region);

	return member(head->next, head);
}

EXPORT struct cxl_memdev_mapping *
cxl_mapping_get_next(struct cxl_memdev_mapping *mapping)
{
	return member(mapping->sibling.next, &mapping->region->mappings);
}

EXPORT struct cxl_decoder *
cxl_mapping_get_decoder(struct cxl_memdev_mapping *mapping)
{
	return mapping->decoder;
}

EXPORT unsigned int cxl_mapping_get_position(struct cxl_memdev_mapping *mapping)
{
	return mapping->position;
}
