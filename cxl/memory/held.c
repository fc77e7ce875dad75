// SPDX-License-Identifier: GPL-2.0-or-later
/* Why the memory of a region is still online, in words. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/say.h"
#include "core/signals.h"
#include "memory/held.h"
#include "region/holders.h"
#include "wait/lack.h"

/* -- a region after a failure -- */

void read_left(struct cxl_region *region, const char *failed, struct left *ret)
{
	struct cxl_memory_block *block;
	struct cxl_memory *memory;

	*ret = (struct left){ 0 };
	if (cxl_memory_new(region, &memory))
		return;
	cxl_memory_query_blocks(memory, &ret->online, &ret->total, NULL);
	cxl_memory_block_foreach(memory, block) {
		const char *zone = cxl_memory_block_get_zone(block);

		if (zone && !strcmp(cxl_memory_block_get_devname(block), failed))
			snprintf(ret->zone, sizeof(ret->zone), "%s", zone);
	}
	cxl_memory_free(memory);
}

/* -- the reason, in words -- */

#define PINNED "memory in it cannot be moved: a device or a program has pinned it, or there is no room elsewhere"

/* What the kernel says of a block that it does not let go; its zone tells more. */
static void words_of_held(const struct left *left, struct lack_words *ret)
{
	if (*left->zone && strcmp(left->zone, "Movable")) {
		snprintf(ret->cause, sizeof(ret->cause),
			 "it is in zone %s, where the kernel keeps its own data", left->zone);
		snprintf(ret->remedy, sizeof(ret->remedy),
			 "online it with --zone=movable after the next boot");
		return;
	}
	snprintf(ret->cause, sizeof(ret->cause), PINNED);
	snprintf(ret->remedy, sizeof(ret->remedy), "free memory, and try again");
}

static void words_of_late(unsigned int ms, struct lack_words *ret)
{
	snprintf(ret->cause, sizeof(ret->cause),
		 "still online after %u s: memory in it is pinned, or moves slowly", ms / 1000);
	snprintf(ret->remedy, sizeof(ret->remedy), "stop what uses it, or raise --timeout");
}

static void words_of_again(struct lack_words *ret)
{
	snprintf(ret->cause, sizeof(ret->cause), "it was put online again");
	snprintf(ret->remedy, sizeof(ret->remedy), "stop what does that, and try again");
}

static void words_of(int rc, unsigned int ms, const struct left *left, struct lack_words *ret)
{
	*ret = (struct lack_words){ "" };
	if (rc == -ETIMEDOUT)
		words_of_late(ms, ret);
	else if (rc == -EBUSY && left->again)
		words_of_again(ret);
	else if (rc == -EBUSY)
		words_of_held(left, ret);
	else if (rc == -EINTR && signals_noticed())
		snprintf(ret->cause, sizeof(ret->cause), "%s", signals_name(signals_noticed()));
	else
		snprintf(ret->cause, sizeof(ret->cause), "%s", say_cause(rc));
}

enum status say_not_offline(struct cxl_region *region, int rc, unsigned int ms,
			    unsigned int before)
{
	char block[BLOCK_MAX], step[64], rest[128] = "";
	struct lack_words words;
	struct left left;
	bool again;

	failed_block(region, block);
	snprintf(step, sizeof(step), "offline %s", *block ? block : "its memory");
	again = failed_again(region);
	read_left(region, block, &left);
	left.again = again;
	words_of(rc, ms, &left, &words);
	if (left.online < before)
		snprintf(rest, sizeof(rest), "; %u of %u memory blocks are offline now (cxl online-region %s)",
			 left.total - left.online, left.total, cxl_region_get_devname(region));
	if (*words.remedy)
		say_error(cxl_region_get_devname(region), step, "%s (%s)%s", words.cause, words.remedy, rest);
	else
		say_error(cxl_region_get_devname(region), step, "%s%s", words.cause, rest);
	return rc == -ETIMEDOUT ? STATUS_TIMEOUT : STATUS_FAILED;
}
