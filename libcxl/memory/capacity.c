// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether the machine can do without memory that is to go offline. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/io.h"
#include "core/text.h"
#include "memory/capacity.h"
#include "memory/process.h"

#define NODES		"sys/devices/system/node"
#define TABLE_MAX	16384
#define PATH_LEN	96

/* ---- what nodes hold --------------------------------------------------- */

struct node_memory {
	uint64_t total, free, cache;	/* bytes; cache: what the kernel can drop */
};

/* "Node 1 MemTotal:  262144 kB" */
static uint64_t value_of(const char *table, const char *key)
{
	uint64_t kilobytes;

	return text_field(table, key, &kilobytes) ? 0 : kilobytes * 1024;
}

static int read_node(const struct io *io, int node, struct node_memory *ret)
{
	char path[PATH_LEN], table[TABLE_MAX];
	ssize_t n;

	snprintf(path, sizeof(path), NODES "/node%d/meminfo", node);
	n = io_load(io, io->root, path, table, sizeof(table));
	if (n < 0)
		return (int)n;
	ret->total = value_of(table, "MemTotal:");
	ret->free = value_of(table, "MemFree:");
	ret->cache = value_of(table, "Active(file):") + value_of(table, "Inactive(file):") +
		     value_of(table, "SReclaimable:");
	return ret->total >= ret->free ? 0 : -ERANGE;
}

struct elsewhere {
	const struct io *io;
	int but;	/* the node that does not count */
	uint64_t size;
};

static int add_node(void *arg, const char *name)
{
	struct elsewhere *elsewhere = arg;
	struct node_memory memory = { 0 };
	int node, rc;

	if (text_to_id(name, "node", &node) < 0 || node == elsewhere->but)
		return 0;
	rc = read_node(elsewhere->io, node, &memory);
	if (!rc)
		elsewhere->size += memory.free + memory.cache;
	return process_is_away(rc) ? 0 : rc;
}

static int add_swap(struct elsewhere *elsewhere)
{
	char table[TABLE_MAX];
	ssize_t n = io_load(elsewhere->io, elsewhere->io->root, "proc/meminfo", table,
			    sizeof(table));

	if (n >= 0)
		elsewhere->size += value_of(table, "SwapFree:");
	return n < 0 && !process_is_away(n) ? (int)n : 0;
}

/* What stays of the node counts as elsewhere. */
static int check_room(const struct io *io, int node, uint64_t size,
		      const struct node_memory *memory)
{
	struct elsewhere elsewhere = { .io = io, .but = node };
	uint64_t used = memory->total - memory->free;
	int rc = io_list(io, io->root, NODES, add_node, &elsewhere);

	if (!rc)
		rc = add_swap(&elsewhere);
	if (rc)
		return rc;
	if (memory->total > size) {
		uint64_t rest = memory->total - size;

		elsewhere.size += memory->free < rest ? memory->free : rest;
	}
	return (used < size ? used : size) > elsewhere.size ? -ENOSPC : 0;
}

/* ---- who may use no other ---------------------------------------------- */

struct bound_search {
	const struct io *io;
	int node;
	char *table;	/* room for one file of a process */
	char *who;
	size_t len;
};

/* A list that names this node alone. */
static bool is_alone(const char *list, int node)
{
	char wanted[16];
	int len = snprintf(wanted, sizeof(wanted), "%d", node);

	return !strncmp(list, wanted, (size_t)len) && strchr(" \n", list[len]) != NULL;
}

/* "7f00 bind:1 anon=2 N1=2", "7f00 bind=static:1 ..." */
static bool has_bound_map(char *maps, int node)
{
	char *more = maps, *line;

	while ((line = strsep(&more, "\n"))) {
		const char *policy = strchr(line, ' '), *list;

		if (!policy || strncmp(policy, " bind", strlen(" bind")) != 0)
			continue;
		list = strchr(policy, ':');
		if (list && is_alone(list + 1, node))
			return true;
	}
	return false;
}

static bool has_bound_set(const char *status, int node)
{
	static const char key[] = "Mems_allowed_list:\t";
	const char *at = strstr(status, key);

	return at && is_alone(at + strlen(key), node);
}

static int tell(const struct bound_search *search, const char *pid, int rc)
{
	char comm[IO_TEXT_MAX];

	process_name(search->io, pid, comm);
	snprintf(search->who, search->len, "process %s (%.32s)", pid, comm);
	return rc;
}

static int try_process(void *arg, const char *name)
{
	const struct bound_search *search = arg;
	int rc;

	if (!process_is(name))
		return 0;
	rc = process_load(search->io, name, "status", search->table);
	if (rc > 0 && has_bound_set(search->table, search->node))
		return tell(search, name, -EUSERS);
	if (rc > 0)
		rc = process_load(search->io, name, "numa_maps", search->table);
	if (rc > 0 && has_bound_map(search->table, search->node))
		return tell(search, name, -EUSERS);
	return rc < 0 ? tell(search, name, rc) : 0;
}

/* A process that cannot be seen may be bound. */
static int check_bound(const struct io *io, int node, char *who, size_t len)
{
	_cleanup_free_ char *table = malloc(NUMA_MAPS_MAX);
	struct bound_search search = { io, node, table, who, len };

	if (!table)
		return -ENOMEM;
	if (!sees_all_processes(io)) {
		snprintf(who, len, "a process that cannot be seen from here");
		return -EUSERS;
	}
	return io_list(io, io->root, "proc", try_process, &search);
}

/* ---- both -------------------------------------------------------------- */

int capacity_check(const struct io *io, int node, uint64_t size, char *who, size_t len)
{
	struct node_memory memory;
	int rc = read_node(io, node, &memory);

	snprintf(who, len, "node%d", node);
	if (rc)
		return process_is_away(rc) ? 0 : rc;
	rc = check_room(io, node, size, &memory);
	if (rc || memory.total > size)
		return rc;
	return check_bound(io, node, who, len);
}
