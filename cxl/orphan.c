// SPDX-License-Identifier: GPL-2.0-or-later
/* What is left of regions that nobody finished, or whose destroying was cut short. */
#include <limits.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cleanup.h"
#include "orphan.h"

bool orphan_is_region(struct cxl_region *region)
{
	return !cxl_region_decode_is_committed(region) &&
	       cxl_region_is_enabled(region) <= 0 &&
	       !cxl_region_is_gone(region);
}

static bool holds_dpa(struct cxl_decoder *decoder)
{
	unsigned long long size = cxl_decoder_get_dpa_size(decoder);

	return size && size != ULLONG_MAX;
}

/* Between the name and the look for it the region may have gone the usual way. */
static bool still_names(struct cxl_decoder *decoder, const char *name)
{
	const char *now = cxl_decoder_refresh(decoder) < 0 ?
		NULL : cxl_decoder_get_region_name(decoder);

	return now && strcmp(now, name) == 0 &&
	       !cxl_region_get_by_name(cxl_decoder_get_ctx(decoder), name) &&
	       !cxl_decoder_is_gone(decoder);
}

enum orphan_decoder orphan_of_decoder(struct cxl_decoder *decoder,
				      struct cxl_region **ret_region)
{
	const char *name = cxl_decoder_get_region_name(decoder);
	_cleanup_free_ char *kept = name ? strdup(name) : NULL;

	*ret_region = NULL;
	if (!name)
		return holds_dpa(decoder) && !cxl_decoder_is_gone(decoder) ?
			ORPHAN_DPA : ORPHAN_NONE;
	*ret_region = cxl_region_get_by_name(cxl_decoder_get_ctx(decoder), name);
	if (*ret_region || !kept || !still_names(decoder, kept))
		return ORPHAN_NONE;
	return ORPHAN_LEAKED;
}
