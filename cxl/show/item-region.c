// SPDX-License-Identifier: GPL-2.0-or-later
/* A region as an item of --json=2, with what its memory is used as. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/output.h"
#include "show/item.h"
#include "show/keys.h"

#define UUID_TEXT 37

/* Persistent regions have one; what has none yet is unknown. */
static void item_uuid(struct output *out, struct cxl_region *region)
{
	char text[UUID_TEXT];
	uuid_t uuid = { 0 };

	cxl_region_get_uuid(region, uuid);
	uuid_unparse_lower(uuid, text);
	item_text(out, "uuid", uuid_is_null(uuid) ? NULL : text);
}

static void item_range(struct output *out, struct cxl_region *region)
{
	unsigned long long start, size;

	if (cxl_region_query_range(region, &start, &size)) {
		start = cxl_region_get_resource(region);
		size = cxl_region_get_size(region);
		start = start ? start : ULLONG_MAX;
	}
	item_address(out, "resource", start, ULLONG_MAX);
	item_uint(out, "size", size, ULLONG_MAX);
}

static void item_geometry(struct output *out, struct cxl_region *region)
{
	const char *mode = cxl_region_get_mode_name(region);

	item_range(out, region);
	output_uint(out, "extended_linear_cache_size",
		    cxl_region_get_extended_linear_cache_size(region));
	item_text(out, "type", mode && strcmp(mode, "none") ? mode : NULL);
	item_uint(out, "ways", cxl_region_get_interleave_ways(region), UINT_MAX);
	item_uint(out, "granularity", cxl_region_get_interleave_granularity(region), UINT_MAX);
	item_uuid(out, region);
}

static void item_state(struct output *out, struct cxl_region *region)
{
	enum cxl_region_locked_state locked = cxl_region_locked_state(region);
	bool yes = false;
	int rc;

	rc = cxl_region_query_committed(region, &yes);
	item_bool(out, "committed", rc, yes);
	rc = cxl_region_query_enabled(region, &yes);
	item_bool(out, "enabled", rc, yes);
	item_bool(out, "locked", locked == CXL_REGION_LOCKED_UNKNOWN, locked == CXL_REGION_LOCKED);
	rc = cxl_region_query_orphan(region, &yes);
	item_bool(out, "orphan", rc, yes);
	output_bool(out, "qos_class_mismatch", cxl_region_qos_class_differs(region));
}

static void item_mapping(struct output *out, struct cxl_memdev_mapping *mapping)
{
	struct cxl_decoder *decoder = cxl_mapping_get_decoder(mapping);
	struct cxl_memdev *memdev = cxl_decoder_get_memdev(decoder);

	output_open_object(out, NULL);
	output_uint(out, "position", cxl_mapping_get_position(mapping));
	item_text(out, "memdev", memdev ? cxl_memdev_get_devname(memdev) : NULL);
	item_address(out, "serial", memdev ? cxl_memdev_get_serial(memdev) : ULLONG_MAX, ULLONG_MAX);
	output_text(out, "decoder", cxl_decoder_get_devname(decoder));
	output_close_object(out);
}

static void item_mappings(struct output *out, struct cxl_region *region)
{
	struct cxl_memdev_mapping *mapping;

	output_open_array(out, "mappings");
	cxl_mapping_foreach(region, mapping)
		item_mapping(out, mapping);
	output_close_array(out);
}

/* ---- memory ------------------------------------------------------------- */

/* What several may have: the one value of all, "mixed", or NULL before the first. */
static void add_word(const char **all, const char *word)
{
	*all = !*all || !strcmp(*all, word) ? word : "mixed";
}

static const char *mode_of(struct cxl_dax *dax)
{
	enum cxl_dax_driver driver;

	if (cxl_dax_query_driver(dax, &driver))
		return "unknown";
	switch ((int)driver) {
	case CXL_DAX_DRIVER_NONE:	return "none";
	case CXL_DAX_DRIVER_KMEM:	return "system-ram";
	case CXL_DAX_DRIVER_DEVICE_DAX:	return "devdax";
	case CXL_DAX_DRIVER_FSDEV_DAX:	return "famfs";
	default:			return cxl_dax_get_driver_name(dax);
	}
}

static void item_devices(struct output *out, struct cxl_memory *memory)
{
	const char *mode = NULL;
	struct cxl_dax *dax;

	cxl_dax_foreach(memory, dax)
		add_word(&mode, mode_of(dax));
	item_text(out, "mode", mode);
	output_open_array(out, "dax");
	cxl_dax_foreach(memory, dax)
		output_text(out, NULL, cxl_dax_get_devname(dax));
	output_close_array(out);
}

static void item_blocks(struct output *out, struct cxl_memory *memory)
{
	unsigned int online, total;

	if (cxl_memory_query_blocks(memory, &online, &total, NULL)) {
		output_unknown(out, "blocks");
		return;
	}
	output_open_object(out, "blocks");
	output_uint(out, "total", total);
	output_uint(out, "online", online);
	output_uint(out, "size", cxl_memory_get_block_size(memory));
	output_close_object(out);
}

/* The tool's words for zones: movable, kernel. */
static void item_place(struct output *out, struct cxl_memory *memory)
{
	struct cxl_memory_block *block;
	const char *zone = NULL;
	struct cxl_dax *dax = cxl_dax_get_first(memory);

	cxl_memory_block_foreach(memory, block) {
		const char *one = cxl_memory_block_get_zone(block);

		if (one)
			add_word(&zone, strcmp(one, "Movable") ? "kernel" : "movable");
	}
	item_text(out, "zone", zone);
	item_int(out, "node", dax ? cxl_dax_get_target_node(dax) : -1);
}

static void item_memory(const struct show *show, struct cxl_region *region)
{
	struct cxl_memory *memory;

	if (cxl_memory_new(region, &memory)) {
		output_unknown(show->out, "memory");
		return;
	}
	output_open_object(show->out, "memory");
	item_devices(show->out, memory);
	item_blocks(show->out, memory);
	item_place(show->out, memory);
	output_close_object(show->out);
	cxl_memory_free(memory);
}

void item_region(const struct show *show, const struct record *record)
{
	struct cxl_region *region = record->region;
	struct output *out = show->out;

	output_text(out, "kind", "region");
	output_text(out, "name", cxl_region_get_devname(region));
	output_text(out, "parent", cxl_decoder_get_devname(cxl_region_get_decoder(region)));
	item_geometry(out, region);
	item_state(out, region);
	item_mappings(out, region);
	item_memory(show, region);
	if (show->keys.memory)
		show_region_memory(show, region);
	if (show->keys.dax)
		show_region_dax(out, region);
	if (show->media)
		show_media_errors(show, record);
}
