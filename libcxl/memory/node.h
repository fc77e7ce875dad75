/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The NUMA node of memory: the processes whose memory lies on it. */
#pragma once

struct io;
struct user_sink;

/*
 * Passes to @sink each process that has memory on @node, and what cannot be
 * seen: 0, what the sink returned to end the search, or -errno.
 */
int node_find_users(const struct io *io, int node, struct user_sink *sink);
