// SPDX-License-Identifier: GPL-2.0-or-later
/* The devices of a machine made of files, each in sysfs' place, with sysfs' links. */
#include <inttypes.h>
#include <string.h>

#include "device-files.h"

/* "../" as often as it takes from a link in directory @path to the root. */
static const char *up(const char *path)
{
	static const char ups[] = "../../../../../../../../../../../../";
	size_t depth = 1;

	for (; *path; path++)
		depth += *path == '/';
	return ups + sizeof(ups) - 1 - 3 * depth;
}

static void link_to(struct tree *tree, const char *path, const char *name,
		    const char *target)
{
	tree_link(tree, words("%s/%s", path, name),
		  words("%s%s", up(path), target));
}

void machine_device(struct tree *tree, const char *path)
{
	machine_set(tree, path, "uevent", "");
	link_to(tree, DEVICES, strrchr(path, '/') + 1, path);
}

void machine_set(struct tree *tree, const char *path, const char *attr,
		 const char *value)
{
	tree_file(tree, words("%s/%s", path, attr), words("%s\n", value));
}

static void set_hex(struct tree *tree, const char *path, const char *attr,
		    uint64_t value)
{
	machine_set(tree, path, attr, words("%#" PRIx64, value));
}

static void set_uint(struct tree *tree, const char *path, const char *attr,
		     unsigned int value)
{
	machine_set(tree, path, attr, words("%u", value));
}

void machine_bind(struct tree *tree, const char *path, const char *driver)
{
	const char *dir = words("sys/bus/cxl/drivers/%s", driver);

	tree_dir(tree, dir);
	link_to(tree, path, "driver", dir);
}

void machine_root(struct tree *tree)
{
	machine_device(tree, ROOT0);
	set_uint(tree, ROOT0, "decoders_committed", 0);
	link_to(tree, ROOT0, "uport", PLATFORM);
}

static void set_interleave(struct tree *tree, const char *path, uint64_t start,
			   uint64_t size, unsigned int ways,
			   unsigned int granularity)
{
	set_hex(tree, path, "start", start);
	set_hex(tree, path, "size", size);
	set_uint(tree, path, "interleave_ways", ways);
	set_uint(tree, path, "interleave_granularity", granularity);
}

void machine_window(struct tree *tree, const struct machine_window *window)
{
	const char *path = words(ROOT0 "/decoder0.%d", window->id);

	machine_device(tree, path);
	set_interleave(tree, path, window->start, window->size, window->ways,
		       window->granularity);
	machine_set(tree, path, "cap_pmem", "1");
	machine_set(tree, path, "cap_ram", "1");
	machine_set(tree, path, "cap_type2", "1");
	machine_set(tree, path, "cap_type3", "1");
	machine_set(tree, path, "target_list",
		    window->targets ? window->targets : "");
}

const char *machine_memdev(struct tree *tree, int id)
{
	const char *path = words("sys/devices/pci0000:0c/0000:0c:%02x.0/mem%d",
				 id, id);
	const char *endpoint = words(ROOT0 "/endpoint%d", id + ENDPOINTS);

	machine_device(tree, path);
	machine_set(tree, path, "ram/size", "0x40000000");
	machine_set(tree, path, "pmem/size", "0x40000000");
	machine_set(tree, path, "serial", words("%#x", id + 1));
	machine_set(tree, path, "numa_node", "-1");
	machine_set(tree, path, "firmware_version", "1.0");
	machine_set(tree, path, "payload_max", "1024");
	machine_set(tree, path, "label_storage_size", "4096");
	machine_set(tree, path, "dev", words("250:%d", id));
	machine_bind(tree, path, "cxl_mem");

	machine_device(tree, endpoint);
	set_uint(tree, endpoint, "decoders_committed", 1);
	link_to(tree, endpoint, "uport", path);
	machine_bind(tree, endpoint, "cxl_port");
	return path;
}

void machine_decoder(struct tree *tree, int id, int n, uint64_t dpa,
		     uint64_t size, const char *region)
{
	const char *path = words(ROOT0 "/endpoint%d/decoder%d.%d",
				 id + ENDPOINTS, id + ENDPOINTS, n);

	machine_device(tree, path);
	set_interleave(tree, path, 0, size, 1, 256);
	machine_set(tree, path, "mode", "ram");
	set_hex(tree, path, "dpa_resource", dpa);
	set_hex(tree, path, "dpa_size", size);
	machine_set(tree, path, "region", region);
}

void machine_region(struct tree *tree, const struct members *members)
{
	const char *path = words(ROOT0 "/decoder0.%d/region%d",
				 members->window, members->id);

	machine_device(tree, path);
	set_hex(tree, path, "resource", members->start);
	set_hex(tree, path, "size", members->size);
	set_uint(tree, path, "interleave_ways", members->ways);
	set_uint(tree, path, "interleave_granularity", members->granularity);
	set_hex(tree, path, "extended_linear_cache_size", members->cache);
	machine_set(tree, path, "commit", "1");
	machine_set(tree, path, "mode", "ram");
	for (unsigned int i = 0; i < members->ways; i++)
		machine_set(tree, path, words("target%u", i),
			    words("decoder%d.0", members->memdevs[i] + ENDPOINTS));
}

#define MEMBER_SIZE (256U << 20)

static void add_memdev(struct tree *tree, int id, const char *region)
{
	machine_memdev(tree, id);
	machine_decoder(tree, id, 0, 0, MEMBER_SIZE, region);
	tree_link(tree, words(ROOT0 "/dport%d", id + ENDPOINTS),
		  words("../../../pci0000:0c/0000:0c:%02x.0", id));
}

struct tree *machine_with_region(int memdevs, unsigned int ways, int id, uint64_t start)
{
	static const int members[] = { 0, 1 };
	struct tree *tree = tree_new();

	machine_root(tree);
	machine_window(tree, &(struct machine_window){
		.start = start, .size = 1ULL << 31, .ways = ways, .granularity = 256,
		.targets = ways == 1 ? "100" : "100,101" });
	for (int i = 0; i < memdevs; i++)
		add_memdev(tree, i, (unsigned int)i < ways ? words("region%d", id) : "");
	machine_region(tree, &(struct members){
		.id = id, .start = start, .size = ways * MEMBER_SIZE, .ways = ways,
		.granularity = 256, .memdevs = members });
	return tree;
}

struct tree *machine_with_window(void)
{
	struct tree *tree = tree_new();

	machine_root(tree);
	machine_window(tree, &(struct machine_window){
		.start = WINDOW_START, .size = 16 * UNIT, .ways = 1,
		.granularity = 256, .targets = "100" });
	machine_memdev(tree, 0);
	return tree;
}

void machine_unit_region(struct tree *tree, int id)
{
	static const int members[] = { 0 };

	machine_region(tree, &(struct members){
		.id = id, .start = WINDOW_START + (unsigned int)id * UNIT, .size = UNIT,
		.ways = 1, .granularity = 256, .memdevs = members });
}
