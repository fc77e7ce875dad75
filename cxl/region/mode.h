/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What memory is used as, in words: modes and zones. */
#pragma once

#include <stdbool.h>

#include <cxl/libcxl.h>

#include "core/status.h"

/* What --zone names; NULL: the kernel chooses. A bad word has been reported. */
enum status zone_parse(const char *text, enum cxl_memory_zone *ret);

/* --zone and --no-online of a command that sets a mode. */
#define MODE_ZONE_OPTS(_letter, _struct)				\
	OPT_TEXT(_letter, "zone", _struct, zone, "ZONE",		\
		 "movable, or kernel: where system-ram is online (default: movable)"), \
	OPT_FLAG(0, "no-online", _struct, no_online,			\
		 "leave the memory of system-ram offline")

/* "system-ram", "devdax" or "famfs"; @name is what is reported with a bad word. */
enum status mode_parse(const char *name, const char *text, enum cxl_memory_mode *ret);

/* "devdax" */
const char *mode_name(enum cxl_memory_mode mode);

/* The driver that a mode has: "device_dax". */
const char *mode_driver(enum cxl_memory_mode mode);

/*
 * The zone of --zone and --no-online, which only system-ram has. Without either
 * it is movable: memory in it can be offlined, so that the mode can change again.
 */
enum status mode_parse_zone(enum cxl_memory_mode mode, const char *zone, bool no_online,
			    enum cxl_memory_zone *ret);
