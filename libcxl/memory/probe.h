/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting until the DAX devices of a region are bound: only then has all their memory been added. */
#pragma once

#include "core/cleanup.h"

struct cxl_region;

/*
 * 0 when none of them is being bound to kmem any more, or -errno. What onlines
 * memory from then on is another process.
 */
_must_check_ int region_await_probes(struct cxl_region *region);
