/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is left of regions that nobody finished, or whose destroying was cut short. */
#pragma once

#include <stdbool.h>

struct cxl_decoder;
struct cxl_region;

/*
 * What an object looks like at this moment: while another program makes or
 * destroys a region, what it works on looks the same.
 */

/*
 * Not committed and without a driver: its making stopped halfway, or a member
 * left. Not one of firmware's of which a member has yet to come: the decoders of
 * the others are committed. What cannot be read is no orphan.
 */
bool orphan_is_region(struct cxl_region *region);

/* The same: 0 and the answer in @ret, or -errno when it cannot be seen. */
int orphan_query_region(struct cxl_region *region, bool *ret);

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
	KEEPER_RESERVED,	/* whoever set it aside: cxl reserve-dpa */
	KEEPER_UNKNOWN,		/* that cannot be read */
};

enum keeper orphan_keeper(struct cxl_decoder *decoder);

enum orphan_decoder {
	ORPHAN_NONE,
	ORPHAN_DPA,	/* it holds memory of its device, in no region, for nobody */
	ORPHAN_LEAKED,	/* it names a region that does not exist */
};

/*
 * For any but a root decoder. @ret_region is the region that it is part of, or
 * NULL.
 */
enum orphan_decoder orphan_of_decoder(struct cxl_decoder *decoder,
				      struct cxl_region **ret_region);
