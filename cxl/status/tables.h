/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two tables of `cxl status`: windows with their regions, and devices. */
#pragma once

#include <cxl/libcxl.h>

#include "status/advice.h"
#include "view/look.h"
#include "view/screen.h"
#include "view/table.h"

struct status_view {
	struct cxl_ctx *ctx;
	struct screen screen;
	struct look_machine machine;
	struct advice advice;
	unsigned int devices, windows, regions;
	uint64_t size, free;
	bool free_unknown;
};

/* Each fills a table, counts, and has advice on what it looks at. */
void status_read_windows(struct status_view *view, struct table *table);
void status_read_devices(struct status_view *view, struct table *table);
