/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the commands on regions share: which ones, and one act on each of them. */
#pragma once

#include <stdbool.h>

#include "cli/each.h"
#include "core/status.h"

struct cxl_region;
struct invocation;

/*
 * The regions that the operands name, each once ("all": by id). An operand that names nothing is
 * reported, kept in the status, and does not stop the others. @bus and @decoder:
 * the values of -b and -d, or NULL.
 */
void regions_find(const struct invocation *call, const char *bus, const char *decoder,
		  struct each *regions);

/* What is done with each of them. */
struct regions_act {
	enum status (*act)(struct cxl_region *region, const struct invocation *call);
	bool gone_is_done;	/* a region that another program destroyed needs no act; else it is an error */
	const char *function;	/* of the counter, as 85 prints it */
	const char *done;	/* "enabled" */
};

/* With the windows locked: acts on each, and prints how many. */
enum status regions_act_on(struct each *regions, const struct regions_act *act);
