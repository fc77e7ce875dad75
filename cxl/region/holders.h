/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is in a memory block that does not go offline, and who may hold it. */
#pragma once

#include <stdbool.h>

struct cxl_region;

#define BLOCK_MAX 32

/* The memory block that failed, as the library knows it until the next failure; or "". */
void failed_block(struct cxl_region *region, char block[BLOCK_MAX]);

/* Whether that block went offline, and was put online again. */
bool failed_again(struct cxl_region *region);

/* One line, where that can be read; @block is "memory33". */
void say_holders(struct cxl_region *region, const char *block);
