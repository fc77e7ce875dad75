// SPDX-License-Identifier: GPL-2.0-or-later
/* Regions and mappings, and their keys. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/output.h"
#include "show/keys.h"

/* 0 stands for "none so far", for address 0, and for what cannot be read: only that is left out. */
static void show_resource(struct output *out, struct cxl_region *region)
{
	unsigned long long resource = cxl_region_get_resource(region), size;
	int rc = resource ? 0 : cxl_region_query_range(region, &resource, &size);

	if (!rc || rc == -ENXIO)
		output_address(out, "resource", resource);
}

static void show_geometry(struct output *out, struct cxl_region *region)
{
	unsigned long long size = cxl_region_get_size(region);
	unsigned long long cache = cxl_region_get_extended_linear_cache_size(region);
	const char *mode = cxl_region_get_mode_name(region);
	unsigned int ways = cxl_region_get_interleave_ways(region);
	unsigned int granularity = cxl_region_get_interleave_granularity(region);

	show_resource(out, region);
	if (size != ULLONG_MAX)
		output_size(out, "size", size);
	if (cache)
		output_size(out, "extended_linear_cache_size", cache);
	if (mode && strcmp(mode, "none"))
		output_text(out, "type", mode);
	if (ways != UINT_MAX)
		output_uint(out, "interleave_ways", ways);
	if (granularity != UINT_MAX)
		output_uint(out, "interleave_granularity", granularity);
}

/* Likewise: the getter's "no" may be a failed read. */
static void show_decode_state(struct output *out, struct cxl_region *region)
{
	bool committed = cxl_region_decode_is_committed(region);

	if (committed || !cxl_region_query_committed(region, &committed))
		output_text(out, "decode_state", committed ? "commit" : "reset");
}

static void show_state(struct output *out, const struct record *record)
{
	struct cxl_region *region = record->region;
	enum cxl_region_locked_state locked = cxl_region_locked_state(region);
	bool orphan;

	show_decode_state(out, region);
	if (!record->enabled)
		output_text(out, "state", "disabled");
	if (locked != CXL_REGION_LOCKED_UNKNOWN)
		output_bool(out, "locked", locked == CXL_REGION_LOCKED);
	if (!cxl_region_query_orphan(region, &orphan) && orphan)
		output_bool(out, "orphan", true);
}

static void show_mapping(struct output *out, struct cxl_memdev_mapping *mapping)
{
	struct cxl_decoder *decoder = cxl_mapping_get_decoder(mapping);
	struct cxl_memdev *memdev = cxl_decoder_get_memdev(decoder);

	output_open_object(out, NULL);
	output_uint(out, "position", cxl_mapping_get_position(mapping));
	if (memdev)
		output_text(out, "memdev", cxl_memdev_get_devname(memdev));
	output_text(out, "decoder", cxl_decoder_get_devname(decoder));
	output_close_object(out);
}

static void show_mappings(struct output *out, struct cxl_region *region)
{
	struct cxl_memdev_mapping *mapping;

	output_open_array(out, "mappings");
	cxl_mapping_foreach(region, mapping)
		show_mapping(out, mapping);
	output_close_array(out);
}

void show_region(const struct show *show, const struct record *record)
{
	struct cxl_region *region = record->region;
	struct output *out = show->out;

	output_text(out, "region", cxl_region_get_devname(region));
	show_geometry(out, region);
	show_state(out, record);
	if (show->media)
		show_media_errors(show, record);
	if (show->keys.targets)
		show_mappings(out, region);
	if (show->keys.dax)
		show_region_dax(out, region);
	if (show->keys.memory)
		show_region_memory(show, region);
	if (cxl_region_qos_class_differs(region))
		output_bool(out, "qos_class_mismatch", true);
}
