/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One cxl at a time changes regions: the windows are locked over a whole plan. */
#pragma once

#include <stddef.h>

struct cxl_ctx;
struct cxl_decoder;

/* The windows that are ours for now. All zero: none. */
struct turn {
	struct cxl_decoder **windows;
	size_t count;
};

/*
 * Wait until no other cxl works on any window. Regions of two windows share
 * memdevs and the decoders on the way to them, so all are taken, in the same
 * order by everybody. Where we may not write there is nothing to wait for:
 * what writes will say so. Returns an enum command_status; what went wrong
 * has been said. What was read before is to be read again: cxl_refresh().
 */
int turn_take(struct cxl_ctx *ctx, struct turn *turn);

/* Gives back what was taken, even after a failure. */
void turn_give(struct turn *turn);

#define _cleanup_turn_ __attribute__((cleanup(turn_give)))
