/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Returning memory blocks to how they were: online in their zone, or offline. */
#pragma once

#include "core/cleanup.h"
#include "memory/memory.h"

/* Returns the blocks of @before, which have the same numbers again, to how they were, also past a deadline. */
void memory_restore_blocks(const struct cxl_memory *before);

/* Whether all of them are as they were. */
_must_check_ bool memory_blocks_are_back(const struct cxl_memory *before);
