/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a disk is mounted: in this mount namespace, and in those of other processes. */
#pragma once

#include "core/cleanup.h"

struct device_node;
struct io;
struct user_sink;

/* Whether the table @file, below the root, has one of @words, which end with NULL: 1, 0 or -errno. */
_must_check_ int table_look(const struct io *io, const char *file, const char *const *words);

/* Whether this program sees it mounted: 1, 0 or -errno. */
_must_check_ int mounts_look(const struct io *io, const struct device_node *disk);

/*
 * Passes to @sink a process of each other mount namespace in which it is mounted:
 * 0, what the sink returned to end the search, or -errno.
 */
_must_check_ int mounts_find_users(const struct io *io, const struct device_node *disk, struct user_sink *sink);
