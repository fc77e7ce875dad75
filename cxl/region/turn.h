/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lock of all windows, which one command at a time holds. */
#pragma once

#include "core/status.h"

struct cxl_ctx;
struct cxl_window_lock;

/* All zero: no lock is held. */
struct turn {
	struct cxl_window_lock *lock;
};

/*
 * cxl_lock_windows(). Returns an enum status; what went wrong has been
 * said. What was read before is to be read again: cxl_refresh().
 */
enum status turn_take(struct cxl_ctx *ctx, struct turn *turn);

/* Releases it, even after a failure. */
void turn_give(struct turn *turn);

#define _cleanup_turn_ __attribute__((cleanup(turn_give)))
