// SPDX-License-Identifier: LGPL-2.1-or-later
/* Offlining and onlining the memory blocks of a region: all of them, or none. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/retry.h"
#include "core/text.h"
#include "core/uevent.h"
#include "core/watchdog.h"
#include "memory/blocks.h"
#include "memory/capacity.h"
#include "memory/offline.h"
#include "memory/probe.h"
#include "memory/zone.h"

#define OTHERS_MS 100		/* so often we look whether another process is done */
#define ROUNDS 3		/* so often another program may online what went offline */

/* A block that was changed, and the word that changes it back. */
struct change {
	uint64_t number;
	const char *back;
};

struct changes {
	const struct io *io;
	struct change *all;
	size_t count, done;	/* of those, from the first on, that were changed */
	char failed[64];	/* "memory33", which could not be changed; what forbids it; "" */
	bool again;		/* another program onlined it again */
};

static void changes_done(struct changes *changes)
{
	free(changes->all);
}
#define _cleanup_changes_ __attribute__((cleanup(changes_done)))

/* Room for each block first: what was changed must not be forgotten for want of memory. */
static int changes_begin(struct changes *changes, const struct blocks *blocks)
{
	changes->io = blocks->io;
	changes->all = calloc(blocks->count + 1, sizeof(*changes->all));
	return changes->all ? 0 : -ENOMEM;
}

static int fail(struct changes *changes, uint64_t number, int rc)
{
	if (rc < 0)
		snprintf(changes->failed, sizeof(changes->failed), "memory%" PRIu64,
			 number);
	return rc;
}

/* Passes @rc through, and notes which block it was. */
static int note(struct cxl_region *region, const struct changes *changes,
		const char *step, int rc)
{
	if (rc == -ENODEV && node_check(&region->object.node) != -ENODEV)
		rc = -EIO;	/* a block left, not the region */
	return object_note(&region->object,
			   *changes->failed ? changes->failed : NULL, step, rc);
}

static bool is_late(const struct io *io)
{
	return io->deadline && io_now(io) >= io->deadline;
}

/* ---- one block --------------------------------------------------------- */

/* The word that onlines the block where it is now; where that is unknown, the kernel chooses. */
static const char *word_of_zone(const struct io *io, uint64_t number)
{
	char zone[IO_TEXT_MAX];
	ssize_t n = block_read(io, number, "valid_zones", zone, sizeof(zone));

	return memory_zone_word(n > 0 ? memory_zone_named(zone) : CXL_MEMORY_ZONE_DEFAULT);
}

/*
 * The kernel tries without a limit where memory is pinned, until a signal comes:
 * ours at the deadline, or another, which is meant for the program. 1: it went
 * offline, and is online again.
 */
static int block_offline(const struct io *io, uint64_t number)
{
	struct retry retry = RETRY(io, RETRY_OFFLINE);
	int rc, online;

	do {
		rc = !retry.tries && is_late(io) ? -ETIMEDOUT :
				   block_write(io, number, "state", "offline");
		online = block_look_online(io, number);
		if (!online)
			return 0;
	} while (retry_again(&retry, rc));
	if (rc == -EINTR && is_late(io))
		return -ETIMEDOUT;
	if (rc && !io_is_away(rc))
		return rc;
	return online < 0 ? online : rc ? -EBUSY : 1;
}

/* Not in a hurry: also what undoes something past the deadline is tried again. */
static int block_online(const struct io *io, uint64_t number, const char *word)
{
	const struct io patient = { .calls = io->calls, .machine = io->machine };
	struct retry retry = RETRY(&patient, RETRY_ONLINE);
	int rc, online;

	do {
		rc = block_write(io, number, "state", word);
		online = block_look_online(io, number);
		if (online > 0)
			return 0;
	} while (retry_again(&retry, rc));
	if (rc)
		return rc;
	return online < 0 ? online : -EIO;
}

/* ---- offline ----------------------------------------------------------- */

/* What is online, from the end, and in which zone: all is seen before the first write. */
static int plan_offline(struct changes *changes, const struct blocks *blocks)
{
	for (size_t i = blocks->count; i-- > 0;) {
		uint64_t number = blocks->numbers[i];
		int rc = block_look_online(blocks->io, number);

		if (rc < 0)
			return fail(changes, number, rc);
		if (rc)
			changes->all[changes->count++] = (struct change){
				number, word_of_zone(blocks->io, number) };
	}
	return 0;
}

/* In the reverse order, and also past the deadline: they were online. */
static void put_online(const struct changes *changes)
{
	for (size_t i = changes->done; i-- > 0;)
		block_online(changes->io, changes->all[i].number,
			     changes->all[i].back);
}

/* 1 for a block that somebody is offlining. */
static int match_going(void *arg, const char *name)
{
	char state[IO_TEXT_MAX];
	int number;

	if (text_to_id(name, "memory", &number) < 0 ||
	    block_read(arg, (uint64_t)number, "state", state, sizeof(state)) < 0)
		return 0;
	return !strcmp(state, "going-offline");
}

/*
 * The kernel offlines one block at a time, and lets no signal end the wait of
 * the next writer: so that waits here, until the deadline or a signal. What
 * cannot be seen the kernel decides.
 */
static int await_others(const struct io *io)
{
	_cleanup_watch_ struct watch watch;
	int rc = 0;

	watch_begin(&watch, io);
	while (rc != -EINTR && !is_late(io) &&
	       io_list(io, io->root, MEMORY, match_going, (void *)io) > 0)
		rc = watch_await(&watch, OTHERS_MS);
	return rc == -EINTR && !is_late(io) ? rc : 0;
}

/*
 * The kernel would end processes to find room for what is in the blocks. A
 * region's blocks usually are of one node; blocks of one node that do not follow
 * each other are checked apart.
 */
static int check_capacity(struct changes *changes, uint64_t block_size)
{
	int rc = 0;

	for (size_t i = 0, next; !rc && i < changes->count; i = next) {
		int node = block_node(changes->io, changes->all[i].number);

		for (next = i + 1; next < changes->count; next++)
			if (block_node(changes->io, changes->all[next].number) != node)
				break;
		if (node >= 0)
			rc = capacity_check(changes->io, node, (next - i) * block_size,
					    changes->failed, sizeof(changes->failed));
	}
	if (!rc)
		*changes->failed = '\0';
	return rc == -EINTR && is_late(changes->io) ? -ETIMEDOUT : rc;
}

static int take_offline(struct changes *changes)
{
	int rc = 0;

	while (!rc && changes->done < changes->count) {
		uint64_t number = changes->all[changes->done].number;

		rc = fail(changes, number, block_offline(changes->io, number));
		rc = rc < 0 ? rc : 0;
		changes->done += !rc;
	}
	return rc;
}

/* Offlines what is online again: 1 where there was any, 0, or -errno. */
static int take_again(struct changes *changes)
{
	int rc, found = 0;

	for (size_t i = 0; i < changes->count; i++) {
		uint64_t number = changes->all[i].number;

		rc = block_look_online(changes->io, number);
		if (rc > 0) {
			fail(changes, number, -EBUSY);
			found = 1;
			rc = block_offline(changes->io, number);
		}
		if (rc < 0)
			return fail(changes, number, rc);
	}
	return found;
}

/* A udev rule onlines a block once; another program may do so without an end. */
static int keep_offline(struct changes *changes)
{
	int rc = 1;

	for (int round = 0; rc > 0 && round < ROUNDS; round++)
		rc = take_again(changes);
	if (!rc)
		*changes->failed = '\0';
	changes->again = rc > 0;
	return rc > 0 ? -EBUSY : rc;
}

static int offline(struct cxl_region *region, struct changes *changes)
{
	struct watchdog *dog = region->object.ctx->watchdog;
	_cleanup_blocks_ struct blocks blocks = {};
	int rc = region_await_probes(region);

	if (!rc)
		rc = blocks_find(region, &blocks);
	if (!rc)
		rc = changes_begin(changes, &blocks);
	if (rc)
		return rc;
	watchdog_pause(dog, blocks.io);
	rc = await_others(blocks.io);
	if (!rc)
		rc = plan_offline(changes, &blocks);
	if (!rc)
		rc = check_capacity(changes, blocks.size);
	if (!rc)
		rc = take_offline(changes);
	if (!rc)
		rc = keep_offline(changes);
	watchdog_resume(dog);
	if (rc)
		put_online(changes);
	return rc;
}

int region_take_offline(struct cxl_region *region, bool *ret_again)
{
	_cleanup_changes_ struct changes changes = {};
	int rc = offline(region, &changes);

	*ret_again = changes.again;
	return note(region, &changes,
		    changes.again ? "keep memory offline" : "take memory offline", rc);
}

EXPORT int cxl_region_memory_offline(struct cxl_region *region)
{
	bool again;

	return region_take_offline(region, &again);
}

/* ---- online ------------------------------------------------------------ */

static const char *const zone_words[] = {
	[CXL_MEMORY_ZONE_DEFAULT] = "online",
	[CXL_MEMORY_ZONE_MOVABLE] = "online_movable",
	[CXL_MEMORY_ZONE_KERNEL] = "online_kernel",
};

/* Online in that zone already, or offline: 0; -EEXIST in another. */
static int check_zone(const struct io *io, uint64_t number, enum cxl_memory_zone zone)
{
	int rc = block_look_online(io, number);

	if (rc <= 0 || zone == CXL_MEMORY_ZONE_DEFAULT)
		return rc < 0 ? rc : 0;
	return strcmp(word_of_zone(io, number), zone_words[zone]) ? -EEXIST : 0;
}

static int give(struct changes *changes, uint64_t number, const char *word)
{
	int rc = block_look_online(changes->io, number);

	if (rc)
		return rc < 0 ? rc : 0;
	rc = block_online(changes->io, number, word);
	if (!rc)
		changes->all[changes->count++] = (struct change){ .number = number };
	return fail(changes, number, rc);
}

static void put_offline(struct cxl_region *region, struct changes *changes)
{
	struct watchdog *dog = region->object.ctx->watchdog;

	watchdog_pause(dog, changes->io);
	while (changes->count-- > 0)
		block_offline(changes->io, changes->all[changes->count].number);
	watchdog_resume(dog);
}

static int online(struct cxl_region *region, enum cxl_memory_zone zone,
		  struct changes *changes)
{
	_cleanup_blocks_ struct blocks blocks = {};
	int rc;

	if ((unsigned int)zone >= ARRAY_SIZE(zone_words))
		return -EINVAL;
	rc = blocks_find(region, &blocks);
	if (!rc && !blocks.count)
		rc = -ENXIO;
	if (!rc)
		rc = changes_begin(changes, &blocks);
	for (size_t i = 0; !rc && i < blocks.count; i++)
		rc = fail(changes, blocks.numbers[i],
			  check_zone(blocks.io, blocks.numbers[i], zone));
	for (size_t i = 0; !rc && i < blocks.count; i++)
		rc = give(changes, blocks.numbers[i], zone_words[zone]);
	if (rc < 0 && changes->count)
		put_offline(region, changes);
	return rc;
}

EXPORT int cxl_region_memory_online(struct cxl_region *region,
				    enum cxl_memory_zone zone)
{
	_cleanup_changes_ struct changes changes = {};
	int rc = online(region, zone, &changes);

	return note(region, &changes, "bring memory online", rc);
}
