/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who uses the memory of a region through its DAX devices. */
#pragma once

#include <stddef.h>

struct cxl_region;
struct io;
struct user_sink;

/*
 * Passes to @sink each process that has the node of a DAX device open or mapped,
 * and what cannot be seen: 0, what the sink returned to end the search, or -errno.
 */
int dax_find_users(struct cxl_region *region, struct user_sink *sink);

/* The same of the DAX device whose directory is @dir below @base. */
int dax_device_find_users(const struct io *io, int base, const char *dir, struct user_sink *sink);

/* use.c: the first of them in words: 1 and the text in @name, 0 where there is none, or -errno. */
int dax_find_user(struct cxl_region *region, char *name, size_t len);
