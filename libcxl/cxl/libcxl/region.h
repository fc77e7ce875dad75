/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A region: host memory made of decoders of several memdevs, and who they are. */
#ifndef CXL_LIBCXL_REGION_H
#define CXL_LIBCXL_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <cxl/libcxl/decoder.h>

#ifdef HAVE_UUID
#include <uuid/uuid.h>
#else
typedef unsigned char uuid_t[16];
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_decoder;
struct cxl_memdev;
struct cxl_memdev_mapping;
struct cxl_region;

enum cxl_region_locked_state {
	CXL_REGION_LOCKED_UNKNOWN = -1,
	CXL_REGION_UNLOCKED = 0,
	CXL_REGION_LOCKED = 1,
};

struct cxl_region *cxl_region_get_first(struct cxl_decoder *decoder);
struct cxl_region *cxl_region_get_next(struct cxl_region *region);
#define cxl_region_foreach(decoder, region)				\
	for (region = cxl_region_get_first(decoder); region != NULL;	\
	     region = cxl_region_get_next(region))
#define cxl_region_foreach_safe(decoder, region, next)			\
	for (region = cxl_region_get_first(decoder),			\
	     next = region ? cxl_region_get_next(region) : NULL;	\
	     region != NULL;						\
	     region = next,						\
	     next = region ? cxl_region_get_next(region) : NULL)
struct cxl_region *cxl_region_get_by_name(struct cxl_ctx *ctx,
					  const char *name);

const char *cxl_region_get_devname(struct cxl_region *region);
int cxl_region_get_id(struct cxl_region *region);
struct cxl_ctx *cxl_region_get_ctx(struct cxl_region *region);
struct cxl_decoder *cxl_region_get_decoder(struct cxl_region *region);
int cxl_region_is_enabled(struct cxl_region *region);
bool cxl_region_is_gone(struct cxl_region *region);
int cxl_region_decode_is_committed(struct cxl_region *region);
enum cxl_region_locked_state
cxl_region_locked_state(struct cxl_region *region);
enum cxl_decoder_mode cxl_region_get_mode(struct cxl_region *region);
void cxl_region_get_uuid(struct cxl_region *region, uuid_t uuid);
unsigned long long cxl_region_get_size(struct cxl_region *region);
unsigned long long
cxl_region_get_extended_linear_cache_size(struct cxl_region *region);
unsigned long long cxl_region_get_resource(struct cxl_region *region);
unsigned int cxl_region_get_interleave_ways(struct cxl_region *region);
unsigned int cxl_region_get_interleave_granularity(struct cxl_region *region);
struct cxl_decoder *cxl_region_get_target_decoder(struct cxl_region *region,
						  int position);
bool cxl_region_qos_class_mismatch(struct cxl_region *region);

int cxl_region_set_size(struct cxl_region *region, unsigned long long size);
int cxl_region_set_uuid(struct cxl_region *region, uuid_t uuid);
int cxl_region_set_interleave_ways(struct cxl_region *region,
				   unsigned int ways);
int cxl_region_set_interleave_granularity(struct cxl_region *region,
					  unsigned int granularity);
int cxl_region_set_target(struct cxl_region *region, int position,
			  struct cxl_decoder *decoder);
int cxl_region_clear_target(struct cxl_region *region, int position);
int cxl_region_clear_all_targets(struct cxl_region *region);
int cxl_region_decode_commit(struct cxl_region *region);
int cxl_region_decode_reset(struct cxl_region *region);
int cxl_region_enable(struct cxl_region *region);
int cxl_region_disable(struct cxl_region *region);
int cxl_region_delete(struct cxl_region *region);

int cxl_region_find_user(struct cxl_region *region, char *name, size_t len);
int cxl_region_memory_offline(struct cxl_region *region);
int cxl_region_translate_offset(struct cxl_region *region,
				unsigned long long offset,
				struct cxl_memdev **memdev,
				unsigned long long *dpa);

struct cxl_memdev_mapping *cxl_mapping_get_first(struct cxl_region *region);
struct cxl_memdev_mapping *
cxl_mapping_get_next(struct cxl_memdev_mapping *mapping);
#define cxl_mapping_foreach(region, mapping)				\
	for (mapping = cxl_mapping_get_first(region); mapping != NULL;	\
	     mapping = cxl_mapping_get_next(mapping))
struct cxl_decoder *cxl_mapping_get_decoder(struct cxl_memdev_mapping *mapping);
unsigned int cxl_mapping_get_position(struct cxl_memdev_mapping *mapping);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_REGION_H */
