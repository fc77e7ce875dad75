// SPDX-License-Identifier: GPL-2.0-or-later
/* Which decoder of a memdev holds DPA, which is next to take DPA, which to give it back, and how much there is. */
#include <limits.h>
#include <stddef.h>

#include "region/dpa.h"

enum dpa_hold decoder_dpa(struct cxl_decoder *decoder)
{
	unsigned long long size = cxl_decoder_get_dpa_size(decoder);

	if (size == ULLONG_MAX)
		return DPA_UNKNOWN;
	return size ? DPA_HELD : DPA_NONE;
}

struct cxl_decoder *dpa_unknown(struct cxl_port *port)
{
	struct cxl_decoder *decoder;

	cxl_decoder_foreach(port, decoder)
		if (decoder_dpa(decoder) == DPA_UNKNOWN)
			return decoder;
	return NULL;
}

struct cxl_decoder *dpa_next_taker(struct cxl_endpoint *endpoint)
{
	struct cxl_decoder *decoder, *next = NULL;

	cxl_decoder_foreach_reverse(cxl_endpoint_get_port(endpoint), decoder) {
		if (decoder_dpa(decoder) != DPA_NONE)
			break;
		next = decoder;
	}
	return next;
}

struct cxl_decoder *dpa_last_holder(struct cxl_endpoint *endpoint,
				    enum cxl_decoder_mode mode)
{
	struct cxl_decoder *decoder;

	cxl_decoder_foreach_reverse(cxl_endpoint_get_port(endpoint), decoder)
		if (decoder_dpa(decoder) != DPA_NONE &&
		    (mode == CXL_DECODER_MODE_NONE ||
		     cxl_decoder_get_mode(decoder) == mode))
			return decoder;
	return NULL;
}

/* The kernel gives out nothing before what is taken, ram being before pmem. */
static bool shuts(struct cxl_decoder *decoder, enum cxl_decoder_mode mode)
{
	enum cxl_decoder_mode other = cxl_decoder_get_mode(decoder);

	return other != mode && !(mode == CXL_DECODER_MODE_PMEM &&
				  other == CXL_DECODER_MODE_RAM);
}

uint64_t dpa_available(struct cxl_memdev *memdev, enum cxl_decoder_mode mode)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	uint64_t left = mode == CXL_DECODER_MODE_RAM ?
		cxl_memdev_get_ram_size(memdev) : cxl_memdev_get_pmem_size(memdev);
	struct cxl_decoder *decoder;

	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder) {
		uint64_t size = cxl_decoder_get_dpa_size(decoder);
		enum dpa_hold hold = decoder_dpa(decoder);

		if (hold == DPA_NONE)
			continue;
		if (hold == DPA_UNKNOWN || shuts(decoder, mode))
			return 0;
		if (cxl_decoder_get_mode(decoder) == mode)
			left -= size < left ? size : left;
	}
	return left;
}
