// SPDX-License-Identifier: GPL-2.0-or-later
/* Dports and targets: which devices they are, what the firmware calls them, and to whom they lead. */
#include <string.h>

#include <cxl/libcxl.h>

#include "device-files.h"
#include "tap.h"

#define BRIDGE	"sys/devices/pci0000:0c"
#define ACPI	"sys/devices/LNXSYSTM:00/ACPI0016:00"
#define PLAIN	"sys/devices/platform/cxl_host_bridge.0"

/* Three ways down: a PCI device, an ACPI device, and one that firmware knows nothing of. */
static struct tree *given_machine(void)
{
	struct tree *tree = tree_new();

	machine_root(tree);
	machine_window(tree, &(struct machine_window){
		.id = 0, .start = 1ULL << 32, .size = 1ULL << 31, .ways = 2,
		.granularity = 256, .targets = "2,0" });
	tree_link(tree, ROOT0 "/dport0", "../../../pci0000:0c");
	tree_dir(tree, BRIDGE);
	tree_link(tree, BRIDGE "/firmware_node", "../LNXSYSTM:00/PNP0A08:01");
	tree_link(tree, ROOT0 "/dport1", "../../../LNXSYSTM:00/ACPI0016:00");
	tree_dir(tree, ACPI);
	tree_link(tree, ACPI "/physical_node", "../../pci0000:de");
	tree_link(tree, ROOT0 "/dport2", "../../cxl_host_bridge.0");
	tree_dir(tree, PLAIN);
	tree_link(tree, ROOT0 "/dport3", "../../../../../../../../../outside");
	tree_link(tree, ROOT0 "/dportx", "../../cxl_host_bridge.0");
	machine_memdev(tree, 0);
	tree_remove(tree, ROOT0 "/endpoint100");
	tree_remove(tree, DEVICES "/endpoint100");
	return tree;
}

static bool is_same(const char *text, const char *wanted)
{
	return text && wanted ? !strcmp(text, wanted) : text == wanted;
}

static const struct {
	const char *name, *firmware, *physical;
} dports[] = {
	{ "pci0000:0c", "PNP0A08:01", "pci0000:0c" },
	{ "ACPI0016:00", NULL, "pci0000:de" },
	{ "cxl_host_bridge.0", NULL, NULL },
};

static void test_dports(struct cxl_ctx *ctx)
{
	struct cxl_port *root = cxl_bus_get_port(cxl_bus_get_first(ctx));
	struct cxl_dport *dport;
	int id = 0;

	cxl_dport_foreach(root, dport) {
		if (!ok(id < 3 && cxl_dport_get_id(dport) == id &&
			cxl_dport_get_port(dport) == root, "dport%d", id))
			return;
		ok(is_same(cxl_dport_get_devname(dport), dports[id].name) &&
		   is_same(cxl_dport_get_firmware_node(dport), dports[id].firmware) &&
		   is_same(cxl_dport_get_physical_node(dport), dports[id].physical),
		   "is %s, to the firmware %s", dports[id].name, dports[id].firmware);
		id++;
	}
	ok(id == 3 && cxl_port_get_nr_dports(root) == 3, "no others");
}

static void test_ways(struct cxl_ctx *ctx)
{
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem0");
	struct cxl_dport *dport = cxl_port_get_dport_by_memdev(
		cxl_bus_get_port(cxl_bus_get_first(ctx)), memdev);

	ok(dport && cxl_dport_get_id(dport) == 0, "the way to a memdev without endpoint");
	ok(!cxl_dport_maps_memdev(cxl_dport_get_next(dport), memdev), "no other leads to it");
	ok(cxl_memdev_get_dport(memdev) == dport, "it is the lowest on the way to it");
}

static void test_targets(struct cxl_ctx *ctx)
{
	struct cxl_decoder *window = cxl_decoder_get_by_name(ctx, "decoder0.0");
	struct cxl_target *first = cxl_target_get_first(window);
	struct cxl_target *second = first ? cxl_target_get_next(first) : NULL;

	ok(first && cxl_target_get_position(first) == 0 && cxl_target_get_id(first) == 2 &&
	   !cxl_target_get_physical_node(first) && !cxl_target_get_firmware_node(first),
	   "the first target");
	ok(second && cxl_target_get_position(second) == 1 && cxl_target_get_id(second) == 0 &&
	   is_same(cxl_target_get_physical_node(second), "pci0000:0c") &&
	   is_same(cxl_target_get_firmware_node(second), "PNP0A08:01") &&
	   cxl_target_get_decoder(second) == window && !cxl_target_get_next(second),
	   "the second");
	ok(cxl_decoder_get_target_by_position(window, 1) == second &&
	   !cxl_decoder_get_target_by_position(window, 2) &&
	   cxl_decoder_get_target_by_memdev(window, cxl_memdev_get_by_name(ctx, "mem0")) ==
	   second, "they are found by position, and by who is below");
}

int main(void)
{
	struct tree *tree = given_machine();
	struct cxl_ctx *ctx;

	if (ok(cxl_new_at(&ctx, tree->root) == 0, "given a machine")) {
		test_dports(ctx);
		test_ways(ctx);
		test_targets(ctx);
		cxl_unref(ctx);
	}
	tree_free(tree);
	return tap_done();
}
