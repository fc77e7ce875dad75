// SPDX-License-Identifier: GPL-2.0-or-later
/* The DAX devices made of a region, and whether their memory is online: list -X. */
#include <limits.h>
#include <stdbool.h>

#include <daxctl/libdaxctl.h>

#include <cxl/libcxl.h>

#include "core/dlopen-note.h"
#include "core/library.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "show/keys.h"

/* It brings other libraries along: loaded when asked for, like libcxl does. */
#define LIBDAXCTL "libdaxctl.so.1"

DLOPEN_NOTE("daxctl", "DAX devices of regions", LIBDAXCTL);

static struct {
	__typeof__(daxctl_region_get_id) *region_id;
	__typeof__(daxctl_region_get_size) *region_size;
	__typeof__(daxctl_region_get_align) *region_align;
	__typeof__(daxctl_region_get_available_size) *region_available;
	__typeof__(daxctl_dev_get_first) *first;
	__typeof__(daxctl_dev_get_next) *next;
	__typeof__(daxctl_dev_get_devname) *name;
	__typeof__(daxctl_dev_get_size) *size;
	__typeof__(daxctl_dev_get_target_node) *target_node;
	__typeof__(daxctl_dev_get_align) *align;
	__typeof__(daxctl_dev_is_enabled) *is_enabled;
	__typeof__(daxctl_dev_get_memory) *memory;
	__typeof__(daxctl_memory_is_online) *online;
	__typeof__(daxctl_memory_num_sections) *sections;
	__typeof__(daxctl_memory_is_movable) *is_movable;
} dax;

static const struct library_symbol symbols[] = {
	{ "daxctl_region_get_id", &dax.region_id },
	{ "daxctl_region_get_size", &dax.region_size },
	{ "daxctl_region_get_align", &dax.region_align },
	{ "daxctl_region_get_available_size", &dax.region_available },
	{ "daxctl_dev_get_first", &dax.first },
	{ "daxctl_dev_get_next", &dax.next },
	{ "daxctl_dev_get_devname", &dax.name },
	{ "daxctl_dev_get_size", &dax.size },
	{ "daxctl_dev_get_target_node", &dax.target_node },
	{ "daxctl_dev_get_align", &dax.align },
	{ "daxctl_dev_is_enabled", &dax.is_enabled },
	{ "daxctl_dev_get_memory", &dax.memory },
	{ "daxctl_memory_is_online", &dax.online },
	{ "daxctl_memory_num_sections", &dax.sections },
	{ "daxctl_memory_is_movable", &dax.is_movable },
};

static bool is_loaded(void)
{
	static struct library libdaxctl = { .name = LIBDAXCTL };

	return library_load(&libdaxctl, symbols, ARRAY_SIZE(symbols));
}

/* Memory that the kernel uses like any other; a state that is not known is absent. */
static void show_memory(struct output *out, struct daxctl_memory *memory)
{
	int online = dax.online(memory), sections = dax.sections(memory);
	int movable = dax.is_movable(memory);

	if (online >= 0)
		output_int(out, "online_memblocks", online);
	else
		output_unknown(out, "online_memblocks");
	if (sections >= 0)
		output_int(out, "total_memblocks", sections);
	else
		output_unknown(out, "total_memblocks");
	if (movable >= 0)
		output_bool(out, "movable", movable == 1);
	else
		output_unknown(out, "movable");
}

static void show_device(struct output *out, struct daxctl_dev *dev)
{
	struct daxctl_memory *memory = dax.memory(dev);
	unsigned long align = dax.align(dev);
	int node = dax.target_node(dev);

	output_open_object(out, NULL);
	output_text(out, "chardev", dax.name(dev));
	output_size(out, "size", dax.size(dev));
	if (node >= 0)
		output_int(out, "target_node", node);
	else
		output_unknown(out, "target_node");
	if (align && align != ULONG_MAX)
		output_uint(out, "align", align);
	else
		output_unknown(out, "align");
	output_text(out, "mode", memory ? "system-ram" : "devdax");
	if (memory)
		show_memory(out, memory);
	if (!dax.is_enabled(dev))
		output_text(out, "state", "disabled");
	output_close_object(out);
}

static void show_devices(struct output *out, struct daxctl_region *region)
{
	struct daxctl_dev *dev = dax.first(region);

	if (!dev && !out->contract)
		return;
	output_open_array(out, "devices");
	for (; dev; dev = dax.next(dev))
		show_device(out, dev);
	output_close_array(out);
}

void show_region_dax(struct output *out, struct cxl_region *region)
{
	struct daxctl_region *found = cxl_region_get_daxctl_region(region);
	unsigned long long size, available;
	unsigned long align;

	if (!found || !is_loaded()) {
		output_unknown(out, "daxregion");
		say_debug("%s: no DAX region", cxl_region_get_devname(region));
		return;
	}
	size = dax.region_size(found);
	align = dax.region_align(found);
	available = dax.region_available(found);
	output_open_object(out, "daxregion");
	output_int(out, "id", dax.region_id(found));
	if (size != ULLONG_MAX)
		output_size(out, "size", size);
	else
		output_unknown(out, "size");
	if (align != ULONG_MAX)
		output_uint(out, "align", align);
	else
		output_unknown(out, "align");
	if (available && available != ULLONG_MAX)
		output_size(out, "available_size", available);
	else
		output_unknown(out, "available_size");
	show_devices(out, found);
	output_close_object(out);
}
