/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is missing before the memory of a region can be used, in words. */
#pragma once

#include <cxl/libcxl.h>

#define LACK_MAX 160

/* "1 of 2 memory blocks are online", "cxl online-region region0"; the remedy may be "". */
struct lack_words {
	char cause[LACK_MAX], remedy[LACK_MAX];
};

/*
 * What is missing before programs can use the memory: 0 or -errno. More than for
 * CXL_MEMORY_READY, which may mean offline, by the kernel's policy.
 */
int lack_of_programs(struct cxl_memory *memory, enum cxl_memory_lack *ret);

void lack_describe(struct cxl_memory *memory, enum cxl_memory_lack lack,
		   struct lack_words *ret);
