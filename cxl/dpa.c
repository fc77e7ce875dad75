// SPDX-License-Identifier: GPL-2.0-or-later
/* Which decoder of a memdev is next to take DPA, which to give it back, and how much there is. */
#include <stddef.h>

#include "dpa.h"

bool decoder_holds_dpa(struct cxl_decoder *decoder)
{
	unsigned long long size = cxl_decoder_get_dpa_size(decoder);

	return size && size + 1 != 0;
}

struct cxl_decoder *dpa_next_taker(struct cxl_endpoint *endpoint)
{
	struct cxl_decoder *decoder, *next = NULL;

	cxl_decoder_foreach_reverse(cxl_endpoint_get_port(endpoint), decoder) {
		if (decoder_holds_dpa(decoder))
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
		if (decoder_holds_dpa(decoder) &&
		    (mode == CXL_DECODER_MODE_NONE ||
		     cxl_decoder_get_mode(decoder) == mode))
			return decoder;
	return NULL;
}

static uint64_t taken(struct cxl_endpoint *endpoint, enum cxl_decoder_mode mode)
{
	struct cxl_decoder *decoder;
	uint64_t sum = 0;

	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder)
		if (decoder_holds_dpa(decoder) &&
		    cxl_decoder_get_mode(decoder) == mode)
			sum += cxl_decoder_get_dpa_size(decoder);
	return sum;
}

uint64_t dpa_available(struct cxl_memdev *memdev, enum cxl_decoder_mode mode)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	uint64_t capacity = mode == CXL_DECODER_MODE_RAM ?
		cxl_memdev_get_ram_size(memdev) : cxl_memdev_get_pmem_size(memdev);
	uint64_t used = taken(endpoint, mode);

	if (mode == CXL_DECODER_MODE_RAM &&
	    taken(endpoint, CXL_DECODER_MODE_PMEM))
		return 0;
	return used < capacity ? capacity - used : 0;
}
