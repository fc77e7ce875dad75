// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which cgroups the pages of a memory block are charged to. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io.h"
#include "core/text.h"
#include "memory/owners.h"
#include "memory/pages.h"
#include "memory/users.h"

#define AT_ONCE		4096	/* pages */
#define GROUPS_MAX	16	/* of one block; what others have is not told */
#define ROOT		1	/* the inode of the cgroup that has all: it tells nothing */

/* With the first version of cgroups each controller has a tree of its own. */
static const char *const trees[] = { "sys/fs/cgroup/memory", "sys/fs/cgroup" };

struct charges {
	const struct io *io;
	const struct cxl_memory_block *block;
	struct user_sink *sink;
	uint64_t page;				/* bytes */
	struct {
		uint64_t inode, pages;
	} all[GROUPS_MAX];
	size_t count;
	const char *tree, *dir;			/* that is being listed: below the tree, "/a/b" */
};

static void charge(struct charges *charges, uint64_t inode)
{
	size_t i = 0;

	while (i < charges->count && charges->all[i].inode != inode)
		i++;
	if (i == GROUPS_MAX)
		return;
	if (i == charges->count)
		charges->all[charges->count++].inode = inode;
	charges->all[i].pages++;
}

/* How many of @some pages from @first on could be read, or -errno. */
static ssize_t read_some(struct charges *charges, int flags_fd, int groups_fd, uint64_t first,
			 size_t some)
{
	uint64_t flags[AT_ONCE], groups[AT_ONCE];
	off_t at = (off_t)(first * sizeof(*flags));
	ssize_t n = io_read_at(charges->io, flags_fd, flags, some * sizeof(*flags), at), m;

	m = n < 0 ? n : io_read_at(charges->io, groups_fd, groups, (size_t)n, at);
	if (m < 0)
		return m;
	m /= (ssize_t)sizeof(*groups);
	for (ssize_t i = 0; i < m; i++)
		if (page_kind(flags[i]) >= 0 && groups[i] > ROOT)
			charge(charges, groups[i]);
	return m;
}

static void read_charges(struct charges *charges, int flags_fd, int groups_fd)
{
	uint64_t size = charges->block->memory->block_size;
	uint64_t first = charges->block->number * size / charges->page;
	uint64_t end = first + size / charges->page;

	while (first < end) {
		uint64_t rest = end - first;
		ssize_t n = read_some(charges, flags_fd, groups_fd, first,
				      rest < AT_ONCE ? (size_t)rest : AT_ONCE);

		if (n <= 0)
			return;
		first += (uint64_t)n;
	}
}

static int add(const struct charges *charges, const char *name, uint64_t pages)
{
	struct cxl_memory_user user = { .use = CXL_MEMORY_USE_CGROUP, .size = pages * charges->page };
	size_t len = strlen(name);

	/* the end tells more */
	snprintf(user.name, sizeof(user.name), "%.*s", USER_NAME_MAX - 1,
		 len < USER_NAME_MAX ? name : name + len - USER_NAME_MAX + 1);
	snprintf(user.device, sizeof(user.device), "%s", charges->block->name);
	return charges->sink->add(charges->sink, &user);
}

static int try_group(void *arg, const char *name);

/* What is no directory, or has left, is passed over. */
static int try_dir(struct charges *charges, const char *dir)
{
	char path[IO_PATH_MAX];
	struct stat st;
	int fd, rc = path_join(path, sizeof(path), charges->tree, dir + 1);

	fd = rc ? rc : io_open(charges->io, charges->io->root, path, O_PATH | O_DIRECTORY);
	if (fd < 0)
		return 0;
	rc = io_stat(charges->io, fd, &st);
	io_close(charges->io, fd);
	for (size_t i = 0; !rc && i < charges->count; i++)
		if (charges->all[i].inode == st.st_ino)
			rc = add(charges, dir, charges->all[i].pages);
	charges->dir = dir;
	return rc ? rc : io_list(charges->io, charges->io->root, path, try_group, charges);
}

static int try_group(void *arg, const char *name)
{
	struct charges below = *(struct charges *)arg;
	char dir[IO_PATH_MAX];

	if (snprintf(dir, sizeof(dir), "%s/%s", below.dir, name) >= (int)sizeof(dir))
		return 0;
	return try_dir(&below, dir);
}

int block_find_cgroups(const struct io *io, const struct cxl_memory_block *block,
		       struct user_sink *sink)
{
	struct charges charges = { .io = io, .block = block, .sink = sink, .dir = "",
				   .page = (uint64_t)sysconf(_SC_PAGESIZE) };
	int flags_fd = io_open(io, io->root, "proc/kpageflags", O_RDONLY);
	int groups_fd = io_open(io, io->root, "proc/kpagecgroup", O_RDONLY);
	int rc = -ENOENT;

	if (flags_fd >= 0 && groups_fd >= 0)
		read_charges(&charges, flags_fd, groups_fd);
	if (flags_fd >= 0)
		io_close(io, flags_fd);
	if (groups_fd >= 0)
		io_close(io, groups_fd);
	for (size_t i = 0; charges.count && i < ARRAY_SIZE(trees) && io_is_away(rc); i++) {
		charges.tree = trees[i];
		rc = io_list(io, io->root, trees[i], try_group, &charges);
	}
	return rc == -ENOMEM ? rc : 0;
}
