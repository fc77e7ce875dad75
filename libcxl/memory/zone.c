// SPDX-License-Identifier: LGPL-2.1-or-later
/* Zones of memory blocks: as the kernel names them, and the words that online memory into them. */
#include <stddef.h>
#include <string.h>

#include "core/cleanup.h"
#include "memory/memory.h"
#include "memory/zone.h"

/* "none" of a block that spans zones, and several where the kernel would choose, are no zone to name. */
enum cxl_memory_zone memory_zone_named(const char *text)
{
	if (!*text)
		return CXL_MEMORY_ZONE_NONE;
	if (!strcmp(text, "none") || strchr(text, ' '))
		return CXL_MEMORY_ZONE_DEFAULT;
	return strcmp(text, "Movable") ? CXL_MEMORY_ZONE_KERNEL : CXL_MEMORY_ZONE_MOVABLE;
}

const char *memory_zone_word(enum cxl_memory_zone zone)
{
	static const char *const words[] = {
		[CXL_MEMORY_ZONE_DEFAULT] = "online",
		[CXL_MEMORY_ZONE_MOVABLE] = "online_movable",
		[CXL_MEMORY_ZONE_KERNEL] = "online_kernel",
	};

	return (size_t)zone < ARRAY_SIZE(words) ? words[zone] : NULL;
}

/* Where an old kernel names no zone, it chooses. */
enum cxl_memory_zone memory_block_zone(const struct cxl_memory_block *block)
{
	if (!block->online)
		return CXL_MEMORY_ZONE_NONE;
	return *block->zone ? memory_zone_named(block->zone) : CXL_MEMORY_ZONE_DEFAULT;
}

enum cxl_memory_zone memory_zone(const struct cxl_memory *memory)
{
	for (size_t i = 0; i < memory->nr_blocks; i++)
		if (memory->blocks[i].online)
			return memory_block_zone(&memory->blocks[i]);
	return CXL_MEMORY_ZONE_NONE;
}

EXPORT enum cxl_memory_zone cxl_memory_get_zone(struct cxl_memory *memory)
{
	return memory_zone(memory);
}
