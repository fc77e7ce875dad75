// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which decoder of a memdev holds DPA, to which the kernel allocates next, which it frees first, and how much is free. */
#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "plan/dpa.h"

EXPORT enum cxl_decoder_dpa cxl_decoder_holds_dpa(struct cxl_decoder *decoder)
{
	unsigned long long size = cxl_decoder_get_dpa_size(decoder);

	if (size == ULLONG_MAX)
		return CXL_DECODER_DPA_UNKNOWN;
	return size ? CXL_DECODER_DPA_HELD : CXL_DECODER_DPA_NONE;
}

struct cxl_decoder *dpa_unknown(struct cxl_port *port)
{
	struct cxl_decoder *decoder;

	cxl_decoder_foreach(port, decoder)
		if (cxl_decoder_holds_dpa(decoder) == CXL_DECODER_DPA_UNKNOWN)
			return decoder;
	return NULL;
}

EXPORT struct cxl_decoder *
cxl_endpoint_get_next_dpa_decoder(struct cxl_endpoint *endpoint)
{
	struct cxl_decoder *decoder, *next = NULL;

	cxl_decoder_foreach_reverse(cxl_endpoint_get_port(endpoint), decoder) {
		if (cxl_decoder_holds_dpa(decoder) != CXL_DECODER_DPA_NONE)
			break;
		next = decoder;
	}
	return next;
}

EXPORT struct cxl_decoder *
cxl_endpoint_get_last_dpa_decoder(struct cxl_endpoint *endpoint,
				    enum cxl_decoder_mode mode)
{
	struct cxl_decoder *decoder;

	cxl_decoder_foreach_reverse(cxl_endpoint_get_port(endpoint), decoder)
		if (cxl_decoder_holds_dpa(decoder) != CXL_DECODER_DPA_NONE &&
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

EXPORT unsigned long long cxl_memdev_get_available_dpa(struct cxl_memdev *memdev,
						enum cxl_decoder_mode mode)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	uint64_t left = mode == CXL_DECODER_MODE_RAM ?
		cxl_memdev_get_ram_size(memdev) : cxl_memdev_get_pmem_size(memdev);
	struct cxl_decoder *decoder;

	if (!endpoint)
		return 0;
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder) {
		uint64_t size = cxl_decoder_get_dpa_size(decoder);
		enum cxl_decoder_dpa hold = cxl_decoder_holds_dpa(decoder);

		if (hold == CXL_DECODER_DPA_NONE)
			continue;
		if (hold == CXL_DECODER_DPA_UNKNOWN || shuts(decoder, mode))
			return 0;
		if (cxl_decoder_get_mode(decoder) == mode)
			left -= size < left ? size : left;
	}
	return left;
}
