// SPDX-License-Identifier: GPL-2.0-or-later
/* Protocol errors: which are offered, and through which dport one is injected. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "device-files.h"
#include "tap.h"

#define DEBUGFS "sys/kernel/debug/cxl"

static struct tree *given_machine(void)
{
	struct tree *tree = tree_new();

	machine_root(tree);
	tree_link(tree, ROOT0 "/dport12", "../../../pci0000:0c");
	tree_dir(tree, "sys/devices/pci0000:0c");
	tree_file(tree, "proc/mounts", "debugfs /sys/kernel/debug debugfs rw 0 0\n");
	tree_dir(tree, DEBUGFS);
	return tree;
}

static struct cxl_dport *dport(struct cxl_ctx *ctx)
{
	return cxl_dport_get_first(cxl_bus_get_port(cxl_bus_get_first(ctx)));
}

static void test_types(struct tree *tree)
{
	struct cxl_protocol_error *error;
	struct cxl_ctx *ctx;

	tree_file(tree, DEBUGFS "/einj_types",
		  "0x00001000\tCXL.cache Protocol Correctable\n"
		  "0x00000001\tsomething else\n"
		  "junk\n"
		  "0x00020000\tCXL.mem Protocol Uncorrectable fatal\n");
	if (!ok(cxl_new_at(&ctx, tree->root) == 0, "a machine with two types of ours"))
		return;
	error = cxl_protocol_error_get_first(ctx);
	ok(error && cxl_protocol_error_get_num(error) == 0x1000 &&
	   !strcmp(cxl_protocol_error_get_str(error), "cache-correctable"), "the first");
	error = cxl_protocol_error_get_next(error);
	ok(error && cxl_protocol_error_get_num(error) == 0x20000 &&
	   !strcmp(cxl_protocol_error_get_str(error), "mem-fatal"), "the second");
	ok(!cxl_protocol_error_get_next(error), "no others");
	cxl_unref(ctx);
}

static void test_injecting(struct tree *tree)
{
	struct cxl_ctx *ctx;
	char *path;

	if (!ok(cxl_new_at(&ctx, tree->root) == 0 && dport(ctx), "a dport"))
		return;
	ok(!cxl_dport_get_einj_path(dport(ctx)) &&
	   cxl_dport_protocol_error_inject(dport(ctx), 0x1000) == -ENOENT,
	   "without a file");
	tree_file(tree, DEBUGFS "/pci0000:0c/einj_inject", "");
	path = cxl_dport_get_einj_path(dport(ctx));
	ok(path && !strcmp(path, "/" DEBUGFS "/pci0000:0c/einj_inject"), "with one");
	free(path);
	ok(cxl_dport_protocol_error_inject(dport(ctx), 0x1000) == -EROFS,
	   "a captured machine is not harmed");
	tree_remove(tree, ROOT0 "/dport12");
	ok(cxl_dport_protocol_error_inject(dport(ctx), 0x1000) == -ENODEV,
	   "nor one that has taken the file over");
	cxl_unref(ctx);
}

static void test_none(void)
{
	struct tree *tree = tree_new();
	struct cxl_ctx *ctx;

	machine_root(tree);
	if (ok(cxl_new_at(&ctx, tree->root) == 0, "a machine without debugfs")) {
		ok(!cxl_protocol_error_get_first(ctx), "offers none");
		cxl_unref(ctx);
	}
	tree_free(tree);
}

int main(void)
{
	struct tree *tree = given_machine();

	test_types(tree);
	test_injecting(tree);
	test_none();

	tree_free(tree);
	return tap_done();
}
