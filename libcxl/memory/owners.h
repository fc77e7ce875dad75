/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which processes have the pages of a memory block, page by page. */
#pragma once

struct cxl_memory_block;
struct io;
struct user_sink;

/*
 * Passes to @sink each process that has pages of @block, and what cannot be
 * seen: 0, what the sink returned to end the search, or -errno.
 */
int block_find_owners(const struct io *io, const struct cxl_memory_block *block,
		      struct user_sink *sink);
