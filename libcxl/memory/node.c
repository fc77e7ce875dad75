// SPDX-License-Identifier: LGPL-2.1-or-later
/* The NUMA node of memory: its tier, how fast it is, and the processes whose memory lies on it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "memory/memory.h"
#include "memory/node.h"
#include "memory/process.h"
#include "memory/users.h"
#include "object/region.h"

#define TIERS		"sys/devices/virtual/memory_tiering"
#define PATH_LEN	96

/* ---- its tier ---------------------------------------------------------- */

struct tier_search {
	const struct io *io;
	int node, tier;
};

static int try_tier(void *arg, const char *name)
{
	struct tier_search *search = arg;
	char path[PATH_LEN], nodes[IO_TEXT_MAX];
	ssize_t n;
	int tier;

	if (text_to_id(name, "memory_tier", &tier) < 0)
		return 0;
	snprintf(path, sizeof(path), TIERS "/memory_tier%d/nodelist", tier);
	n = io_read(search->io, search->io->root, path, nodes, sizeof(nodes));
	if (n < 0)
		return process_is_away(n) ? 0 : (int)n;
	if (!list_has(nodes, search->node))
		return 0;
	search->tier = tier;
	return 1;
}

EXPORT int cxl_memory_query_tier(struct cxl_memory *memory, int node, unsigned int *ret)
{
	const struct io *io = &memory->region->object.ctx->io;
	struct tier_search search = { .io = io, .node = node };
	int rc = io_list(io, io->root, TIERS, try_tier, &search);

	if (rc > 0)
		*ret = (unsigned int)search.tier;
	else if (!rc || process_is_away(rc))
		rc = -ENOENT;
	return object_note(&memory->region->object, "nodelist", "read its memory",
			   rc > 0 ? 0 : rc);
}

/* ---- how fast it is ---------------------------------------------------- */

static const char *const figures[] = {
	[CXL_MEMORY_READ_BANDWIDTH] = "read_bandwidth",
	[CXL_MEMORY_WRITE_BANDWIDTH] = "write_bandwidth",
	[CXL_MEMORY_READ_LATENCY] = "read_latency",
	[CXL_MEMORY_WRITE_LATENCY] = "write_latency",
};

/* Class 1: as processors reach it. */
static int query_figure(const struct io *io, int node, const char *figure, unsigned int *ret)
{
	char path[PATH_LEN], text[IO_TEXT_MAX];
	uint64_t value;
	ssize_t n;

	snprintf(path, sizeof(path), "sys/devices/system/node/node%d/access1/initiators/%s",
		 node, figure);
	n = io_read(io, io->root, path, text, sizeof(text));
	if (n < 0)
		return (int)n;
	if (text_to_u64(text, &value) < 0 || value > UINT32_MAX)
		return -ERANGE;
	*ret = (unsigned int)value;
	return 0;
}

EXPORT int cxl_memory_query_figure(struct cxl_memory *memory, int node,
				   enum cxl_memory_figure figure, unsigned int *ret)
{
	const struct io *io = &memory->region->object.ctx->io;

	if ((unsigned int)figure >= ARRAY_SIZE(figures))
		return -EINVAL;
	return object_note(&memory->region->object, figures[figure], "read its memory",
			   query_figure(io, node, figures[figure], ret));
}

/* ---- its processes ----------------------------------------------------- */

struct process_search {
	const struct io *io;
	int node;
	struct user_sink *sink;
	char *maps;		/* room for one numa_maps */
	int unread;		/* why one of them could not be read */
};

/* "7f00 default anon=9 N0=1 N1=8 kernelpagesize_kB=4": the pages on the node, in bytes. */
static uint64_t size_of_line(const char *line, int node)
{
	uint64_t pages, kilobytes;
	char key[16];

	snprintf(key, sizeof(key), " N%d=", node);
	if (text_field(line, key, &pages) || text_field(line, " kernelpagesize_kB=", &kilobytes))
		return 0;
	return pages * kilobytes * 1024;
}

static uint64_t size_of_maps(char *maps, int node)
{
	uint64_t size = 0;
	char *more = maps, *line;

	while ((line = strsep(&more, "\n")))
		size += size_of_line(line, node);
	return size;
}

static int report(const struct process_search *search, const char *pid, uint64_t size)
{
	struct cxl_memory_user user = { .use = CXL_MEMORY_USE_PROCESS, .size = size };
	char comm[IO_TEXT_MAX];

	process_name(search->io, pid, comm);
	snprintf(user.name, sizeof(user.name), "%.*s", USER_NAME_MAX - 1, comm);
	snprintf(user.device, sizeof(user.device), "node%d", search->node);
	return text_to_int(pid, &user.pid) < 0 ? 0 : search->sink->add(search->sink, &user);
}

/* One that ends while we look has no memory any more. */
static int try_process(void *arg, const char *name)
{
	struct process_search *search = arg;
	uint64_t size;
	int rc;

	if (!process_is(name))
		return 0;
	rc = process_load(search->io, name, "numa_maps", search->maps);
	if (rc < 0)
		search->unread = rc;
	if (rc <= 0)
		return 0;
	size = size_of_maps(search->maps, search->node);
	return size ? report(search, name, size) : 0;
}

static int may_be_used(const struct process_search *search, const char *why)
{
	struct cxl_memory_user user = { .use = CXL_MEMORY_USE_UNKNOWN };

	snprintf(user.name, sizeof(user.name), "%s", why);
	snprintf(user.device, sizeof(user.device), "node%d", search->node);
	return search->sink->add(search->sink, &user);
}

/* A kernel without numa_maps tells of no process. */
static const char *why_unseen(const struct process_search *search, int rc)
{
	bool has_maps = false;

	if (!sees_all_processes(search->io))
		return "not every process can be seen from here";
	if (rc || search->unread)
		return strerror(rc ? -rc : -search->unread);
	rc = io_look(search->io, search->io->root, "proc/self/numa_maps", &has_maps);
	if (rc)
		return strerror(-rc);
	return has_maps ? NULL : "the kernel does not tell";
}

int node_find_users(const struct io *io, int node, struct user_sink *sink)
{
	_cleanup_free_ char *maps = malloc(NUMA_MAPS_MAX);
	struct process_search search = { io, node, sink, maps, 0 };
	const char *why;
	int rc = maps ? io_list(io, io->root, "proc", try_process, &search) : -ENOMEM;

	if (rc > 0 || rc == -ENOMEM)
		return rc;
	why = why_unseen(&search, rc);
	return why ? may_be_used(&search, why) : 0;
}
