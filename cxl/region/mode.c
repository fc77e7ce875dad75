// SPDX-License-Identifier: GPL-2.0-or-later
/* What memory is used as, in words: modes and zones. */
#include <stddef.h>
#include <string.h>

#include "core/say.h"
#include "core/scope.h"
#include "region/mode.h"

static const struct {
	const char *name, *driver;
} modes[] = {
	[CXL_MEMORY_MODE_SYSTEM_RAM] = { "system-ram", "kmem" },
	[CXL_MEMORY_MODE_DEVDAX] = { "devdax", "device_dax" },
	[CXL_MEMORY_MODE_FAMFS] = { "famfs", "fsdev_dax" },
};

enum status mode_parse(const char *name, const char *text, enum cxl_memory_mode *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		if (strcmp(text, modes[i].name))
			continue;
		*ret = (enum cxl_memory_mode)i;
		return STATUS_DONE;
	}
	say_error(name, NULL, "\"%s\" is not system-ram, devdax or famfs", text);
	return STATUS_USAGE;
}

const char *mode_name(enum cxl_memory_mode mode)
{
	return modes[mode].name;
}

const char *mode_driver(enum cxl_memory_mode mode)
{
	return modes[mode].driver;
}

enum status zone_parse(const char *text, enum cxl_memory_zone *ret)
{
	*ret = CXL_MEMORY_ZONE_DEFAULT;
	if (!text)
		return STATUS_DONE;
	if (!strcmp(text, "movable"))
		*ret = CXL_MEMORY_ZONE_MOVABLE;
	else if (!strcmp(text, "kernel"))
		*ret = CXL_MEMORY_ZONE_KERNEL;
	else {
		say_error("--zone", NULL, "\"%s\" is not movable or kernel", text);
		return STATUS_USAGE;
	}
	return STATUS_DONE;
}

enum status mode_parse_zone(enum cxl_memory_mode mode, const char *zone, bool no_online,
			    enum cxl_memory_zone *ret)
{
	enum status status = STATUS_DONE;

	*ret = no_online ? CXL_MEMORY_ZONE_NONE : CXL_MEMORY_ZONE_MOVABLE;
	if (zone)
		status = zone_parse(zone, ret);
	if (status || (!zone && !no_online))
		return status;
	if (zone && no_online)
		say_error("--zone", NULL, "memory that stays offline has no zone (omit --no-online)");
	else if (mode != CXL_MEMORY_MODE_SYSTEM_RAM)
		say_error(zone ? "--zone" : "--no-online", NULL, "only system-ram has a zone");
	else
		return STATUS_DONE;
	return STATUS_USAGE;
}
