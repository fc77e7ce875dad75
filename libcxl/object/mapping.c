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
	struct list sibling;
	struct cxl_region *region;
	struct cxl_decoder *decoder;
	unsigned int position;
};

/* ---- life -------------------------------------------------------------- */

static void free_all(struct list *mappings)
{
	while (mappings->next && !list_is_empty(mappings)) {
		struct cxl_memdev_mapping *mapping =
			container_of(mappings->next, struct cxl_memdev_mapping,
				     sibling);

		list_remove(&mapping->sibling);
		free(mapping);
	}
}

static void forget_names(struct cxl_region *region)
{
	for (int i = 0; i < REGION_WAYS_MAX; i++) {
		free(region->target_names[i]);
		region->target_names[i] = NULL;
	}
	region->target_names_read = false;
}

void mappings_free(struct cxl_region *region)
{
	forget_names(region);
	free_all(&region->mappings);
	free_all(&region->old_mappings);
}

void mappings_free_old(struct cxl_region *region)
{
	free_all(&region->old_mappings);
}

/* A caller may still hold one: they are freed with the region. */
void mappings_forget(struct cxl_region *region)
{
	while (!list_is_empty(&region->mappings)) {
		struct list *mapping = region->mappings.next;

		list_remove(mapping);
		list_add_tail(&region->old_mappings, mapping);
	}
	forget_names(region);
	region->mappings_made = false;
}

/* One that cannot be read is missing, not empty. */
static void read_name(struct cxl_region *region, unsigned int position)
{
	char name[IO_TEXT_MAX];
	int rc = region_target_name(region, (int)position, name);

	if (!rc && *name) {
		region->target_names[position] = strdup(name);
		rc = region->target_names[position] ? 0 : -ENOMEM;
	}
	ctx_miss(region->object.ctx, object_name(&region->object), rc);
}

static void read_names(struct cxl_region *region)
{
	region->target_names_read = true;
	if (region->interleave_ways > REGION_WAYS_MAX)
		return;
	for (unsigned int i = 0; i < region->interleave_ways; i++)
		read_name(region, i);
}

const char *region_mapped_decoder(struct cxl_region *region, unsigned int position)
{
	if (!region->target_names_read)
		read_names(region);
	return region->target_names[position];
}

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
	if (region->interleave_ways <= REGION_WAYS_MAX)
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
