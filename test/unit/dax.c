// SPDX-License-Identifier: GPL-2.0-or-later
/* The DAX region of a region: found by libdaxctl, where there is one. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/io.h"
#include "device-files.h"
#include "tap.h"

#define REGION ROOT0 "/decoder0.0/region0"
#define START 0x10000000

static const char *root;

static int open_below(void *machine, int dirfd, const char *name, int flags)
{
	return io_kernel.open(NULL, dirfd, strcmp(name, "/") ? name : root, flags);
}

int main(void)
{
	struct tree *tree = machine_with_region(1, 1, 0, START);
	struct io_calls calls = io_kernel;
	struct daxctl_region *found;
	struct cxl_region *region;
	struct cxl_ctx *ctx;

	root = tree->root;
	calls.open = open_below;
	io_calls_here = &calls;
	if (!ok(cxl_new(&ctx) == 0, "a machine"))
		return tap_done();
	region = cxl_region_get_by_name(ctx, "region0");
	found = cxl_region_get_daxctl_region(region);
	ok(!found && (errno == ENOENT || errno == ENOSYS), "a region without DAX");
	machine_device(tree, REGION "/dax_region0");
	errno = 0;
	found = cxl_region_get_daxctl_region(region);
	ok(found || errno == ENOSYS, "a region with DAX: %s",
	   found ? "found" : "but no libdaxctl");
	ok(found == cxl_region_get_daxctl_region(region), "and the same again");
	cxl_unref(ctx);

	if (!ok(cxl_new_at(&ctx, tree->root) == 0, "a captured machine"))
		return tap_done();
	region = cxl_region_get_by_name(ctx, "region0");
	ok(!cxl_region_get_daxctl_region(region) &&
	   (errno == EROFS || errno == ENOSYS), "is not libdaxctl's");
	cxl_unref(ctx);
	tree_free(tree);
	return tap_done();
}
