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

/* Not committed and without a driver: its making stopped halfway, or a member left. */
bool orphan_is_region(struct cxl_region *region);

enum orphan_decoder {
	ORPHAN_NONE,
	ORPHAN_DPA,	/* it holds memory of its device, and is in no region */
	ORPHAN_LEAKED,	/* it names a region that does not exist */
};

/*
 * For any but a root decoder. @ret_region is the region that it is part of, or
 * NULL.
 */
enum orphan_decoder orphan_of_decoder(struct cxl_decoder *decoder,
				      struct cxl_region **ret_region);
