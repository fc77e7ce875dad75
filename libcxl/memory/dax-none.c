// SPDX-License-Identifier: LGPL-2.1-or-later
/* DAX regions where the library was built without libdaxctl: there are none. */
#include <errno.h>
#include <stddef.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "object/region.h"

EXPORT struct daxctl_region *cxl_region_get_daxctl_region(struct cxl_region *region)
{
	errno = -object_note(&region->object, NULL, "find", -ENOSYS);
	return NULL;
}
