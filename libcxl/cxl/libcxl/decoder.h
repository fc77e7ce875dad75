/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A decoder: one address range of a port, and the targets it spreads it over. */
#ifndef CXL_LIBCXL_DECODER_H
#define CXL_LIBCXL_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_port;
struct cxl_decoder;
struct cxl_target;
struct cxl_memdev;
struct cxl_region;

enum cxl_decoder_mode {
	CXL_DECODER_MODE_NONE,
	CXL_DECODER_MODE_MIXED,
	CXL_DECODER_MODE_PMEM,
	CXL_DECODER_MODE_RAM,
};

static inline const char *cxl_decoder_mode_name(enum cxl_decoder_mode mode)
{
	switch (mode) {
	case CXL_DECODER_MODE_MIXED:
		return "mixed";
	case CXL_DECODER_MODE_PMEM:
		return "pmem";
	case CXL_DECODER_MODE_RAM:
		return "ram";
	case CXL_DECODER_MODE_NONE:
	default:
		return "none";
	}
}

static inline enum cxl_decoder_mode
cxl_decoder_mode_from_ident(const char *ident)
{
	if (strcmp(ident, "ram") == 0 || strcmp(ident, "volatile") == 0)
		return CXL_DECODER_MODE_RAM;
	if (strcmp(ident, "pmem") == 0)
		return CXL_DECODER_MODE_PMEM;
	return CXL_DECODER_MODE_NONE;
}

enum cxl_decoder_target_type {
	CXL_DECODER_TTYPE_UNKNOWN,
	CXL_DECODER_TTYPE_EXPANDER,
	CXL_DECODER_TTYPE_ACCELERATOR,
};

struct cxl_decoder *cxl_decoder_get_first(struct cxl_port *port);
struct cxl_decoder *cxl_decoder_get_next(struct cxl_decoder *decoder);
struct cxl_decoder *cxl_decoder_get_last(struct cxl_port *port);
struct cxl_decoder *cxl_decoder_get_prev(struct cxl_decoder *decoder);
#define cxl_decoder_foreach(port, decoder)				\
	for (decoder = cxl_decoder_get_first(port); decoder != NULL;	\
	     decoder = cxl_decoder_get_next(decoder))
#define cxl_decoder_foreach_reverse(port, decoder)			\
	for (decoder = cxl_decoder_get_last(port); decoder != NULL;	\
	     decoder = cxl_decoder_get_prev(decoder))
struct cxl_decoder *cxl_decoder_get_by_name(struct cxl_ctx *ctx,
					    const char *name);

const char *cxl_decoder_get_devname(struct cxl_decoder *decoder);
int cxl_decoder_get_id(struct cxl_decoder *decoder);
struct cxl_ctx *cxl_decoder_get_ctx(struct cxl_decoder *decoder);
struct cxl_port *cxl_decoder_get_port(struct cxl_decoder *decoder);
bool cxl_decoder_is_gone(struct cxl_decoder *decoder);
unsigned long long cxl_decoder_get_resource(struct cxl_decoder *decoder);
unsigned long long cxl_decoder_get_size(struct cxl_decoder *decoder);
unsigned int cxl_decoder_get_interleave_granularity(struct cxl_decoder *decoder);
unsigned int cxl_decoder_get_interleave_ways(struct cxl_decoder *decoder);
bool cxl_decoder_is_locked(struct cxl_decoder *decoder);
bool cxl_decoder_is_pmem_capable(struct cxl_decoder *decoder);
bool cxl_decoder_is_volatile_capable(struct cxl_decoder *decoder);
bool cxl_decoder_is_mem_capable(struct cxl_decoder *decoder);
bool cxl_decoder_is_accelmem_capable(struct cxl_decoder *decoder);
int cxl_root_decoder_get_qos_class(struct cxl_decoder *decoder);
unsigned long long
cxl_decoder_get_max_available_extent(struct cxl_decoder *decoder);
enum cxl_decoder_target_type
cxl_decoder_get_target_type(struct cxl_decoder *decoder);
struct cxl_region *cxl_decoder_get_region(struct cxl_decoder *decoder);
unsigned long long cxl_decoder_get_dpa_resource(struct cxl_decoder *decoder);
unsigned long long cxl_decoder_get_dpa_size(struct cxl_decoder *decoder);
enum cxl_decoder_mode cxl_decoder_get_mode(struct cxl_decoder *decoder);
const char *cxl_decoder_get_mode_name(struct cxl_decoder *decoder);
struct cxl_memdev *cxl_decoder_get_memdev(struct cxl_decoder *decoder);
int cxl_decoder_set_mode(struct cxl_decoder *decoder,
			 enum cxl_decoder_mode mode);
int cxl_decoder_set_dpa_size(struct cxl_decoder *decoder,
			     unsigned long long size);
struct cxl_region *cxl_decoder_create_pmem_region(struct cxl_decoder *decoder);
struct cxl_region *cxl_decoder_create_ram_region(struct cxl_decoder *decoder);

int cxl_decoder_get_nr_targets(struct cxl_decoder *decoder);
struct cxl_target *
cxl_decoder_get_target_by_memdev(struct cxl_decoder *decoder,
				 struct cxl_memdev *memdev);
struct cxl_target *
cxl_decoder_get_target_by_position(struct cxl_decoder *decoder, int position);

struct cxl_target *cxl_target_get_first(struct cxl_decoder *decoder);
struct cxl_target *cxl_target_get_next(struct cxl_target *target);
#define cxl_target_foreach(decoder, target)				\
	for (target = cxl_target_get_first(decoder); target != NULL;	\
	     target = cxl_target_get_next(target))

struct cxl_decoder *cxl_target_get_decoder(struct cxl_target *target);
int cxl_target_get_position(struct cxl_target *target);
unsigned long cxl_target_get_id(struct cxl_target *target);
const char *cxl_target_get_devname(struct cxl_target *target);
const char *cxl_target_get_physical_node(struct cxl_target *target);
const char *cxl_target_get_firmware_node(struct cxl_target *target);
bool cxl_target_maps_memdev(struct cxl_target *target,
			    struct cxl_memdev *memdev);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_DECODER_H */
