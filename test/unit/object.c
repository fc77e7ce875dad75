// SPDX-License-Identifier: GPL-2.0-or-later
/* Objects: the names that stand for one, and where the named one is found. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "device-files.h"
#include "core/object.h"
#include "tap.h"

static const struct {
	const char *name;
	int rc;
	enum object_kind kind;
	int id;
} parsed[] = {
	{ "root0", 0, OBJECT_BUS, 0 },
	{ "port12", 0, OBJECT_PORT, 12 },
	{ "endpoint3", 0, OBJECT_ENDPOINT, 3 },
	{ "decoder3.1", 0, OBJECT_DECODER, 1 },
	{ "decoder12.10", 0, OBJECT_DECODER, 10 },
	{ "region0", 0, OBJECT_REGION, 0 },
	{ "mem1048575", 0, OBJECT_MEMDEV, 1048575 },
	{ "dport222", 0, OBJECT_DPORT, 222 },
	{ "", -EINVAL },
	{ "mem", -EINVAL },
	{ "mem01", -EINVAL },
	{ "mem0x", -EINVAL },
	{ "mem-1", -EINVAL },
	{ "mem 1", -EINVAL },
	{ "mem99999999999", -EINVAL },
	{ "decoder3", -EINVAL },
	{ "decoder3.", -EINVAL },
	{ "decoder.1", -EINVAL },
	{ "decoder3.1.1", -EINVAL },
	{ "decoder03.1", -EINVAL },
	{ "decoder3.01", -EINVAL },
	{ "decoder-3.1", -EINVAL },
	{ "decoder99999999999999999999999999999999999.0", -EINVAL },
	{ "pmem0", -EINVAL },
	{ "pmem_region0", -EINVAL },
	{ "dax_region0", -EINVAL },
	{ "nvdimm-bridge0", -EINVAL },
	{ "memory33", -EINVAL },
	{ "../mem0", -EINVAL },
};

static void test_names(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(parsed); i++) {
		enum object_kind kind = OBJECT_BUS;
		int id = 0, rc = object_name_parse(parsed[i].name, &kind, &id);

		ok(rc == parsed[i].rc &&
		   (rc || (kind == parsed[i].kind && id == parsed[i].id)),
		   "\"%s\" is %s", parsed[i].name, rc ? "no object" : "an object");
	}
}

/* A machine with a window, two memdevs and what no kernel would link like so. */
static struct tree *given_machine(void)
{
	struct tree *tree = tree_new();

	machine_root(tree);
	machine_window(tree, &(struct machine_window){ .size = 1 << 30, .ways = 1,
					       .granularity = 256 });
	machine_memdev(tree, 0);
	machine_memdev(tree, 7);
	machine_device(tree, ROOT0 "/port1/region9");
	machine_device(tree, "sys/devices/endpoint9");
	tree_link(tree, DEVICES "/mem5", "../../../devices/nowhere/mem5");
	tree_link(tree, DEVICES "/mem6", "../../../../../../etc/mem6");
	tree_link(tree, DEVICES "/mem8", "../../../devices/pci0000:0c/0000:0c:00.0/mem0");
	tree_file(tree, DEVICES "/mem9", "no link");
	return tree;
}

static void test_finding(struct cxl_ctx *ctx)
{
	struct cxl_memdev *mem0 = cxl_memdev_get_by_name(ctx, "mem0");
	struct cxl_memdev *mem7 = cxl_memdev_get_by_name(ctx, "mem7");

	cxl_set_log_priority(ctx, -1);
	ok(mem0 && cxl_memdev_get_id(mem0) == 0, "mem0 is found");
	ok(mem0 == cxl_memdev_get_by_name(ctx, "mem0"), "and again, as the same");
	ok(mem7 && mem7 != mem0, "mem7 is another");
	ok(list_is_empty(&ctx->buses.list), "nothing else was made for it");
	ok(cxl_memdev_get_first(ctx) == mem0 && cxl_memdev_get_next(mem0) == mem7 &&
	   !cxl_memdev_get_next(mem7), "found ones stand among those listed");
	ok(cxl_decoder_get_by_name(ctx, "decoder0.0") != NULL, "a decoder is found");
	ok(cxl_port_get_by_name(ctx, "endpoint107") != NULL, "an endpoint is a port");
	ok(cxl_port_get_by_name(ctx, "root0") != NULL, "a root is a port");
}

static const struct {
	const char *name, *why;
} not_found[] = {
	{ "mem1", "there is none" },
	{ "mem5", "its directory is not there" },
	{ "mem6", "its link leaves the machine" },
	{ "mem8", "its link names another" },
	{ "mem9", "it is no link" },
	{ "mem00", "no kernel spells it so" },
	{ "root0", "it is no memdev" },
	{ "", "nothing is named" },
	{ "../mem0", "it is a path" },
};

static void test_not_finding(struct cxl_ctx *ctx)
{
	for (size_t i = 0; i < ARRAY_SIZE(not_found); i++) {
		errno = 0;
		ok(!cxl_memdev_get_by_name(ctx, not_found[i].name) && errno,
		   "no memdev \"%s\": %s", not_found[i].name, not_found[i].why);
	}
	ok(!cxl_region_get_by_name(ctx, "region9"), "no region below a port");
	ok(!cxl_port_get_by_name(ctx, "endpoint9"), "no endpoint below nothing");
	ok(!cxl_port_get_by_name(ctx, "mem0"), "a memdev is no port");
}

/* The index grows with the machine; every name stays found in it. */
#define MANY 70

static void test_many(void)
{
	struct tree *tree = tree_new();
	struct cxl_memdev *memdev;
	struct cxl_ctx *ctx;
	int id = 0, found = 0;

	for (int i = 0; i < MANY; i++)
		machine_memdev(tree, i);
	cxl_new_at(&ctx, tree->root);
	cxl_memdev_foreach(ctx, memdev)
		id += cxl_memdev_get_id(memdev) == id;
	ok(id == MANY, "%d memdevs in the order of their ids", id);
	for (int i = 0; i < MANY; i++) {
		memdev = cxl_memdev_get_by_name(ctx, words("mem%d", i));
		found += memdev && cxl_memdev_get_id(memdev) == i;
	}
	ok(found == MANY, "each found by its name");
	cxl_unref(ctx);
	tree_free(tree);
}

int main(void)
{
	struct tree *tree = given_machine();
	struct cxl_ctx *ctx;

	test_names();
	if (ok(cxl_new_at(&ctx, tree->root) == 0, "a context of that machine")) {
		test_finding(ctx);
		test_not_finding(ctx);
		cxl_unref(ctx);
	}
	tree_free(tree);
	test_many();
	return tap_done();
}
