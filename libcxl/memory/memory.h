/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the memory of a region is used as, as it was read at one moment. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cxl/libcxl.h>

#define MEMORY_NAME_MAX 32

/* A value that may not have been read: then why, -errno. */
struct fact {
	int unread;
	bool is;
};

struct cxl_dax {
	struct cxl_memory *memory;
	int range, id;			/* daxRANGE.ID */
	char name[MEMORY_NAME_MAX];
	int driver_unread;		/* why its driver could not be read */
	enum cxl_dax_driver driver;
	char driver_name[MEMORY_NAME_MAX];	/* "": none */
	char state[MEMORY_NAME_MAX];		/* "": absent */
	uint64_t size;
	int target_node;
	int wanted_unread;
	unsigned int wanted;		/* blocks that kmem can add */
	struct fact openable;		/* its node in /dev, where a driver offers that */
};

struct cxl_memory_block {
	struct cxl_memory *memory;
	uint64_t number;
	char name[MEMORY_NAME_MAX];
	int unread;			/* why its state could not be read */
	bool online;
	char zone[MEMORY_NAME_MAX];	/* "": offline, or absent */
	int node;
};

struct cxl_memory {
	struct cxl_region *region;
	bool is_pmem;
	struct fact committed, enabled;
	struct fact pmem_bound;		/* pmem_regionN */
	char dax_region[MEMORY_NAME_MAX];	/* "": none */
	struct fact dax_region_bound;
	int daxes_unread;		/* why there may be more */
	struct cxl_dax *daxes;
	size_t nr_daxes;
	int blocks_unread;
	uint64_t block_size;
	struct cxl_memory_block *blocks;
	size_t nr_blocks;
	struct fact kmem_loaded, udev_busy, stays_offline;
	int nodes_unread;
	char nodes[256];		/* those with memory: "0-1,3" */
};

/* lack.c: whether a state is reached; see cxl_memory_query_lack(). */
int memory_lack(const struct cxl_memory *memory, enum cxl_memory_state state,
		enum cxl_memory_lack *ret);

/* Whether the list of numbers "0-1,3" has @number. */
bool list_has(const char *list, int number);
