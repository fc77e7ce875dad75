// SPDX-License-Identifier: GPL-2.0-or-later
/* A machine whose files hold anything: attributes, target lists, links, the firmware's table. */
#include <stdbool.h>

#include "fuzz.h"
#include "device-files.h"
#include "memory-files.h"

#include <cxl/libcxl.h>

#define CEDT		"sys/firmware/acpi/tables/CEDT"
#define WINDOW		ROOT0 "/decoder0.0"
#define REGION		WINDOW "/region0"
#define MEM0		"sys/devices/pci0000:0c/0000:0c:00.0/mem0"
#define ENDPOINT	ROOT0 "/endpoint100"
#define DECODER		ENDPOINT "/decoder100.0"
#define END		0xff

/* Which files an input may change: by number, CEDT with all that is left of it. */
static struct {
	const char *path;
	struct memory_file *file;
} files[] = {
	{ CEDT },
	{ WINDOW "/start" }, { WINDOW "/size" }, { WINDOW "/interleave_ways" },
	{ WINDOW "/interleave_granularity" }, { WINDOW "/target_list" },
	{ WINDOW "/cap_pmem" },
	{ REGION "/resource" }, { REGION "/size" }, { REGION "/interleave_ways" },
	{ REGION "/interleave_granularity" }, { REGION "/commit" }, { REGION "/mode" },
	{ REGION "/extended_linear_cache_size" }, { REGION "/uuid" },
	{ REGION "/target0" }, { REGION "/target1" },
	{ MEM0 "/serial" }, { MEM0 "/ram/size" }, { MEM0 "/pmem/size" },
	{ MEM0 "/numa_node" }, { MEM0 "/firmware_version" }, { MEM0 "/dev" },
	{ MEM0 "/payload_max" }, { MEM0 "/label_storage_size" },
	{ ENDPOINT "/decoders_committed" },
	{ DECODER "/mode" }, { DECODER "/dpa_size" }, { DECODER "/dpa_resource" },
	{ DECODER "/region" },
};

#define NR_FILES (sizeof(files) / sizeof(*files))

/* ---- the machine --------------------------------------------------------- */

static struct tree *given_files(void)
{
	struct tree *tree = machine_with_region(2, 2, 0, 1ULL << 32);

	machine_set(tree, REGION, "uuid", "");
	tree_file(tree, CEDT, "CEDT");
	return tree;
}

static void set_up(void)
{
	struct tree *tree = given_files();

	memory_load(tree);
	tree_free(tree);
	atexit(memory_free);
	for (size_t i = 0; i < NR_FILES; i++)
		files[i].file = memory_file(files[i].path);
}

/* A number, a text, END; and so on. The last text of a file counts. */
static void change(const uint8_t *data, size_t size)
{
	while (size) {
		size_t number = *data % NR_FILES, len;
		const uint8_t *end;

		data++;
		size--;
		end = number == 0 || !size ? NULL : memchr(data, END, size);
		len = end ? (size_t)(end - data) : size;
		memory_set(files[number].file, data, len);
		data += len + (end != NULL);
		size -= len + (end != NULL);
	}
}

static void put_back(void)
{
	for (size_t i = 0; i < NR_FILES; i++)
		memory_set(files[i].file, NULL, 0);
}

/* ---- looking at all of it ------------------------------------------------ */

static void try_memdevs(struct cxl_ctx *ctx)
{
	struct cxl_memdev *memdev;

	cxl_memdev_foreach(ctx, memdev) {
		struct cxl_region *region;
		unsigned long long offset;

		cxl_memdev_get_payload_max(memdev);
		cxl_memdev_get_label_size(memdev);
		cxl_memdev_get_major(memdev);
		cxl_memdev_get_host(memdev);
		cxl_memdev_is_enabled(memdev);
		cxl_memdev_get_endpoint(memdev);
		cxl_memdev_translate_dpa(memdev, 0x1000, &region, &offset);
	}
}

static void try_region(struct cxl_region *region)
{
	struct cxl_memdev_mapping *mapping;
	struct cxl_memdev *memdev;
	unsigned long long dpa;

	cxl_region_get_mode(region);
	cxl_region_qos_class_mismatch(region);
	cxl_mapping_foreach(region, mapping)
		always(cxl_mapping_get_decoder(mapping));
	if (cxl_region_translate_offset(region, 0x1234, &memdev, &dpa) == 0)
		always(memdev);
}

static void try_decoders(struct cxl_port *port)
{
	struct cxl_decoder *decoder;
	struct cxl_region *region;
	struct cxl_target *target;

	cxl_decoder_foreach(port, decoder) {
		cxl_decoder_get_max_available_extent(decoder);
		cxl_decoder_get_region(decoder);
		cxl_target_foreach(decoder, target)
			always(cxl_target_get_position(target) <
			       cxl_decoder_get_nr_targets(decoder));
		cxl_region_foreach(decoder, region)
			try_region(region);
	}
}

static void try_ports(struct cxl_ctx *ctx)
{
	struct cxl_endpoint *endpoint;
	struct cxl_bus *bus;

	cxl_bus_foreach(ctx, bus) {
		try_decoders(cxl_bus_get_port(bus));
		cxl_endpoint_foreach(cxl_bus_get_port(bus), endpoint)
			try_decoders(cxl_endpoint_get_port(endpoint));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cxl_ctx *ctx;

	if (!files[0].file)
		set_up();
	change(data, size);
	always(cxl_new(&ctx) == 0);
	cxl_set_log_priority(ctx, -1);
	try_memdevs(ctx);
	try_ports(ctx);
	always(cxl_refresh(ctx) == 0);
	try_ports(ctx);
	cxl_unref(ctx);
	always(memory_open_files() == 0);
	put_back();
	return 0;
}
