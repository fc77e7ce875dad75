// SPDX-License-Identifier: LGPL-2.1-or-later
/* The memory blocks of a region: which there are, and what each is. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "memory/blocks.h"

#define BLOCK_MIN	4096		/* bytes; the least that a kernel could manage */
#define BLOCK_PATH_MAX	96

void blocks_done(struct blocks *blocks)
{
	free(blocks->numbers);
}

int block_size(const struct io *io, uint64_t *ret)
{
	char text[IO_TEXT_MAX];
	uint64_t size;
	ssize_t n = io_read(io, io->root, MEMORY "/block_size_bytes", text,
			    sizeof(text));
	int rc = n < 0 ? (int)n : text_hex_to_u64(text, &size);

	if (rc < 0)
		return rc;
	if (size < BLOCK_MIN || size & (size - 1))
		return -ERANGE;
	*ret = size;
	return 0;
}

/* ---- all of a range ---------------------------------------------------- */

/* There are blocks, so they have a size. */
static int read_block_size(struct blocks *blocks)
{
	int rc = block_size(blocks->io, &blocks->size);

	return rc == -ENOENT ? -EIO : rc;
}

static bool overlaps(const struct blocks *blocks, uint64_t start)
{
	const struct range *range = &blocks->range;

	return start < range->start ? range->start - start < blocks->size :
				      start - range->start < range->size;
}

/* The kernel's block N begins at N times the size of a block. */
static int add_block(void *arg, const char *name)
{
	struct blocks *blocks = arg;
	uint64_t start, *more;
	int number;

	if (text_to_id(name, "memory", &number) < 0)
		return 0;
	if (!blocks->size) {
		int rc = read_block_size(blocks);

		if (rc < 0)
			return rc;
	}
	if (__builtin_mul_overflow((uint64_t)number, blocks->size, &start))
		return -ERANGE;
	if (!overlaps(blocks, start))
		return 0;
	more = reallocarray(blocks->numbers, blocks->count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	blocks->numbers = more;
	more[blocks->count++] = (uint64_t)number;
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint64_t l = *(const uint64_t *)a, r = *(const uint64_t *)b;

	return (l > r) - (l < r);
}

int blocks_find(struct cxl_region *region, struct blocks *ret)
{
	const struct io *io = &region->object.ctx->io;
	int rc;

	*ret = (struct blocks){ .io = io };
	rc = region_query_range(region, &ret->range);
	if (rc < 0 || !ret->range.size)
		return rc;
	rc = io_list(io, io->root, MEMORY, add_block, ret);
	if (rc < 0)
		return rc == -ENOENT && !ret->count ? 0 : rc;
	if (ret->count)
		qsort(ret->numbers, ret->count, sizeof(*ret->numbers), by_number);
	return 0;
}

/* ---- one of them ------------------------------------------------------- */

ssize_t block_read(const struct io *io, uint64_t number, const char *attr,
		   char *buf, size_t len)
{
	char path[BLOCK_PATH_MAX];

	snprintf(path, sizeof(path), MEMORY "/memory%" PRIu64 "/%s", number, attr);
	return io_read(io, io->root, path, buf, len);
}

int block_write(const struct io *io, uint64_t number, const char *attr,
		const char *value)
{
	char path[BLOCK_PATH_MAX];

	snprintf(path, sizeof(path), MEMORY "/memory%" PRIu64 "/%s", number, attr);
	return io_write(io, io->root, path, value);
}

/* The link "nodeM". */
static int find_node(void *arg, const char *name)
{
	return text_to_id(name, "node", arg) == 0;
}

int block_node(const struct io *io, uint64_t number)
{
	char dir[BLOCK_PATH_MAX];
	int node = -1;

	snprintf(dir, sizeof(dir), MEMORY "/memory%" PRIu64, number);
	return io_list(io, io->root, dir, find_node, &node) > 0 ? node : -1;
}

/* One that is going offline is online until it has arrived there. */
int block_parse_state(const char *state)
{
	return *state && strcmp(state, "offline") != 0;
}

int block_look_online(const struct io *io, uint64_t number)
{
	char state[IO_TEXT_MAX];
	ssize_t n = block_read(io, number, "state", state, sizeof(state));

	if (n < 0)
		return io_is_away(n) ? 0 : (int)n;
	return block_parse_state(state);
}

int blocks_check_offline(struct cxl_region *region, uint64_t *ret)
{
	_cleanup_blocks_ struct blocks blocks;
	int rc = blocks_find(region, &blocks);

	for (size_t i = 0; !rc && i < blocks.count; i++) {
		rc = block_look_online(blocks.io, blocks.numbers[i]);
		if (rc > 0)
			*ret = blocks.numbers[i];
	}
	return rc > 0 ? -EBUSY : rc;
}
