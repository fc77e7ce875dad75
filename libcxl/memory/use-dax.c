// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who uses the memory of a region through the device node of its DAX devices. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/node.h"
#include "core/text.h"
#include "memory/dax-driver.h"
#include "memory/each-dax.h"
#include "memory/process.h"
#include "memory/use-dax.h"
#include "memory/users.h"
#include "object/region.h"

/* proc/PID/task/TID/map_files/START-END is the longest. */
#define PROC_PATH_MAX 128
#define FILE_SYSTEMS_MAX 8192
#define MOUNTS_MAX 1048576

struct dax_search {
	const struct io *io;
	int region;		/* its directory */
	const char *dir;	/* the one that is being listed, below it or the root */
	const char *pid;	/* whose that is */
	const char *device;	/* "dax0.0" */
	dev_t number;
	struct user_sink *sink;
};

/* Calls @each for what is in @dir/@sub. */
static int list_below(const struct dax_search *search, const char *sub,
		      int (*each)(void *arg, const char *name))
{
	char path[PROC_PATH_MAX];
	struct dax_search below = *search;
	int rc = path_join(path, sizeof(path), search->dir, sub);

	if (rc < 0)
		return rc;
	below.dir = path;
	return io_list(search->io, search->io->root, path, each, &below);
}

/* ---- one open file or mapping ------------------------------------------- */

/* O_PATH reaches what the link stands for, by whatever name, and opens no device. */
static int stat_link(const struct io *io, const char *path, struct stat *st)
{
	int fd = io_open(io, io->root, path, O_PATH), rc;

	if (fd < 0)
		return fd;
	rc = io_stat(io, fd, st);
	io_close(io, fd);
	return rc;
}

/* 1 where it is the device's node; sockets, pipes and the like have no path. */
static int match_node(const struct dax_search *search, const char *name)
{
	char path[PROC_PATH_MAX], link[IO_PATH_MAX];
	struct stat st;
	ssize_t n = path_join(path, sizeof(path), search->dir, name);

	if (!n)
		n = io_readlink(search->io, search->io->root, path, link, sizeof(link));
	if (n > 0 && link[0] != '/')
		return 0;
	if (n >= 0)
		n = stat_link(search->io, path, &st);
	if (n < 0)
		return process_is_away(n) ? 0 : (int)n;
	return S_ISCHR(st.st_mode) && st.st_rdev == search->number;
}

static int found(const struct dax_search *search, enum cxl_memory_use use)
{
	struct cxl_memory_user user = { .use = use };
	char comm[IO_TEXT_MAX];

	process_name(search->io, search->pid, comm);
	snprintf(user.name, sizeof(user.name), "%.*s", USER_NAME_MAX - 1, comm);
	snprintf(user.device, sizeof(user.device), "%.*s", MEMORY_NAME_MAX - 1, search->device);
	if (text_to_int(search->pid, &user.pid) < 0)
		user.pid = 0;
	return search->sink->add(search->sink, &user);
}

static int try_fd(void *arg, const char *name)
{
	int rc = match_node(arg, name);

	return rc > 0 ? found(arg, CXL_MEMORY_USE_OPEN) : rc;
}

static int try_mapping(void *arg, const char *name)
{
	int rc = match_node(arg, name);

	return rc > 0 ? found(arg, CXL_MEMORY_USE_MAPPED) : rc;
}

/* ---- one process ---------------------------------------------------------- */

/* Threads may have files of their own; those of a leader that ended are not listed. */
static int try_thread(void *arg, const char *name)
{
	struct dax_search *search = arg, thread = *search;
	char path[PROC_PATH_MAX];
	int rc = path_join(path, sizeof(path), search->dir, name);

	if (rc < 0)
		return rc;
	thread.dir = path;
	rc = list_below(&thread, "fd", try_fd);
	return process_is_away(rc) ? 0 : rc;
}

/* A mapping outlives the file descriptor that it was made with. */
static int try_process(void *arg, const char *name)
{
	struct dax_search *search = arg, process = *search;
	char path[PROC_PATH_MAX];
	int rc;

	if (!process_is(name))
		return 0;
	snprintf(path, sizeof(path), "proc/%s", name);
	process.dir = path;
	process.pid = name;
	rc = list_below(&process, "task", try_thread);
	if (!rc)
		rc = list_below(&process, "map_files", try_mapping);
	return process_is_away(rc) ? 0 : rc;
}

/* ---- all processes -------------------------------------------------------- */

/* What cannot be looked at may have it open. */
static int may_be_open(const struct dax_search *search, const char *why)
{
	struct cxl_memory_user user = { .use = CXL_MEMORY_USE_UNKNOWN };

	snprintf(user.name, sizeof(user.name), "%s", why);
	snprintf(user.device, sizeof(user.device), "%.*s", MEMORY_NAME_MAX - 1, search->device);
	return search->sink->add(search->sink, &user);
}

static int find_holder(struct dax_search *search)
{
	int rc;

	if (!sees_all_processes(search->io))
		return may_be_open(search, "not every process can be seen from here");
	rc = io_list(search->io, search->io->root, "proc", try_process, search);
	return rc < 0 ? may_be_open(search, strerror(-rc)) : rc;
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
		n = io_readlink(search->io, search->region, path, link, sizeof(link));
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

static int read_number(struct dax_search *search)
{
	char path[IO_PATH_MAX], text[IO_TEXT_MAX];
	int major, minor;
	ssize_t n = path_join(path, sizeof(path), search->dir, "dev");

	if (!n)
		n = io_read(search->io, search->region, path, text, sizeof(text));
	if (n < 0)
		return (int)n;
	if (text_to_pair(text, "", ':', &major, &minor))
		return -EPROTO;
	search->number = makedev(major, minor);
	return 0;
}

/* ---- file systems --------------------------------------------------------- */

static bool has_any(const char *text, const char *const words[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

/* "36 35 0:30 / /mnt rw - fuse.famfs /dev/dax0.0 rw": 1, 0 or -errno. */
static int try_mounts(void *arg, const char *name)
{
	static const char *const types[] = { " - famfs", " - fuse ", " - fuse." };
	const struct dax_search *search = arg;
	_cleanup_free_ char *table = malloc(MOUNTS_MAX);
	char path[PROC_PATH_MAX];
	ssize_t n;

	if (!process_is(name))
		return 0;
	if (!table)
		return -ENOMEM;
	snprintf(path, sizeof(path), "proc/%s/mountinfo", name);
	n = io_load(search->io, search->io->root, path, table, MOUNTS_MAX);
	if (n < 0)
		return n == -EINVAL || process_is_away(n) ? 0 : (int)n;
	return has_any(table, types, ARRAY_SIZE(types));
}

/*
 * The kernel does not tell which DAX devices a file system has. Those that can
 * have one without a disk: famfs, in the kernel or as a program.
 */
static int find_file_system(struct dax_search *search)
{
	static const char *const types[] = { "\tfamfs\n", "\tfuse\n" };
	char table[FILE_SYSTEMS_MAX];
	ssize_t n = io_load(search->io, search->io->root, "proc/filesystems", table, sizeof(table));
	int rc;

	if (n < 0)
		return may_be_open(search, "the types of file systems cannot be read");
	if (!has_any(table, types, ARRAY_SIZE(types)))
		return 0;
	if (!sees_all_processes(search->io))
		return may_be_open(search, "not every process can be seen from here");
	rc = io_list(search->io, search->io->root, "proc", try_mounts, search);
	if (rc < 0)
		return may_be_open(search, strerror(-rc));
	return rc ? may_be_open(search, "a file system that is mounted may have it") : 0;
}


static int find_user_of(struct dax_search *search)
{
	enum access access;
	int rc = read_access(search, &access);

	if (!rc && access == BY_OTHERS)
		return may_be_open(search, "its driver does not tell");
	if (!rc && access == BY_FILES)
		rc = find_file_system(search);
	if (rc || (access != BY_NODE && access != BY_FILES))
		return rc;
	rc = read_number(search);
	return rc ? rc : find_holder(search);
}

/* ---- those of a region ---------------------------------------------------- */

static int try_device(void *arg, const char *dir, const char *name)
{
	struct dax_search device = *(struct dax_search *)arg;
	int rc;

	device.dir = dir;
	device.device = name;
	rc = find_user_of(&device);
	return process_is_away(rc) ? 0 : rc;
}

int dax_find_users(struct cxl_region *region, struct user_sink *sink)
{
	struct dax_search search = {
		.io = &region->object.ctx->io,
		.region = node_dir(&region->object.node),
		.sink = sink,
	};

	return search.region < 0 ? search.region : region_each_dax(region, try_device, &search);
}
