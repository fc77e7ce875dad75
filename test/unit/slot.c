// SPDX-License-Identifier: GPL-2.0-or-later
/* The physical slot of a memdev, on a machine made of files. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "device-files.h"
#include "tap.h"

#define SLOTS "sys/bus/pci/slots"

static bool is_slot(struct cxl_ctx *ctx, const char *name, const char *slot)
{
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, name);
	const char *found = memdev ? cxl_memdev_get_slot(memdev) : "no memdev";

	return slot ? found && !strcmp(found, slot) : !found;
}

static struct tree *given_memdevs(void)
{
	struct tree *tree = tree_new();

	machine_root(tree);
	for (int i = 0; i < 3; i++)
		machine_memdev(tree, i);
	return tree;
}

static struct cxl_ctx *opened(struct tree *tree)
{
	struct cxl_ctx *ctx = NULL;

	cxl_new_at(&ctx, tree->root);
	return ctx;
}

static void test_slots(void)
{
	struct tree *tree = given_memdevs();
	struct cxl_ctx *ctx;

	tree_file(tree, SLOTS "/7/address", "0000:0c:00\n");
	tree_file(tree, SLOTS "/12-1/address", "0000:0c:01\n");
	tree_file(tree, SLOTS "/0/address", "0000:0c\n");
	tree_file(tree, SLOTS "/1/address", "0000:0c:0\n");
	tree_file(tree, SLOTS "/2/address", "\n");
	tree_dir(tree, SLOTS "/3");
	ctx = opened(tree);
	ok(is_slot(ctx, "mem0", "7"), "the slot whose address is the host's");
	ok(is_slot(ctx, "mem1", "12-1"), "its name is a text");
	ok(is_slot(ctx, "mem2", NULL), "a bus, part of an address and nothing are no address");
	ok(!cxl_get_missing(ctx), "a slot that has left is not missing");
	tree_file(tree, SLOTS "/9/address", "0000:0c:02\n");
	ok(is_slot(ctx, "mem2", NULL), "the slots are read once");
	ok(!cxl_refresh(ctx) && is_slot(ctx, "mem2", "9") && is_slot(ctx, "mem0", "7"),
	   "a refresh reads them again");
	cxl_unref(ctx);
	tree_free(tree);
}

static void test_missing(void)
{
	struct tree *tree = given_memdevs();
	struct cxl_ctx *ctx = opened(tree);

	ok(is_slot(ctx, "mem0", NULL) && !cxl_get_missing(ctx), "a machine without slots");
	cxl_unref(ctx);
	tree_dir(tree, SLOTS "/4/address");
	tree_file(tree, SLOTS "/5/address", "0000:0c:00\n");
	ctx = opened(tree);
	ok(is_slot(ctx, "mem0", "5") && cxl_get_missing(ctx) == -EISDIR &&
	   !strcmp(cxl_get_missing_name(ctx), SLOTS "/4/address"),
	   "a slot that cannot be read is missing, and the others are not");
	cxl_unref(ctx);
	tree_free(tree);
}

int main(void)
{
	test_slots();
	test_missing();
	return tap_done();
}
