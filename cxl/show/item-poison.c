// SPDX-License-Identifier: GPL-2.0-or-later
/* A poison record of --json=2: with all its addresses. */
#include <limits.h>
#include <stdint.h>

#include <cxl/libcxl.h>

#include "core/output.h"
#include "core/scope.h"
#include "show/item.h"
#include "show/keys.h"
#include "trace/trace.h"

/* The region that has this address of the memdev, or NULL. */
static struct cxl_region *find_region(struct cxl_memdev *memdev, uint64_t dpa)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	struct cxl_decoder *decoder;

	if (!endpoint)
		return NULL;
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder) {
		uint64_t start = cxl_decoder_get_dpa_resource(decoder);

		if (start != UINT64_MAX && dpa >= start &&
		    dpa - start < cxl_decoder_get_dpa_size(decoder))
			return cxl_decoder_get_region(decoder);
	}
	return NULL;
}

static void item_place(struct output *out, const struct record *record, uint64_t dpa, uint64_t hpa)
{
	struct cxl_region *region = record->kind == RECORD_REGION ? record->region :
				    find_region(record->memdev, dpa);
	uint64_t start = region ? cxl_region_get_resource(region) : UINT64_MAX;
	bool known = start != UINT64_MAX && hpa != UINT64_MAX && hpa >= start;

	item_address(out, "dpa", dpa, UINT64_MAX);
	item_address(out, "hpa", hpa, UINT64_MAX);
	item_text(out, "region", region ? cxl_region_get_devname(region) : NULL);
	item_address(out, "offset", known ? hpa - start : UINT64_MAX, UINT64_MAX);
}

static void item_flags(struct output *out, unsigned int flags)
{
	static const struct {
		unsigned int bit;
		const char *name;
	} names[] = {
		{ TRACE_POISON_MORE, "more" },
		{ TRACE_POISON_SCANNING, "scanning" },
		{ TRACE_POISON_OVERFLOW, "overflow" },
	};

	output_open_array(out, "flags");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].bit)
			output_text(out, NULL, names[i].name);
	output_close_array(out);
}

void item_poison(struct output *out, const struct record *record, const struct poison_record *poison,
		 const char *source)
{
	output_open_object(out, NULL);
	item_place(out, record, poison->dpa, poison->hpa);
	output_uint(out, "length", poison->length);
	output_text(out, "source", source);
	item_flags(out, poison->flags);
	item_address(out, "overflow_time", poison->flags & TRACE_POISON_OVERFLOW ?
		     poison->overflow_time : UINT64_MAX, UINT64_MAX);
	output_close_object(out);
}
