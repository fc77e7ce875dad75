/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the machine can do without memory that is to go offline. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/cleanup.h"

struct io;

/*
 * 0 where the rest of the machine can hold what is in @size bytes of @node, or
 * where the kernel has no nodes. -ENOSPC: it cannot; -EUSERS: a process may use
 * no other node, and this one would have no memory; or the -errno that prevented
 * reading. Then @who, unless "", is what it is about: "node1", "process 42 (vmm)".
 */
_must_check_ int capacity_check(const struct io *io, int node, uint64_t size,
				char *who, size_t len);
