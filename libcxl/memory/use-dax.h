/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who uses the memory of a region through the device node of its DAX devices. */
#pragma once

#include <stddef.h>

struct cxl_region;

/*
 * 1 and who in @name: a process that has the node of a DAX device open or
 * mapped, or why that cannot be seen; 0 where nobody has; or -errno.
 */
int dax_find_user(struct cxl_region *region, char *name, size_t len);
