// SPDX-License-Identifier: GPL-2.0-or-later
/* In a build without libdaxctl no region has DAX devices. */
#include "core/say.h"
#include "show/keys.h"

void show_region_dax(struct output *out, struct cxl_region *region)
{
	say_debug("no DAX devices: this cxl was built without libdaxctl");
}
