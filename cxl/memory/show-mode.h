/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps to another mode, as numbered lines: what --dry-run prints. */
#pragma once

#include <cxl/libcxl.h>

void show_mode(struct cxl_memory *memory, enum cxl_memory_mode mode, enum cxl_memory_zone zone);
