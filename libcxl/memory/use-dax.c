// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who uses the memory of a region through its DAX devices. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/node.h"
#include "core/text.h"
#include "memory/dax-driver.h"
#include "memory/each-dax.h"
#include "memory/mounts.h"
#include "memory/open-files.h"
#include "memory/process.h"
#include "memory/use-dax.h"
#include "memory/users.h"
#include "object/region.h"

struct dax_search {
	const struct io *io;
	int base;		/* the directory of the region, or the root */
	const char *dir;	/* that of the device, below it */
	const char *device;	/* "dax0.0" */
	struct user_sink *sink;
};

static int may_be_open(const struct dax_search *search, const char *why)
{
	return device_may_be_open(search->device, why, search->sink);
}

/* ---- one DAX device ------------------------------------------------------- */

enum access {
	BY_NOBODY,	/* without a driver the node cannot be opened */
	BY_KERNEL,	/* kmem: its memory blocks tell */
	BY_NODE,
	BY_FILES,	/* its node, or a file system */
	BY_OTHERS,	/* what we do not know */
};

static int read_access(const struct dax_search *search, enum access *ret)
{
	char path[IO_PATH_MAX], link[IO_PATH_MAX];
	ssize_t n = path_join(path, sizeof(path), search->dir, "driver");

	if (!n)
		n = io_readlink(search->io, search->base, path, link, sizeof(link));
	*ret = process_is_away(n) ? BY_NOBODY : BY_OTHERS;
	if (n < 0)
		return process_is_away(n) ? 0 : (int)n;
	switch ((int)dax_driver_named(path_name(link))) {
	case CXL_DAX_DRIVER_KMEM:	*ret = BY_KERNEL; break;
	case CXL_DAX_DRIVER_DEVICE_DAX:	*ret = BY_NODE; break;
	case CXL_DAX_DRIVER_FSDEV_DAX:	*ret = BY_FILES; break;
	}
	return 0;
}

/* ---- file systems --------------------------------------------------------- */

/* "36 35 0:30 / /mnt rw - fuse.famfs /dev/dax0.0 rw": 1, 0 or -errno. */
static int try_mounts(void *arg, const char *name)
{
	static const char *const types[] = { " - famfs", " - fuse ", " - fuse.", NULL };
	const struct dax_search *search = arg;
	char path[64];
	int rc;

	if (!process_is(name))
		return 0;
	snprintf(path, sizeof(path), "proc/%s/mountinfo", name);
	rc = table_look(search->io, path, types);
	return rc == -EINVAL || process_is_away(rc) ? 0 : rc;
}

/*
 * The kernel does not tell which DAX devices a file system has. Those that can
 * have one without a disk: famfs, in the kernel or as a program.
 */
static int find_file_system(struct dax_search *search)
{
	static const char *const types[] = { "\tfamfs\n", "\tfuse\n", NULL };
	int rc = table_look(search->io, "proc/filesystems", types);

	if (rc < 0)
		return may_be_open(search, "the types of file systems cannot be read");
	if (!rc)
		return 0;
	if (!sees_all_processes(search->io))
		return may_be_open(search, "not every process can be seen from here");
	rc = io_list(search->io, search->io->root, "proc", try_mounts, search);
	if (rc < 0)
		return may_be_open(search, strerror(-rc));
	return rc ? may_be_open(search, "a file system that is mounted may have it") : 0;
}

static int find_holder(const struct dax_search *search)
{
	struct device_node node = { .name = search->device, .type = S_IFCHR };
	int rc = device_number_read(search->io, search->base, search->dir, &node.number);

	return rc ? rc : device_node_find_users(search->io, &node, search->sink);
}

static int find_user_of(struct dax_search *search)
{
	enum access access;
	int rc = read_access(search, &access);

	if (!rc && access == BY_OTHERS)
		return may_be_open(search, "its driver does not tell");
	if (!rc && access == BY_FILES)
		rc = find_file_system(search);
	return rc || (access != BY_NODE && access != BY_FILES) ? rc : find_holder(search);
}

/* ---- one device, and those of a region ---------------------------------------------------- */

int dax_device_find_users(const struct io *io, int base, const char *dir, struct user_sink *sink)
{
	struct dax_search search = {
		.io = io, .base = base, .dir = dir, .device = path_name(dir), .sink = sink,
	};
	int rc = find_user_of(&search);

	return process_is_away(rc) ? 0 : rc;
}

struct region_search {
	const struct io *io;
	int dir;
	struct user_sink *sink;
};

static int try_device(void *arg, const char *dir, const char *name)
{
	const struct region_search *search = arg;

	return dax_device_find_users(search->io, search->dir, dir, search->sink);
}

int dax_find_users(struct cxl_region *region, struct user_sink *sink)
{
	struct region_search search = {
		.io = &region->object.ctx->io,
		.dir = node_dir(&region->object.node),
		.sink = sink,
	};

	return search.dir < 0 ? search.dir : region_each_dax(region, try_device, &search);
}
