/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The directories of the DAX devices of a region. */
#pragma once

struct cxl_region;

/*
 * Calls @each with "dax_region0/dax0.0", below the directory of the region, and
 * "dax0.0". 0, or the first other value that @each returned, or -errno. A device
 * that leaves is passed over, also where @each fails because of that.
 */
int region_each_dax(struct cxl_region *region,
		    int (*each)(void *arg, const char *dir, const char *name), void *arg);
