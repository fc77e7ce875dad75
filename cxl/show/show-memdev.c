// SPDX-License-Identifier: GPL-2.0-or-later
/* A memdev and its keys. */
#include <limits.h>

#include <cxl/libcxl.h>

#include "core/output.h"
#include "show/keys.h"

static void show_capacity(struct output *out, struct cxl_memdev *memdev)
{
	unsigned long long pmem = cxl_memdev_get_pmem_size(memdev);
	unsigned long long ram = cxl_memdev_get_ram_size(memdev);
	int pmem_qos = cxl_memdev_get_pmem_qos_class(memdev);
	int ram_qos = cxl_memdev_get_ram_qos_class(memdev);

	if (pmem)
		output_size(out, "pmem_size", pmem);
	if (pmem && pmem_qos != CXL_QOS_CLASS_NONE)
		output_int(out, "pmem_qos_class", pmem_qos);
	if (ram)
		output_size(out, "ram_size", ram);
	if (ram && ram_qos != CXL_QOS_CLASS_NONE)
		output_int(out, "ram_qos_class", ram_qos);
}

static void show_identity(struct output *out, struct cxl_memdev *memdev)
{
	unsigned long long serial = cxl_memdev_get_serial(memdev);
	int node = cxl_memdev_get_numa_node(memdev);
	const char *firmware = cxl_memdev_get_firmware_version(memdev);

	if (serial != ULLONG_MAX)
		output_address(out, "serial", serial);
	if (node >= 0)
		output_int(out, "numa_node", node);
	output_text(out, "host", cxl_memdev_get_host(memdev));
	if (firmware)
		output_text(out, "firmware_version", firmware);
}

/* What cannot be seen is neither true nor false. */
static void show_poison_support(struct output *out, struct cxl_memdev *memdev)
{
	bool injectable;

	if (cxl_debugfs_exists(cxl_memdev_get_ctx(memdev)) &&
	    !cxl_memdev_query_poison_support(memdev, true, &injectable))
		output_bool(out, "poison_injectable", injectable);
}

void show_memdev(const struct show *show, const struct record *record)
{
	struct cxl_memdev *memdev = record->memdev;
	struct output *out = show->out;

	output_text(out, "memdev", cxl_memdev_get_devname(memdev));
	show_capacity(out, memdev);
	if (show->keys.health)
		show_memdev_health(out, memdev);
	if (show->keys.alerts)
		show_memdev_alerts(out, memdev);
	show_identity(out, memdev);
	if (!record->enabled)
		output_text(out, "state", "disabled");
	show_poison_support(out, memdev);
	if (show->keys.partition)
		show_memdev_partitions(out, memdev);
	if (show->keys.firmware)
		show_memdev_firmware(out, memdev);
	if (show->media)
		show_media_errors(show, record);
}
