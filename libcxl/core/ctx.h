/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The context: one view of one machine, and the owner of every object. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/io.h"
#include "core/list.h"
#include "core/log.h"
#include "core/names.h"
#include "core/object.h"
#include "core/siblings.h"

/* Every CXL device of the machine, as links into /sys/devices. */
#define CTX_DEVICES "sys/bus/cxl/devices"

struct cxl_ctx {
	int refs;
	struct log log;
	struct cxl_error error;		/* of the last call that failed */
	void *userdata;
	void *private_data;
	struct io io;

	const struct object_class *const *classes;	/* by kind */

	/* all objects ever made, and the live ones by name */
	struct list objects;
	struct object **buckets;
	size_t bucket_count, indexed;

	/* what stands below no other object */
	struct siblings buses, memdevs;
	struct device_names names;		/* in CTX_DEVICES, of what is sought there */
	bool names_read;

	char *debugfs;			/* path of debugfs' cxl directory, or NULL */
	bool debugfs_sought;
	bool settled;			/* the kernel's queued work was waited for */
	int missing;			/* why the first object or file could not be seen */
	char missing_name[64];		/* which, cut to this size */

	char *geometry;			/* the directory of records below the root; NULL: the usual */
	struct watchdog *watchdog;	/* NULL: nobody asked for one */

	struct list data;		/* see ctx_keep() */
};

/*
 * A new context of the machine below @root, to whose kinds of objects @classes
 * belong; 0 or -errno.
 */
int ctx_new(struct cxl_ctx **ret, const struct object_class *const *classes,
	    const char *root, int (*init)(struct io *io, const char *path));

/*
 * Keeps something for a context: @free gets it when the context is freed. At
 * most one of each @free, by which it is found again; 0 or -ENOMEM.
 */
int ctx_keep(struct cxl_ctx *ctx, void *kept, void (*free)(void *kept));
void *ctx_data(struct cxl_ctx *ctx, void (*free)(void *kept));

/* The names in CTX_DEVICES; read once, after the kernel has settled. */
const struct device_names *ctx_names(struct cxl_ctx *ctx);

/* Ports come and go: memdevs forget their endpoints, and ports what stands below. */
void ctx_forget_endpoints(struct cxl_ctx *ctx);
