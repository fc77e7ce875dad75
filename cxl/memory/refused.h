/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why memory may not go offline. */
#pragma once

#include <stdbool.h>

struct cxl_region;

/* Whether offlining @region failed with @rc before it began: that is reported. */
bool say_refused(struct cxl_region *region, int rc);
