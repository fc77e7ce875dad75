/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory blocks of a region: which there are, and what each is. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/cleanup.h"
#include "object/region.h"

struct io;

#define MEMORY	"sys/devices/system/memory"

/* The numbers of the memory blocks in a range, ascending. */
struct blocks {
	const struct io *io;
	struct range range;
	uint64_t size;			/* of each block; 0: there is none */
	uint64_t *numbers;
	size_t count;
};

/* What the region has now: 0 or -errno; a kernel without memory hotplug has none. */
_must_check_ int blocks_find(struct cxl_region *region, struct blocks *ret);
void blocks_done(struct blocks *blocks);
#define _cleanup_blocks_ __attribute__((cleanup(blocks_done)))

/* The size of a memory block, a power of two: 0 or -errno. */
_must_check_ int block_size(const struct io *io, uint64_t *ret);

/* 1 or 0; or -errno where it cannot be seen: it may be online. One that left is offline. */
_must_check_ int block_look_online(const struct io *io, uint64_t number);

/* 1 where the text of a block's "state" means online, else 0. */
int block_parse_state(const char *state);

/* An attribute of a block: its length, or -errno. */
ssize_t block_read(const struct io *io, uint64_t number, const char *attr,
		   char *buf, size_t len);
int block_write(const struct io *io, uint64_t number, const char *attr,
		const char *value);

/* Its NUMA node; -1 where it has none, or has left. */
int block_node(const struct io *io, uint64_t number);

/* 0 where certainly no block of the region is online; -EBUSY and which, or -errno. */
_must_check_ int blocks_check_offline(struct cxl_region *region, uint64_t *ret);
