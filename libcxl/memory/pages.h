/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is in the pages of a memory block. */
#pragma once

#include <stdint.h>

/* The enum cxl_memory_pages of a page with these @flags of /proc/kpageflags; -1: it holds nothing. */
int page_kind(uint64_t flags);
