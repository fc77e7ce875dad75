// SPDX-License-Identifier: GPL-2.0-or-later
/* The steps to another mode, as numbered lines: what --dry-run prints. */
#include <stdbool.h>
#include <string.h>

#include "core/steps.h"
#include "memory/show-mode.h"
#include "region/mode.h"

static bool is_moved(struct cxl_dax *dax, enum cxl_memory_mode mode)
{
	const char *driver = cxl_dax_get_driver_name(dax);

	return cxl_dax_get_size(dax) && (!driver || strcmp(driver, mode_driver(mode)));
}

static const char *name_of(struct cxl_memory *memory)
{
	return cxl_region_get_devname(cxl_memory_get_region(memory));
}

static void show_offline(struct cxl_memory *memory, unsigned int *n)
{
	unsigned int online = 0;

	cxl_memory_query_blocks(memory, &online, NULL, NULL);
	if (online)
		steps_showf(n, name_of(memory), "offline %u memory block%s", online,
			    online == 1 ? "" : "s");
}

static void show_online(struct cxl_memory *memory, enum cxl_memory_zone zone, unsigned int *n)
{
	static const char *const zones[] = {
		[CXL_MEMORY_ZONE_DEFAULT] = "online its memory",
		[CXL_MEMORY_ZONE_MOVABLE] = "online its memory in the zone movable",
		[CXL_MEMORY_ZONE_KERNEL] = "online its memory in a zone of the kernel",
	};

	if (zone != CXL_MEMORY_ZONE_NONE)
		steps_show(n, name_of(memory), zones[zone], NULL, NULL);
}

void show_mode(struct cxl_memory *memory, enum cxl_memory_mode mode, enum cxl_memory_zone zone)
{
	struct cxl_dax *dax;
	unsigned int n = 0;

	if (mode != CXL_MEMORY_MODE_SYSTEM_RAM || zone == CXL_MEMORY_ZONE_NONE)
		show_offline(memory, &n);
	cxl_dax_foreach(memory, dax)
		if (is_moved(dax, mode) && cxl_dax_get_driver_name(dax))
			steps_showf(&n, cxl_dax_get_devname(dax), "unbind from %s",
				    cxl_dax_get_driver_name(dax));
	cxl_dax_foreach(memory, dax)
		if (is_moved(dax, mode))
			steps_showf(&n, cxl_dax_get_devname(dax), "bind to %s", mode_driver(mode));
	if (mode == CXL_MEMORY_MODE_SYSTEM_RAM)
		show_online(memory, zone, &n);
}
