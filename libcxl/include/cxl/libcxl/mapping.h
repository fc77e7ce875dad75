/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A mapping: one position in the interleave of a region, and the endpoint
 * decoder that backs it (regionN/targetN, since 6.0). It has the owner of its
 * region.
 */
#ifndef CXL_LIBCXL_MAPPING_H
#define CXL_LIBCXL_MAPPING_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_decoder;
struct cxl_memdev_mapping;
struct cxl_region;

/*
 * Returns the first mapping of the region, or NULL when every position is
 * empty. The first call reads the mappings.
 */
struct cxl_memdev_mapping *cxl_mapping_get_first(struct cxl_region *region);

/* Returns the mapping after @mapping, by position, or NULL after the last. */
struct cxl_memdev_mapping *
cxl_mapping_get_next(struct cxl_memdev_mapping *mapping);

/*
 * Iterates over the mappings of @region by ascending position, without the
 * empty ones.
 */
#define cxl_mapping_foreach(region, mapping)				\
	for (mapping = cxl_mapping_get_first(region); mapping != NULL;	\
	     mapping = cxl_mapping_get_next(mapping))

/* Returns the endpoint decoder at that position. Never NULL. */
struct cxl_decoder *cxl_mapping_get_decoder(struct cxl_memdev_mapping *mapping);

/* Returns the position in the interleave, which counts from 0. */
unsigned int cxl_mapping_get_position(struct cxl_memdev_mapping *mapping);

/*
 * Returns @mapping after taking a reference to it, its region and the context,
 * which keeps them beyond cxl_refresh() and the caller's own cxl_unref(), until
 * cxl_mapping_unref(). The device may still leave. NULL is ignored.
 */
struct cxl_memdev_mapping *cxl_mapping_ref(struct cxl_memdev_mapping *mapping);

/* Drops a reference that cxl_mapping_ref() took. NULL is ignored. */
void cxl_mapping_unref(struct cxl_memdev_mapping *mapping);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_MAPPING_H */
