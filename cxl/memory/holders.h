/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is in a memory block that does not go offline, and who may hold it. */
#pragma once

struct cxl_region;

/* One line, where that can be read; @block is "memory33". */
void say_holders(struct cxl_region *region, const char *block);
