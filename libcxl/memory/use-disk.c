// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who uses the disks on the persistent memory of a region. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "memory/use-disk.h"
#include "memory/users.h"
#include "object/region.h"

#define TABLE_MAX	1048576		/* of mounts, of swaps */

struct user_search {
	const struct io *io;
	const char *dir;	/* the directory that is being listed */
	struct user_sink *sink;
};

/* 1, 0 or -errno. */
static int look_in_table(const struct io *io, const char *table, const char *word)
{
	_cleanup_free_ char *text = malloc(TABLE_MAX);
	ssize_t n = text ? io_load(io, io->root, table, text, TABLE_MAX) : -ENOMEM;

	if (n < 0)
		return (int)n;
	return strstr(text, word) != NULL;
}

/*
 * What has no number is no block device. Every process has a table of mounts,
 * but for those of a captured machine.
 */
static int look_for_mount(const struct io *io, const char *dir, char *name)
{
	char path[IO_PATH_MAX], dev[IO_TEXT_MAX], word[IO_TEXT_MAX + 2];
	ssize_t n = path_join(path, sizeof(path), dir, "dev");
	int rc;

	if (!n)
		n = io_read(io, io->root, path, dev, sizeof(dev));
	if (n < 0)
		return io_is_away(n) ? 0 : (int)n;
	snprintf(word, sizeof(word), " %s ", dev);
	rc = look_in_table(io, "proc/self/mountinfo", word);
	return rc == -ENOENT && io->readonly ? 0 : rc;
}

/* A kernel without swap has no table of it. */
static int look_for_swap(const struct io *io, const char *dir, char *name)
{
	char word[IO_TEXT_MAX];
	int rc;

	snprintf(word, sizeof(word), "/dev/%s ", path_name(dir));
	rc = look_in_table(io, "proc/swaps", word);
	return rc == -ENOENT ? 0 : rc;
}

static int take_name(void *arg, const char *name)
{
	snprintf(arg, USER_NAME_MAX, "%.*s", USER_NAME_MAX - 1, name);
	return 1;
}

/* By the first of its holders, "dm-0". */
static int look_for_holder(const struct io *io, const char *dir, char *name)
{
	char path[IO_PATH_MAX];
	int rc = path_join(path, sizeof(path), dir, "holders");

	if (!rc)
		rc = io_list(io, io->root, path, take_name, name);
	return io_is_away(rc) ? 0 : rc;
}

/* Descends into @name below the directory at hand with @each. */
static int descend(struct user_search *search, const char *name,
		   int (*each)(void *arg, const char *name))
{
	char path[IO_PATH_MAX];
	struct user_search below = *search;
	int rc = path_join(path, sizeof(path), search->dir, name);

	if (rc < 0)
		return rc;
	below.dir = path;
	rc = io_list(search->io, search->io->root, path, each, &below);
	return io_is_away(rc) ? 0 : rc;
}

static const struct {
	int (*is)(const struct io *io, const char *dir, char *name);
	enum cxl_memory_use use;
} uses[] = {
	{ look_for_mount, CXL_MEMORY_USE_MOUNT },
	{ look_for_swap, CXL_MEMORY_USE_SWAP },
	{ look_for_holder, CXL_MEMORY_USE_HOLDER },
};

/* A disk or one of its partitions, whose directory lies in the disk's. */
static int try_disk(void *arg, const char *name)
{
	struct user_search *search = arg;
	char dir[IO_PATH_MAX];
	int rc = path_join(dir, sizeof(dir), search->dir, name);

	for (size_t i = 0; !rc && i < ARRAY_SIZE(uses); i++) {
		struct cxl_memory_user user = { .use = uses[i].use };

		snprintf(user.device, sizeof(user.device), "%.*s", MEMORY_NAME_MAX - 1, name);
		rc = uses[i].is(search->io, dir, user.name);
		if (rc > 0)
			rc = search->sink->add(search->sink, &user);
	}
	if (rc)
		return rc;
	if (!strncmp(name, "pmem", 4) && strcmp(path_name(search->dir), name))
		return descend(search, name, try_disk);
	return 0;
}

/* namespace0.0, pfn0.0, btt0.0: each may carry a disk. */
static int try_nd_device(void *arg, const char *name)
{
	struct user_search *search = arg;
	char path[IO_PATH_MAX];
	int rc = path_join(path, sizeof(path), name, "block");

	return rc < 0 ? rc : descend(search, path, try_disk);
}

/* The libnvdimm region of the same number, if it lies at the same address. */
int disk_find_users(struct cxl_region *region, struct user_sink *sink)
{
	const struct io *io = &region->object.ctx->io;
	char dir[64], path[96], text[IO_TEXT_MAX];
	struct user_search search = { .io = io, .dir = dir, .sink = sink };
	uint64_t resource;
	ssize_t n;
	int rc;

	snprintf(dir, sizeof(dir), "sys/bus/nd/devices/region%d",
		 region->object.id);
	snprintf(path, sizeof(path), "%s/resource", dir);
	n = io_read(io, io->root, path, text, sizeof(text));
	if (n < 0)
		return io_is_away(n) ? 0 : (int)n;
	rc = text_to_u64(text, &resource);
	if (rc < 0 || resource != region->resource)
		return rc;
	rc = io_list(io, io->root, dir, try_nd_device, &search);
	return io_is_away(rc) ? 0 : rc;
}
