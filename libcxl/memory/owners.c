// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which processes have the pages of a memory block, page by page. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/cleanup.h"
#include "core/io.h"
#include "core/text.h"
#include "memory/owners.h"
#include "memory/process.h"
#include "memory/users.h"

#define PATH_LEN	64
#define AT_ONCE		4096			/* pages */
#define PAGES_MAX	(UINT64_C(1) << 24)	/* of one process that we look at */

/* An entry of /proc/PID/pagemap: Documentation/admin-guide/mm/pagemap.rst of the kernel. */
#define PRESENT		(UINT64_C(1) << 63)
#define FRAME		((UINT64_C(1) << 55) - 1)

struct owner_search {
	const struct io *io;
	const struct cxl_memory_block *block;
	uint64_t page;			/* bytes */
	uint64_t first, count;		/* the page frames of the block */
	struct user_sink *sink;
	char *maps;			/* room for one file of a process */
	const char *why;		/* what could not be seen; NULL: nothing */
};

/* The pages of one process. */
struct owner {
	struct owner_search *search;
	int fd;
	uint64_t looked, found;		/* pages */
};

static void tally(struct owner *owner, const uint64_t *entries, size_t count)
{
	const struct owner_search *search = owner->search;

	for (size_t i = 0; i < count; i++) {
		uint64_t frame = entries[i] & FRAME;

		if (!(entries[i] & PRESENT))
			continue;
		if (!frame)
			owner->search->why = "the kernel hides where memory lies";
		owner->found += frame >= search->first && frame - search->first < search->count;
	}
}

/* A mapping that left has no entries any more. */
static int look_through(struct owner *owner, uint64_t first, uint64_t count)
{
	const struct io *io = owner->search->io;
	uint64_t entries[AT_ONCE];

	while (count) {
		size_t some = count < AT_ONCE ? (size_t)count : AT_ONCE;
		ssize_t n = io_read_at(io, owner->fd, entries, some * sizeof(*entries),
				       first * sizeof(*entries));

		if (n < (ssize_t)sizeof(*entries))
			return n < 0 ? (int)n : 0;
		some = (size_t)n / sizeof(*entries);
		tally(owner, entries, some);
		first += some;
		count -= some;
	}
	return 0;
}

/* "7f0000000000-7f0000008000 rw-p ..." */
static int parse_mapping(const char *line, uint64_t *start, uint64_t *end)
{
	char *rest;

	*start = strtoull(line, &rest, 16);
	if (rest == line || *rest != '-')
		return -EPROTO;
	line = rest + 1;
	*end = strtoull(line, &rest, 16);
	return rest == line || *rest != ' ' || *end < *start ? -EPROTO : 0;
}

static int try_mapping(struct owner *owner, const char *line)
{
	uint64_t page = owner->search->page, start, end;
	int rc = parse_mapping(line, &start, &end);

	if (rc)
		return rc;
	owner->looked += (end - start) / page;
	if (owner->looked > PAGES_MAX)
		return -E2BIG;
	return look_through(owner, start / page, (end - start) / page);
}

/* Processes without a page on the node of the block are the most: 1, 0 or -errno. */
static int look_on_node(const struct owner_search *search, const char *pid)
{
	char key[16];
	int rc = process_load(search->io, pid, "numa_maps", search->maps);

	snprintf(key, sizeof(key), " N%d=", search->block->node);
	return rc > 0 ? strstr(search->maps, key) != NULL : rc;
}

static int try_mappings(struct owner *owner)
{
	char *more = owner->search->maps, *line;
	int rc = 0;

	while (!rc && (line = strsep(&more, "\n")))
		if (*line)
			rc = try_mapping(owner, line);
	return rc;
}

static int count_pages(struct owner_search *search, const char *pid, uint64_t *ret)
{
	struct owner owner = { .search = search };
	char path[PATH_LEN];
	int rc = look_on_node(search, pid);

	*ret = 0;
	if (rc > 0)
		rc = process_load(search->io, pid, "maps", search->maps);
	if (rc <= 0)
		return rc;
	snprintf(path, sizeof(path), "proc/%s/pagemap", pid);
	owner.fd = io_open(search->io, search->io->root, path, O_RDONLY);
	if (owner.fd < 0)
		return owner.fd;
	rc = try_mappings(&owner);
	io_close(search->io, owner.fd);
	*ret = owner.found;
	return rc;
}

static int add(const struct owner_search *search, enum cxl_memory_use use, const char *name,
	       int pid, uint64_t pages)
{
	struct cxl_memory_user user = { .use = use, .pid = pid, .size = pages * search->page };

	snprintf(user.name, sizeof(user.name), "%.*s", USER_NAME_MAX - 1, name);
	snprintf(user.device, sizeof(user.device), "%s", search->block->name);
	return search->sink->add(search->sink, &user);
}

static int try_process(void *arg, const char *name)
{
	struct owner_search *search = arg;
	char comm[IO_TEXT_MAX];
	uint64_t pages;
	int rc, pid;

	if (!process_is(name) || text_to_int(name, &pid) < 0)
		return 0;
	rc = count_pages(search, name, &pages);
	if (rc == -E2BIG)
		search->why = "a process has too much memory to look through";
	else if (rc && !process_is_away(rc))
		search->why = strerror(-rc);
	if (!pages)
		return 0;
	process_name(search->io, name, comm);
	return add(search, CXL_MEMORY_USE_PROCESS, comm, pid, pages);
}

int block_find_owners(const struct io *io, const struct cxl_memory_block *block,
		      struct user_sink *sink)
{
	_cleanup_free_ char *maps = malloc(NUMA_MAPS_MAX);
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), size = block->memory->block_size;
	struct owner_search search = {
		.io = io, .block = block, .sink = sink, .maps = maps, .page = page,
		.first = block->number * size / page, .count = size / page,
	};
	int rc;

	if (!maps)
		return -ENOMEM;
	if (!sees_all_processes(io))
		search.why = "not every process can be seen from here";
	rc = io_list(io, io->root, "proc", try_process, &search);
	if (rc < 0 && rc != -ENOMEM)
		search.why = strerror(-rc);
	else if (rc)
		return rc;
	return search.why ? add(&search, CXL_MEMORY_USE_UNKNOWN, search.why, 0, 0) : 0;
}
