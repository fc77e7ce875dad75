// SPDX-License-Identifier: GPL-2.0-or-later
/* Why memory may not go offline. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "core/say.h"
#include "memory/refused.h"

bool say_refused(struct cxl_region *region, int rc)
{
	const struct cxl_error *error = cxl_get_error(cxl_region_get_ctx(region));
	const char *what = error ? cxl_error_get_attribute(error) : NULL;
	const char *name = cxl_region_get_devname(region);

	if (rc == -ENOSPC)
		say_error(name, "offline its memory",
			  "the other NUMA nodes have no room for what is on %s (free memory, or add swap)",
			  what ? what : "its node");
	else if (rc == -EUSERS)
		say_error(name, "offline its memory",
			  "%s can use no other NUMA node (end it, or allow it other nodes)",
			  what ? what : "a process");
	else
		return false;
	return true;
}
