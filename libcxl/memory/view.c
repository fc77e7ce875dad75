// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the memory of a region is used as, as it was read at one moment: its getters. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "memory/memory.h"

static const char *text_or_null(const char *text)
{
	return *text ? text : NULL;
}

EXPORT struct cxl_region *cxl_memory_get_region(struct cxl_memory *memory)
{
	return memory->region;
}

EXPORT const char *cxl_memory_get_dax_region(struct cxl_memory *memory)
{
	return text_or_null(memory->dax_region);
}

EXPORT unsigned long long cxl_memory_get_block_size(struct cxl_memory *memory)
{
	return memory->block_size;
}

EXPORT int cxl_memory_query_auto_online(struct cxl_memory *memory, bool *ret)
{
	if (!memory->stays_offline.unread)
		*ret = !memory->stays_offline.is;
	return memory->stays_offline.unread;
}

static int count_wanted(const struct cxl_memory *m, unsigned int *ret)
{
	*ret = 0;
	for (size_t i = 0; i < m->nr_daxes; i++) {
		if (m->daxes[i].wanted_unread)
			return m->daxes[i].wanted_unread;
		*ret += m->daxes[i].wanted;
	}
	return m->daxes_unread;
}

static int count_online(const struct cxl_memory *m, unsigned int *ret)
{
	*ret = 0;
	for (size_t i = 0; i < m->nr_blocks; i++) {
		if (m->blocks[i].unread)
			return m->blocks[i].unread;
		*ret += m->blocks[i].online;
	}
	return m->blocks_unread;
}

EXPORT int cxl_memory_query_blocks(struct cxl_memory *memory, unsigned int *online,
				   unsigned int *total, unsigned int *wanted)
{
	unsigned int has_online, has_wanted = 0;
	int rc = count_online(memory, &has_online);

	if (!rc && wanted)
		rc = count_wanted(memory, &has_wanted);
	if (rc)
		return rc;
	if (online)
		*online = has_online;
	if (total)
		*total = (unsigned int)memory->nr_blocks;
	if (wanted)
		*wanted = has_wanted;
	return 0;
}

bool list_has(const char *list, int number)
{
	while (*list) {
		char *end;
		long from = strtol(list, &end, 10), to = from;

		if (end == list)
			return false;
		if (*end == '-')
			to = strtol(end + 1, &end, 10);
		if (number >= from && number <= to)
			return true;
		list = end + (*end == ',');
		if (!*end)
			break;
	}
	return false;
}

EXPORT int cxl_memory_query_node(struct cxl_memory *memory, int node, bool *ret)
{
	if (memory->nodes_unread)
		return memory->nodes_unread;
	*ret = list_has(memory->nodes, node);
	return 0;
}

EXPORT int cxl_memory_find_user(struct cxl_memory *memory, char *name, size_t len)
{
	return cxl_region_find_user(memory->region, name, len);
}

/* ---- DAX devices ------------------------------------------------------- */

EXPORT struct cxl_dax *cxl_dax_get_first(struct cxl_memory *memory)
{
	return memory->nr_daxes ? memory->daxes : NULL;
}

EXPORT struct cxl_dax *cxl_dax_get_next(struct cxl_dax *dax)
{
	const struct cxl_memory *m = dax->memory;

	return dax + 1 < m->daxes + m->nr_daxes ? dax + 1 : NULL;
}

EXPORT const char *cxl_dax_get_devname(struct cxl_dax *dax)
{
	return dax->name;
}

EXPORT int cxl_dax_query_driver(struct cxl_dax *dax, enum cxl_dax_driver *ret)
{
	if (!dax->driver_unread)
		*ret = dax->driver;
	return dax->driver_unread;
}

EXPORT const char *cxl_dax_get_driver_name(struct cxl_dax *dax)
{
	return text_or_null(dax->driver_name);
}

EXPORT unsigned long long cxl_dax_get_size(struct cxl_dax *dax)
{
	return dax->size;
}

EXPORT int cxl_dax_get_target_node(struct cxl_dax *dax)
{
	return dax->target_node;
}

EXPORT const char *cxl_dax_get_state(struct cxl_dax *dax)
{
	return text_or_null(dax->state);
}

/* ---- memory blocks ----------------------------------------------------- */

EXPORT struct cxl_memory_block *cxl_memory_block_get_first(struct cxl_memory *memory)
{
	return memory->nr_blocks ? memory->blocks : NULL;
}

EXPORT struct cxl_memory_block *
cxl_memory_block_get_next(struct cxl_memory_block *block)
{
	const struct cxl_memory *m = block->memory;

	return block + 1 < m->blocks + m->nr_blocks ? block + 1 : NULL;
}

EXPORT const char *cxl_memory_block_get_devname(struct cxl_memory_block *block)
{
	return block->name;
}

EXPORT unsigned long long
cxl_memory_block_get_resource(struct cxl_memory_block *block)
{
	return block->number * block->memory->block_size;
}

EXPORT int cxl_memory_block_query_online(struct cxl_memory_block *block, bool *ret)
{
	if (!block->unread)
		*ret = block->online;
	return block->unread;
}

EXPORT const char *cxl_memory_block_get_zone(struct cxl_memory_block *block)
{
	return text_or_null(block->zone);
}

EXPORT int cxl_memory_block_get_node(struct cxl_memory_block *block)
{
	return block->node;
}
