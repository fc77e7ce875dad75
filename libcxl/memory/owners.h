/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who has the pages of a memory block, page by page: processes and cgroups. */
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

/* cgroup.c: the same with each cgroup, where the kernel tells (/proc/kpagecgroup). */
int block_find_cgroups(const struct io *io, const struct cxl_memory_block *block,
		       struct user_sink *sink);
