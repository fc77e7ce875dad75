/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A mapping: one place in the interleave of a region, and the endpoint decoder
 * that serves it (regionN/targetN, since 6.0). It is owned like its region.
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
 * The first mapping of the region; NULL when every place is empty. They are
 * read on the first call.
 */
struct cxl_memdev_mapping *cxl_mapping_get_first(struct cxl_region *region);

/* The mapping after @mapping, by position; NULL at the end. */
struct cxl_memdev_mapping *
cxl_mapping_get_next(struct cxl_memdev_mapping *mapping);

/* For each mapping of @region, positions ascending, empty ones skipped. */
#define cxl_mapping_foreach(region, mapping)				\
	for (mapping = cxl_mapping_get_first(region); mapping != NULL;	\
	     mapping = cxl_mapping_get_next(mapping))

/* The endpoint decoder at that place. Never NULL. */
struct cxl_decoder *cxl_mapping_get_decoder(struct cxl_memdev_mapping *mapping);

/* Its turn in the interleave, from 0. */
unsigned int cxl_mapping_get_position(struct cxl_memdev_mapping *mapping);

/*
 * Keeps a mapping and its region (and the context) beyond cxl_refresh() and
 * the caller's own cxl_unref(), until cxl_mapping_unref(); its device may leave
 * all the same. Returns its argument; NULL is ignored.
 */
struct cxl_memdev_mapping *cxl_mapping_ref(struct cxl_memdev_mapping *mapping);

/* Gives back what cxl_mapping_ref() took; NULL is ignored. */
void cxl_mapping_unref(struct cxl_memdev_mapping *mapping);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_MAPPING_H */
