/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Zones of memory blocks: as the kernel names them, and the words that online memory into them. */
#pragma once

#include <cxl/libcxl.h>

/* The zone of a block by the text of its valid_zones; "" is that of a block that is offline. */
enum cxl_memory_zone memory_zone_named(const char *text);

/* What onlines a block into that zone: "online_movable"; NULL for CXL_MEMORY_ZONE_NONE. */
const char *memory_zone_word(enum cxl_memory_zone zone);

/* The zone of one of a region's; of one that is offline, CXL_MEMORY_ZONE_NONE. */
enum cxl_memory_zone memory_block_zone(const struct cxl_memory_block *block);

/* That of the first memory block that is online, or CXL_MEMORY_ZONE_NONE. */
enum cxl_memory_zone memory_zone(const struct cxl_memory *memory);
