// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is left of regions that nobody finished, or whose destroying was cut short. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "plan/dpa.h"
#include "plan/orphan.h"

/*
 * Decoders of a port are committed in the order of their ids, and a program
 * that creates a region commits them last. So of what is not in a region that works, only
 * firmware committed.
 */
static bool is_committed(struct cxl_decoder *decoder)
{
	struct cxl_port *port = cxl_decoder_get_port(decoder);

	int count = cxl_port_decoders_committed(port);

	return cxl_decoder_is_locked(decoder) || count < 0 ||
	       cxl_decoder_get_id(decoder) < count;
}

struct cxl_decoder *orphan_committed_member(struct cxl_region *region)
{
	struct cxl_memdev_mapping *mapping;

	cxl_mapping_foreach(region, mapping)
		if (is_committed(cxl_mapping_get_decoder(mapping)))
			return cxl_mapping_get_decoder(mapping);
	return NULL;
}

/* What the getters rule out is no orphan; for the rest read now, with three results. */
EXPORT int cxl_region_query_orphan(struct cxl_region *region, bool *ret)
{
	bool committed = true, locked = true;
	int rc;

	*ret = false;
	if (cxl_region_decode_is_committed(region) ||
	    cxl_region_is_enabled(region) > 0 || orphan_committed_member(region))
		return 0;
	rc = cxl_region_query_committed(region, &committed);
	if (!rc)
		rc = cxl_region_query_locked(region, &locked);
	if (!rc && cxl_region_get_interleave_ways(region) == UINT_MAX)
		rc = -EIO;	/* its members cannot be seen */
	*ret = !rc && !committed && !locked;
	return rc == -ENODEV ? 0 : rc;
}

bool orphan_is_region(struct cxl_region *region)
{
	bool is;

	return !cxl_region_query_orphan(region, &is) && is;
}

bool orphan_decodes(struct cxl_decoder *decoder)
{
	struct cxl_port *port = cxl_decoder_get_port(decoder);

	return cxl_decoder_get_size(decoder) &&
	       (cxl_port_is_endpoint(port) || is_committed(decoder));
}

/* One that no region took decodes no range, unless it was programmed by another. */
enum keeper orphan_keeper(struct cxl_decoder *decoder)
{
	unsigned long long size = cxl_decoder_get_size(decoder);
	bool reserved;

	if (size == ULLONG_MAX)
		return KEEPER_UNKNOWN;
	if (size || is_committed(decoder))
		return KEEPER_FIRMWARE;
	if (cxl_decoder_query_reserved(decoder, &reserved) < 0)
		return KEEPER_UNKNOWN;
	return reserved ? KEEPER_RESERVED : KEEPER_NONE;
}

/* Between the name and the look for it the region may have gone the usual way. */
static bool still_names(struct cxl_decoder *decoder, const char *name)
{
	const char *now = cxl_decoder_refresh(decoder) < 0 ?
		NULL : cxl_decoder_get_region_name(decoder);
	struct cxl_region *region;

	return now && strcmp(now, name) == 0 &&
	       cxl_decoder_query_region(decoder, &region) == -ENOENT;
}

static bool is_left_behind(struct cxl_decoder *decoder)
{
	return cxl_decoder_holds_dpa(decoder) == CXL_DECODER_DPA_HELD &&
	       orphan_keeper(decoder) == KEEPER_NONE &&
	       !cxl_decoder_is_gone(decoder);
}

EXPORT enum cxl_decoder_orphan cxl_decoder_get_orphan(struct cxl_decoder *decoder,
					       struct cxl_region **ret_region)
{
	const char *name = cxl_decoder_get_region_name(decoder);
	_cleanup_free_ char *kept = name ? strdup(name) : NULL;

	*ret_region = NULL;
	if (!name)
		return is_left_behind(decoder) ? CXL_DECODER_ORPHAN_DPA : CXL_DECODER_NO_ORPHAN;
	*ret_region = cxl_region_get_by_name(cxl_decoder_get_ctx(decoder), name);
	if (*ret_region || !kept || !still_names(decoder, kept))
		return CXL_DECODER_NO_ORPHAN;
	return CXL_DECODER_ORPHAN_REGION;
}
