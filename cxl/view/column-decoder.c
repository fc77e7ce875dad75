// SPDX-License-Identifier: GPL-2.0-or-later
/* The columns of decoders, and of windows, which are the decoders of a bus. */
#include <limits.h>
#include <string.h>

#include "view/column.h"

static bool is_window(struct cxl_decoder *decoder)
{
	return cxl_port_is_root(cxl_decoder_get_port(decoder));
}

void column_decoder_type(struct look *look, struct value *value)
{
	struct cxl_decoder *decoder = look->record.decoder;
	const char *mode = cxl_decoder_get_mode_name(decoder);

	if (!is_window(decoder)) {
		if (mode && strcmp(mode, "none"))
			value_set_text(value, mode);
		return;
	}
	if (cxl_decoder_is_volatile_capable(decoder))
		value_add_word(value, "ram");
	if (cxl_decoder_is_pmem_capable(decoder))
		value_add_word(value, "pmem");
	if (cxl_decoder_is_accelmem_capable(decoder))
		value_add_word(value, "accelerator");
}

/* A region whose size is unknown may have the rest. */
void column_decoder_free(struct look *look, struct value *value)
{
	struct cxl_decoder *decoder = look->record.decoder;
	unsigned long long size = cxl_decoder_get_size(decoder), used = 0, part;
	struct cxl_region *region;

	if (!is_window(decoder))
		return;
	value_set(value, VALUE_UNKNOWN, 0);
	if (size == ULLONG_MAX)
		return;
	cxl_region_foreach(decoder, region) {
		part = cxl_region_get_size(region);
		if (part == ULLONG_MAX)
			return;
		used += part;
	}
	if (used <= size)
		value_set(value, VALUE_SIZE, size - used);
}

void column_decoder_region(struct look *look, struct value *value)
{
	struct cxl_decoder *decoder = look->record.decoder;
	struct cxl_region *region;

	if (!is_window(decoder)) {
		region = cxl_decoder_get_region(decoder);
		if (region)
			value_set_text(value, cxl_region_get_devname(region));
		return;
	}
	cxl_region_foreach(decoder, region)
		value_add_word(value, cxl_region_get_devname(region));
}
