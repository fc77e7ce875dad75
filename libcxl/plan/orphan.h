/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is left of regions that were not finished or not destroyed: what <cxl/libcxl/holder.h> has not. */
#pragma once

#include <stdbool.h>

struct cxl_decoder;
struct cxl_region;

/* cxl_region_query_orphan(); what cannot be read is no orphan. */
bool orphan_is_region(struct cxl_region *region);

/*
 * A decoder of that region which firmware committed, or NULL: then it waits for
 * the rest of its members.
 */
struct cxl_decoder *orphan_committed_member(struct cxl_region *region);

/*
 * Whether a decoder that is in no region decodes a range: firmware committed it.
 * A switch decoder shows the range of its last region until it has another one,
 * so that only its commit tells.
 */
bool orphan_decodes(struct cxl_decoder *decoder);

/* Whose the memory is that a decoder holds without a region. */
enum keeper {
	KEEPER_NONE,		/* nobody's: left behind */
	KEEPER_FIRMWARE,	/* the platform's: it programmed the decoder */
	KEEPER_RESERVED,	/* reserved: cxl reserve-dpa */
	KEEPER_UNKNOWN,		/* that cannot be read */
};

enum keeper orphan_keeper(struct cxl_decoder *decoder);
