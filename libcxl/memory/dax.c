// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The DAX region of a CXL region, as libdaxctl has it. That library is loaded
 * when first asked for: few programs are interested, and it brings others along.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <daxctl/libdaxctl.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/dlopen-note.h"
#include "core/io.h"
#include "core/text.h"
#include "object/region.h"

#define LIBDAXCTL "libdaxctl.so.1"

DLOPEN_NOTE("daxctl", "the DAX region of a CXL region", LIBDAXCTL);

struct dax {
	void *library;
	struct daxctl_ctx *ctx;

	/* the functions that are used, as libdaxctl declares them */
	__typeof__(daxctl_new) *new;
	__typeof__(daxctl_unref) *unref;
	__typeof__(daxctl_new_region) *new_region;
};

/* ---- the library ------------------------------------------------------- */

static void dax_free(void *kept)
{
	struct dax *dax = kept;

	if (!dax)
		return;
	if (dax->ctx)
		dax->unref(dax->ctx);
	if (dax->library)
		dlclose(dax->library);
	free(dax);
}

static int load(struct dax *dax)
{
	dax->library = dlopen(LIBDAXCTL, RTLD_NOW | RTLD_LOCAL);
	if (!dax->library)
		return -ENOSYS;
	dax->new = dlsym(dax->library, "daxctl_new");
	dax->unref = dlsym(dax->library, "daxctl_unref");
	dax->new_region = dlsym(dax->library, "daxctl_new_region");
	if (!dax->new || !dax->unref || !dax->new_region)
		return -ENOSYS;
	return dax->new(&dax->ctx);
}

static int dax_of(struct cxl_ctx *ctx, struct dax **ret)
{
	struct dax *dax = ctx_data(ctx, dax_free);
	int rc;

	if (!dax) {
		dax = calloc(1, sizeof(*dax));
		rc = dax ? load(dax) : -ENOMEM;
		if (!rc)
			rc = ctx_keep(ctx, dax, dax_free);
		if (rc < 0) {
			dax_free(dax);
			return rc;
		}
	}
	*ret = dax;
	return 0;
}

/* ---- the region -------------------------------------------------------- */

/* Stops at the first dax_regionN. */
static int find_id(void *arg, const char *name)
{
	return text_to_id(name, "dax_region", arg) == 0;
}

static int dax_region_id(struct cxl_region *region, int *id)
{
	struct node *node = &region->object.node;
	int dir = node_dir(node), rc;

	if (dir < 0)
		return dir;
	rc = io_list(node->io, dir, ".", find_id, id);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = node_check(node);
	return rc < 0 ? rc : -ENOENT;
}

/* libdaxctl knows one machine, this one. Asked twice, it gives the same. */
static int find(struct cxl_region *region, struct daxctl_region **ret)
{
	_cleanup_free_ char *path = NULL;
	struct cxl_ctx *ctx = region->object.ctx;
	struct dax *dax = NULL;	/* gcc with -fsanitize=thread cannot tell */
	uuid_t uuid;
	int id, rc;

	if (ctx->io.readonly)
		return -EROFS;
	rc = dax_region_id(region, &id);
	if (!rc)
		rc = dax_of(ctx, &dax);
	if (rc)
		return rc;
	if (asprintf(&path, "/%s/dax_region%d", region->object.node.path, id) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	cxl_region_get_uuid(region, uuid);
	*ret = dax->new_region(dax->ctx, id, uuid, path);
	return *ret ? 0 : -ENOENT;
}

EXPORT struct daxctl_region *cxl_region_get_daxctl_region(struct cxl_region *region)
{
	struct daxctl_region *found = NULL;
	int rc = find(region, &found);

	if (rc < 0)
		errno = -object_note(&region->object, NULL, "find", rc);
	return found;
}
