// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who uses the memory of a region, and taking it back from the kernel. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cleanup.h"
#include "ctx.h"
#include "io.h"
#include "log.h"
#include "region.h"
#include "retry.h"
#include "text.h"
#include "watchdog.h"

#define MEMORY		"sys/devices/system/memory"
#define TABLE_MAX	1048576		/* of mounts, of swaps */

/* ---- memory blocks ----------------------------------------------------- */

/* Calls @each for the state file of every memory block in the region. */
static int each_block(struct cxl_region *region,
		      int (*each)(const struct io *io, uint64_t block, void *arg),
		      void *arg)
{
	const struct io *io = &region->object.ctx->io;
	uint64_t start = cxl_region_get_resource(region), size, block;
	char text[IO_TEXT_MAX];
	ssize_t n = io_read(io, io->root, MEMORY "/block_size_bytes", text,
			    sizeof(text));
	int rc = 0;

	if (n < 0 || text_hex_to_u64(text, &size) < 0 || !size || !start ||
	    region->size == UINT64_MAX)
		return 0;	/* no memory hotplug, or no memory */
	for (block = start / size;
	     !rc && block * size < start + region->size; block++)
		rc = each(io, block, arg);
	return rc;
}

static void block_state(const struct io *io, uint64_t block, char *state)
{
	char path[96];

	snprintf(path, sizeof(path), MEMORY "/memory%" PRIu64 "/state", block);
	if (io_read(io, io->root, path, state, IO_TEXT_MAX) < 0)
		*state = '\0';
}

static bool block_is_online(const struct io *io, uint64_t block)
{
	char state[IO_TEXT_MAX];

	block_state(io, block, state);
	return *state && strcmp(state, "offline");
}

static int find_online(const struct io *io, uint64_t block, void *arg)
{
	if (!block_is_online(io, block))
		return 0;
	*(uint64_t *)arg = block;
	return 1;
}

static int block_offline(const struct io *io, uint64_t block, void *arg)
{
	struct retry retry = RETRY(io, RETRY_OFFLINE);
	char path[96];
	int rc;

	snprintf(path, sizeof(path), MEMORY "/memory%" PRIu64 "/state", block);
	do {
		if (!block_is_online(io, block))
			return 0;
		rc = io_write(io, io->root, path, "offline");
	} while (retry_again(&retry, rc));
	if (rc < 0)
		return rc;
	return block_is_online(io, block) ? -EBUSY : 0;
}

EXPORT int cxl_region_memory_offline(struct cxl_region *region)
{
	struct watchdog *dog = region->object.ctx->watchdog;
	int rc;

	watchdog_pause(dog);
	rc = each_block(region, block_offline, NULL);
	watchdog_resume(dog);
	return object_note(&region->object, NULL, "take memory offline", rc);
}

/* ---- block devices on persistent memory -------------------------------- */

struct search {
	const struct io *io;
	const char *dir;	/* the directory that is being listed */
	char *name;		/* the answer */
	size_t len;
};

/* @path has IO_PATH_MAX bytes. */
static int path_join(const char *dir, const char *name, char *path)
{
	int n = snprintf(path, IO_PATH_MAX, "%s/%s", dir, name);

	return n < IO_PATH_MAX ? 0 : -ENAMETOOLONG;
}

static bool is_in_table(const struct io *io, const char *table,
			const char *word)
{
	_cleanup_free_ char *text = malloc(TABLE_MAX);

	return text && io_load(io, io->root, table, text, TABLE_MAX) > 0 &&
	       strstr(text, word);
}

static bool is_mounted(const struct io *io, const char *dir)
{
	char path[IO_PATH_MAX], dev[IO_TEXT_MAX], word[IO_TEXT_MAX + 2];

	if (path_join(dir, "dev", path) < 0 ||
	    io_read(io, io->root, path, dev, sizeof(dev)) < 0)
		return false;
	snprintf(word, sizeof(word), " %s ", dev);
	return is_in_table(io, "proc/self/mountinfo", word);
}

static bool is_swap(const struct io *io, const char *dir)
{
	char word[IO_TEXT_MAX];

	snprintf(word, sizeof(word), "/dev/%s ", path_name(dir));
	return is_in_table(io, "proc/swaps", word);
}

static int any(void *arg, const char *name)
{
	return 1;
}

static bool is_held(const struct io *io, const char *dir)
{
	char path[IO_PATH_MAX];

	return path_join(dir, "holders", path) == 0 &&
	       io_list(io, io->root, path, any, NULL) > 0;
}

static int found(struct search *search, const char *dir, const char *how)
{
	snprintf(search->name, search->len, "%s is %s", path_name(dir), how);
	return 1;
}

/* Descends into @name below the directory at hand with @each. */
static int descend(struct search *search, const char *name,
		   int (*each)(void *arg, const char *name))
{
	char path[IO_PATH_MAX];
	struct search below = *search;
	int rc;

	if (path_join(search->dir, name, path) < 0)
		return 0;
	below.dir = path;
	rc = io_list(search->io, search->io->root, path, each, &below);
	return rc > 0 ? rc : 0;
}

/* A disk or one of its partitions, whose directory lies in the disk's. */
static int try_disk(void *arg, const char *name)
{
	struct search *search = arg;
	char dir[IO_PATH_MAX];

	if (path_join(search->dir, name, dir) < 0)
		return 0;
	if (is_mounted(search->io, dir))
		return found(search, dir, "mounted");
	if (is_swap(search->io, dir))
		return found(search, dir, "used as swap");
	if (is_held(search->io, dir))
		return found(search, dir, "held by another device");
	if (!strncmp(name, "pmem", 4) && strcmp(path_name(search->dir), name))
		return descend(search, name, try_disk);
	return 0;
}

/* namespace0.0, pfn0.0, btt0.0: each may carry a disk. */
static int try_nd_device(void *arg, const char *name)
{
	struct search *search = arg;
	char path[IO_PATH_MAX];

	if (path_join(name, "block", path) < 0)
		return 0;
	return descend(search, path, try_disk);
}

/* The libnvdimm region of the same number, if it lies at the same address. */
static int find_disk_user(struct cxl_region *region, char *name, size_t len)
{
	const struct io *io = &region->object.ctx->io;
	char dir[64], path[96], text[IO_TEXT_MAX];
	struct search search = { .io = io, .dir = dir, .name = name,
				 .len = len };
	uint64_t resource;
	int rc;

	snprintf(dir, sizeof(dir), "sys/bus/nd/devices/region%d",
		 region->object.id);
	snprintf(path, sizeof(path), "%s/resource", dir);
	if (io_read(io, io->root, path, text, sizeof(text)) < 0 ||
	    text_to_u64(text, &resource) < 0 || resource != region->resource)
		return 0;
	rc = io_list(io, io->root, dir, try_nd_device, &search);
	return rc > 0 ? rc : 0;
}

/* ---- all users --------------------------------------------------------- */

EXPORT int cxl_region_find_user(struct cxl_region *region, char *name,
				size_t len)
{
	uint64_t block;
	int rc = region_refresh(region);

	if (rc < 0)
		return object_note(&region->object, NULL, "read", rc);
	if (!each_block(region, find_online, &block))
		return find_disk_user(region, name, len);
	snprintf(name, len, "memory block memory%" PRIu64 " is online", block);
	return 1;
}
