/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moving what processes have on the nodes of a region's memory to other nodes, before it goes offline. */
#pragma once

#include <stddef.h>

#include "core/cleanup.h"
#include "core/io.h"

struct cxl_memory;

/*
 * 0 also where some pages do not move: the kernel moves these when their memory
 * goes offline. -errno where a process may not use the nodes, or is not ours:
 * then @who is "process 42 (vmm)".
 */
_must_check_ int memory_migrate(const struct cxl_memory *memory, const struct io_nodes *to,
				char *who, size_t len);
