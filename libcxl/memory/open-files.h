/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes that have the node of a device open or mapped. */
#pragma once

#include <sys/types.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"

struct io;
struct user_sink;

struct device_node {
	const char *name;	/* "dax0.0" */
	mode_t type;		/* S_IFCHR, S_IFBLK */
	dev_t number;
};

/* The number of the device whose directory is @dir below @base: 0 or -errno. */
_must_check_ int device_number_read(const struct io *io, int base, const char *dir, dev_t *number);

/*
 * Passes to @sink each process that has it open or mapped, and what cannot be
 * seen: 0, what the sink returned to end the search, or -errno.
 */
int device_node_find_users(const struct io *io, const struct device_node *node, struct user_sink *sink);

/* Passes to @sink that the process uses @device so. */
int device_used_by(const struct io *io, const char *device, const char *pid, enum cxl_memory_use use,
		   struct user_sink *sink);

/* Passes to @sink that @device may be in use: nobody could tell, which is @why. */
int device_may_be_open(const char *device, const char *why, struct user_sink *sink);
