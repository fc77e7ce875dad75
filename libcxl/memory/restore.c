// SPDX-License-Identifier: LGPL-2.1-or-later
/* Returning memory blocks to how they were: online in their zone, or offline. */
#include <stdio.h>
#include <string.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/watchdog.h"
#include "memory/blocks.h"
#include "memory/restore.h"
#include "memory/zone.h"
#include "object/region.h"

#define TRIES 6		/* two writes for each block, and then again */

/* "Movable": the zone of a block that is online; "": it is offline, or cannot be seen. */
static void read_zone(const struct io *io, uint64_t number, char zone[MEMORY_NAME_MAX])
{
	char text[IO_TEXT_MAX] = "";

	if (block_look_online(io, number) <= 0 ||
	    block_read(io, number, "valid_zones", text, sizeof(text)) < 0)
		*text = '\0';
	snprintf(zone, MEMORY_NAME_MAX, "%.*s", MEMORY_NAME_MAX - 1, text);
}

static bool is_back(const struct io *io, const struct cxl_memory_block *block)
{
	char zone[MEMORY_NAME_MAX];

	if (!block->online || !*block->zone)
		return block_look_online(io, block->number) == block->online;
	read_zone(io, block->number, zone);
	return !strcmp(zone, block->zone);
}

/* Online in another zone than before it has to be offlined first. */
static void restore_block(const struct io *io, const struct cxl_memory_block *block)
{
	const char *word = memory_zone_word(memory_block_zone(block));

	for (int tries = 0; tries < TRIES && !is_back(io, block); tries++) {
		bool offline = !word || block_look_online(io, block->number) > 0;

		block_write(io, block->number, "state", offline ? "offline" : word);
	}
}

void memory_restore_blocks(const struct cxl_memory *before)
{
	const struct cxl_ctx *ctx = before->region->object.ctx;

	watchdog_pause(ctx->watchdog, &ctx->io);
	for (size_t i = 0; i < before->nr_blocks; i++)
		restore_block(&ctx->io, &before->blocks[i]);
	watchdog_resume(ctx->watchdog);
}

bool memory_blocks_are_back(const struct cxl_memory *before)
{
	for (size_t i = 0; i < before->nr_blocks; i++)
		if (!is_back(&before->region->object.ctx->io, &before->blocks[i]))
			return false;
	return true;
}
