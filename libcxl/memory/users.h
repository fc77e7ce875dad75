/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who uses the memory of a region: one user, and what receives each that is found. */
#pragma once

#include <stdint.h>

#include "memory/memory.h"

#define USER_NAME_MAX 64

struct cxl_memory_user {
	struct cxl_memory_users *users;
	enum cxl_memory_use use;
	char device[MEMORY_NAME_MAX];	/* "pmem0", "dax0.0", "node1" */
	char name[USER_NAME_MAX];	/* of the process, of the holder, why it is not known; "" */
	int pid;			/* 0: no process */
	uint64_t size;			/* bytes on the node */
};

/* Each user goes to add(), which returns 0 to get the next; anything else ends the search. */
struct user_sink {
	int (*add)(struct user_sink *sink, const struct cxl_memory_user *user);
};

/* use.c: those of disks and DAX devices, but not the memory blocks. */
int region_find_users(struct cxl_region *region, struct user_sink *sink);
