// SPDX-License-Identifier: GPL-2.0-or-later
/* Decoders and targets, and their keys. */
#include <limits.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/objects.h"
#include "core/output.h"
#include "show/keys.h"

/* Absent values of the library's getters. */
#define NO_U64	ULLONG_MAX
#define NO_UINT	UINT_MAX

/* What is not shown is not asked for: the library reads it only then. */

static void show_resource(struct output *out, struct cxl_decoder *decoder)
{
	unsigned long long resource = cxl_decoder_get_resource(decoder);

	if (resource != NO_U64)
		output_address(out, "resource", resource);
}

static void show_granularity(struct output *out, struct cxl_decoder *decoder)
{
	unsigned int granularity = cxl_decoder_get_interleave_granularity(decoder);

	if (granularity != NO_UINT)
		output_uint(out, "interleave_granularity", granularity);
}

static void show_dpa_resource(struct output *out, struct cxl_decoder *decoder)
{
	unsigned long long resource = cxl_decoder_get_dpa_resource(decoder);

	if (resource != NO_U64)
		output_address(out, "dpa_resource", resource);
}

static void show_range(struct output *out, struct cxl_decoder *decoder)
{
	unsigned long long size = cxl_decoder_get_size(decoder);
	unsigned int ways = cxl_decoder_get_interleave_ways(decoder);

	if (size && size != NO_U64) {
		show_resource(out, decoder);
		output_size(out, "size", size);
	}
	if (ways != NO_UINT)
		output_uint(out, "interleave_ways", ways);
	if (ways != NO_UINT && ways > 1)
		show_granularity(out, decoder);
}

static void show_dpa(struct output *out, struct cxl_decoder *decoder)
{
	unsigned long long size = cxl_decoder_get_dpa_size(decoder);
	const char *mode = cxl_decoder_get_mode_name(decoder);

	if (size && size != NO_U64) {
		show_dpa_resource(out, decoder);
		output_size(out, "dpa_size", size);
	}
	if (mode && strcmp(mode, "none"))
		output_text(out, "mode", mode);
}

static void show_root(struct output *out, struct cxl_decoder *decoder)
{
	unsigned long long extent = cxl_decoder_get_max_available_extent(decoder);
	bool mem = cxl_decoder_is_mem_capable(decoder);
	int qos = cxl_root_decoder_get_qos_class(decoder);

	if (mem && extent != NO_U64)
		output_size(out, "max_available_extent", extent);
	if (mem && cxl_decoder_is_pmem_capable(decoder))
		output_bool(out, "pmem_capable", true);
	if (mem && cxl_decoder_is_volatile_capable(decoder))
		output_bool(out, "volatile_capable", true);
	if (cxl_decoder_is_accelmem_capable(decoder))
		output_bool(out, "accelmem_capable", true);
	if (qos != CXL_QOS_CLASS_NONE)
		output_int(out, "qos_class", qos);
}

static void show_target(struct output *out, struct cxl_target *target)
{
	const char *alias = cxl_target_get_firmware_node(target);

	if (!alias)
		alias = cxl_target_get_physical_node(target);
	output_open_object(out, NULL);
	output_text(out, "target", cxl_target_get_devname(target));
	if (alias)
		output_text(out, "alias", alias);
	else
		output_unknown(out, "alias");
	output_int(out, "position", cxl_target_get_position(target));
	output_address(out, "id", cxl_target_get_id(target));
	output_close_object(out);
}

static bool is_shown(struct cxl_target *target, const struct objects *only)
{
	for (size_t i = 0; only && i < only->count; i++)
		if (cxl_target_maps_memdev(target, only->list[i]))
			return true;
	return !only || !only->count;
}

void show_targets(const struct show *show, struct cxl_decoder *decoder)
{
	struct output *out = show->out;
	struct cxl_target *target;
	bool any = out->contract;	/* there an array, if only an empty one */

	if (cxl_decoder_get_nr_targets(decoder) >= 0)
		output_int(out, "nr_targets", cxl_decoder_get_nr_targets(decoder));
	else
		output_unknown(out, "nr_targets");
	if (!show->keys.targets)
		return;
	if (any)
		output_open_array(out, "targets");
	cxl_target_foreach(decoder, target) {
		if (!is_shown(target, show->only))
			continue;
		if (!any)
			output_open_array(out, "targets");
		any = true;
		show_target(out, target);
	}
	if (any)
		output_close_array(out);
}

void show_decoder(const struct show *show, const struct record *record)
{
	struct cxl_decoder *decoder = record->decoder;
	struct output *out = show->out;
	struct cxl_port *port = cxl_decoder_get_port(decoder);
	bool root = cxl_port_is_root(port);
	bool endpoint = cxl_port_is_endpoint(port);
	struct cxl_region *region = NULL;
	enum cxl_decoder_orphan orphan = CXL_DECODER_NO_ORPHAN;

	if (!root)
		orphan = cxl_decoder_get_orphan(decoder, &region);
	output_text(out, "decoder", cxl_decoder_get_devname(decoder));
	show_range(out, decoder);
	if (region)
		output_text(out, "region", cxl_region_get_devname(region));
	if (!cxl_decoder_get_size(decoder))
		output_text(out, "state", "disabled");
	if (orphan != CXL_DECODER_NO_ORPHAN)
		output_bool(out, "orphan", true);
	if (endpoint)
		show_dpa(out, decoder);
	if (root)
		show_root(out, decoder);
	if (!endpoint)
		show_targets(show, decoder);
}
