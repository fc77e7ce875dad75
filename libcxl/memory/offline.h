/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Offlining the memory blocks of a region: all of them, or none. */
#pragma once

#include <stdbool.h>

struct cxl_region;

/*
 * As cxl_region_memory_offline(). *@ret_again: it failed with -EBUSY because
 * another program onlines the blocks again and again.
 */
int region_take_offline(struct cxl_region *region, bool *ret_again);
