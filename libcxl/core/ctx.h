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

struct cxl_memdev;

struct cxl_ctx {
	int refs;
	struct log log;
	struct cxl_error error;		/* of the last call that failed */
	void *userdata;
	void *private_data;
	struct io io;

	/* all objects ever made, and the live ones by name */
	struct list objects;
	struct object **buckets;
	size_t bucket_count, indexed;

	/* what stands below no other object */
	struct siblings buses, memdevs;
	struct names names;		/* in CTX_DEVICES, of what is sought there */
	bool names_read;

	char *debugfs;			/* path of debugfs' cxl directory, or NULL */
	bool debugfs_sought;
	bool settled;			/* the kernel's queued work was waited for */
	int missing;			/* why the first object or file could not be seen */
	char missing_name[64];		/* which, cut to this size */

	struct watchdog *watchdog;	/* NULL: nobody asked for one */

	struct dax *dax;		/* dax.c; NULL: nobody asked */

	struct list protocol_errors;	/* einj.c */
	bool protocol_errors_read;
};

/* The index of live objects by name. */
void ctx_index_add(struct cxl_ctx *ctx, struct object *object);
void ctx_index_remove(struct cxl_ctx *ctx, struct object *object);
struct object *ctx_index_find(struct cxl_ctx *ctx, const char *name);

/*
 * Notes that @what could not be made or read, unless it just left: lists lack
 * it, and whoever relies on them is to know.
 */
void ctx_miss(struct cxl_ctx *ctx, const char *what, int rc);

/* The same, but what this user may not see is no more than that. */
void ctx_miss_readable(struct cxl_ctx *ctx, const char *what, int rc);

/*
 * Whether the file at @path exists, for getters that have no room for an error:
 * false also where it cannot be seen, which ctx_miss() notes.
 */
bool ctx_has(struct cxl_ctx *ctx, const char *path);

/* The names in CTX_DEVICES; read once, after the kernel has settled. */
const struct names *ctx_names(struct cxl_ctx *ctx);

/* The path of debugfs' cxl directory below the root, or NULL. */
const char *ctx_debugfs(struct cxl_ctx *ctx);

/* Ports come and go: memdevs forget their endpoints, and ports what stands below. */
void ctx_forget_endpoints(struct cxl_ctx *ctx);
