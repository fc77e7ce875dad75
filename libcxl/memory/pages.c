// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is in the pages of a memory block. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "memory/memory.h"
#include "memory/pages.h"
#include "object/region.h"

#define FLAGS		"proc/kpageflags"
#define AT_ONCE		4096		/* pages */

/* Bits of /proc/kpageflags: Documentation/admin-guide/mm/pagemap.rst of the kernel. */
#define FLAG(_bit)	(UINT64_C(1) << (_bit))
#define LRU		FLAG(5)
#define SLAB		FLAG(7)
#define BUDDY		FLAG(10)
#define ANON		FLAG(12)
#define HUGE		FLAG(17)
#define HWPOISON	FLAG(19)
#define NOPAGE		FLAG(20)
#define OFFLINE		FLAG(23)
#define PGTABLE		FLAG(26)

/* The first that fits. A page without any flag is free, or cannot be told from a free one. */
static const struct {
	uint64_t flags;
	int kind;	/* -1: holds nothing */
} kinds[] = {
	{ BUDDY | NOPAGE | OFFLINE, -1 },
	{ HWPOISON, CXL_MEMORY_PAGES_POISONED },
	{ HUGE, CXL_MEMORY_PAGES_HUGE },
	{ SLAB | PGTABLE, CXL_MEMORY_PAGES_KERNEL },
	{ ANON, CXL_MEMORY_PAGES_ANONYMOUS },
	{ LRU, CXL_MEMORY_PAGES_FILE },
	{ ~UINT64_C(0), CXL_MEMORY_PAGES_OTHER },
};

int page_kind(uint64_t flags)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (flags & kinds[i].flags)
			return kinds[i].kind;
	return -1;
}

static int count_pages(const struct io *io, int fd, uint64_t first, uint64_t count, int kind,
		       unsigned int *ret)
{
	uint64_t flags[AT_ONCE];

	*ret = 0;
	while (count) {
		size_t some = count < AT_ONCE ? (size_t)count : AT_ONCE;
		ssize_t n = io_read_at(io, fd, flags, some * sizeof(*flags),
				       first * sizeof(*flags));

		if (n < (ssize_t)sizeof(*flags))
			return n < 0 ? (int)n : -EIO;
		some = (size_t)n / sizeof(*flags);
		for (size_t i = 0; i < some; i++)
			*ret += page_kind(flags[i]) == kind;
		first += some;
		count -= some;
	}
	return 0;
}

static int query_pages(const struct io *io, const struct cxl_memory_block *block, int kind,
		       unsigned int *ret)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), size = block->memory->block_size;
	int fd = io_open(io, io->root, FLAGS, O_RDONLY), rc;
	unsigned int found = 0;

	if (fd < 0)
		return fd;
	rc = count_pages(io, fd, block->number * size / page, size / page, kind, &found);
	io_close(io, fd);
	if (!rc)
		*ret = found;
	return rc;
}

EXPORT int cxl_memory_block_query_pages(struct cxl_memory_block *block,
					enum cxl_memory_pages kind, unsigned int *ret)
{
	struct cxl_region *region = block->memory->region;

	if ((unsigned int)kind > CXL_MEMORY_PAGES_POISONED)
		return -EINVAL;
	return object_note(&region->object, block->name, "read its pages",
			   query_pages(&region->object.ctx->io, block, (int)kind, ret));
}
