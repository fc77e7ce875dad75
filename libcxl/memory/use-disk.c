// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who uses the disks and DAX devices on the persistent memory of a region. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "memory/mounts.h"
#include "memory/open-files.h"
#include "memory/use-dax.h"
#include "memory/use-disk.h"
#include "memory/users.h"
#include "object/region.h"

/* A disk, or a partition. */
struct disk {
	const struct io *io;
	const char *dir;
	struct device_node node;
	bool live;		/* not that of a captured machine, which has neither processes nor disks */
};

struct user_search {
	const struct io *io;
	const char *dir;	/* the directory that is being listed */
	bool live;
	int (*look)(const struct disk *disk, struct user_sink *sink);
	struct user_sink *sink;
};

static int look_for_mount(const struct disk *disk, char *name)
{
	return mounts_look(disk->io, &disk->node);
}

/* A kernel without swap has no table of it. */
static int look_for_swap(const struct disk *disk, char *name)
{
	char word[IO_TEXT_MAX];
	int rc;

	snprintf(word, sizeof(word), "/dev/%s ", disk->node.name);
	rc = table_look(disk->io, "proc/swaps", (const char *const []){ word, NULL });
	return rc == -ENOENT ? 0 : rc;
}

static int take_name(void *arg, const char *name)
{
	snprintf(arg, USER_NAME_MAX, "%.*s", USER_NAME_MAX - 1, name);
	return 1;
}

/* By the first of its holders, "dm-0". */
static int look_for_holder(const struct disk *disk, char *name)
{
	char path[IO_PATH_MAX];
	int rc = path_join(path, sizeof(path), disk->dir, "holders");

	if (!rc)
		rc = io_list(disk->io, disk->io->root, path, take_name, name);
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
	int (*is)(const struct disk *disk, char *name);
	enum cxl_memory_use use;
} uses[] = {
	{ look_for_mount, CXL_MEMORY_USE_MOUNT },
	{ look_for_swap, CXL_MEMORY_USE_SWAP },
	{ look_for_holder, CXL_MEMORY_USE_HOLDER },
};

/* What the kernel itself tells of the disk. */
static int find_in_kernel(const struct disk *disk, struct user_sink *sink)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < ARRAY_SIZE(uses); i++) {
		struct cxl_memory_user user = { .use = uses[i].use };

		snprintf(user.device, sizeof(user.device), "%.*s", MEMORY_NAME_MAX - 1, disk->node.name);
		rc = uses[i].is(disk, user.name);
		if (rc > 0)
			rc = sink->add(sink, &user);
	}
	return rc;
}

/* Mounted in a container, or open. */
static int find_in_processes(const struct disk *disk, struct user_sink *sink)
{
	int rc = device_node_find_users(disk->io, &disk->node, sink);

	return rc ? rc : mounts_find_users(disk->io, &disk->node, sink);
}

static int find_users(const struct disk *disk, struct user_sink *sink)
{
	int rc = find_in_kernel(disk, sink);

	return rc || !disk->live ? rc : find_in_processes(disk, sink);
}

/*
 * The kernel grants a disk to one holder at a time: also to a file system that
 * is in no table of mounts any more. To ask for it keeps others from it for a
 * moment, so only those ask who are about to act. A service without /dev cannot.
 */
static int find_claim(const struct disk *disk, struct user_sink *sink)
{
	struct cxl_memory_user user = { .use = CXL_MEMORY_USE_HOLDER };
	char path[MEMORY_NAME_MAX + 4];
	int fd;

	if (!disk->live)
		return 0;
	snprintf(user.device, sizeof(user.device), "%.*s", MEMORY_NAME_MAX - 1, disk->node.name);
	snprintf(path, sizeof(path), "dev/%s", user.device);
	fd = io_open(disk->io, disk->io->root, path, O_RDONLY | O_EXCL);
	if (fd == -EBUSY)
		return sink->add(sink, &user);
	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return device_may_be_open(user.device, strerror(-fd), sink);
	io_close(disk->io, fd);
	return 0;
}

/* A disk or one of its partitions, whose directory lies in the disk's. What has no number is no block device. */
static int try_disk(void *arg, const char *name)
{
	struct user_search *search = arg;
	char dir[IO_PATH_MAX];
	struct disk disk = { search->io, dir, { .name = name, .type = S_IFBLK }, search->live };
	int rc = path_join(dir, sizeof(dir), search->dir, name);

	if (!rc)
		rc = device_number_read(search->io, search->io->root, dir, &disk.node.number);
	if (rc)
		return io_is_away(rc) ? 0 : rc;
	rc = search->look(&disk, search->sink);
	if (rc)
		return rc;
	if (!strncmp(name, "pmem", 4) && strcmp(path_name(search->dir), name))
		return descend(search, name, try_disk);
	return 0;
}

/* dax1.0/dax1.0: the DAX device of a namespace has the name of the device of libnvdimm, or another. */
static int try_dax(void *arg, const char *name)
{
	struct user_search *search = arg;
	char dir[IO_PATH_MAX];
	int range, id, rc;

	if (text_to_pair(name, "dax", '.', &range, &id))
		return 0;
	rc = path_join(dir, sizeof(dir), search->dir, name);
	return rc ? rc : dax_device_find_users(search->io, search->io->root, dir, search->sink);
}

/* namespace0.0, pfn0.0, btt0.0: each may carry a disk; and dax0.0 a DAX device. */
static int try_nd_device(void *arg, const char *name)
{
	struct user_search *search = arg;
	char path[IO_PATH_MAX];
	int rc = path_join(path, sizeof(path), name, "block");

	if (!rc)
		rc = descend(search, path, try_disk);
	return rc || strncmp(name, "dax", 3) ? rc : descend(search, name, try_dax);
}

/* Calls @look for the disks of the libnvdimm region of the same number, if it lies at the same address. */
static int each_disk(struct cxl_region *region,
		     int (*look)(const struct disk *disk, struct user_sink *sink), struct user_sink *sink)
{
	const struct io *io = &region->object.ctx->io;
	char dir[64], path[96], text[IO_TEXT_MAX];
	struct user_search search = { .io = io, .dir = dir, .live = true, .look = look, .sink = sink };
	uint64_t resource;
	ssize_t n;
	int rc;

	snprintf(dir, sizeof(dir), "sys/bus/nd/devices/region%d", region->object.id);
	snprintf(path, sizeof(path), "%s/resource", dir);
	n = io_read(io, io->root, path, text, sizeof(text));
	if (n < 0)
		return io_is_away(n) ? 0 : (int)n;
	rc = text_to_u64(text, &resource);
	if (rc < 0 || resource != region_now(region)->resource)
		return rc;
	if (io->readonly)
		rc = io_look(io, io->root, "proc/self/ns", &search.live);
	if (!rc)
		rc = io_list(io, io->root, dir, try_nd_device, &search);
	return io_is_away(rc) ? 0 : rc;
}

int disk_find_users(struct cxl_region *region, struct user_sink *sink)
{
	return each_disk(region, find_users, sink);
}

int disk_find_claim(struct cxl_region *region, struct user_sink *sink)
{
	return each_disk(region, find_claim, sink);
}
