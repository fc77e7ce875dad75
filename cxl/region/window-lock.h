/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lock of all windows, which one command at a time holds. */
#pragma once

#include "core/status.h"

struct cxl_ctx;
struct cxl_window_lock;

/* All zero: no lock is held. */
struct window_lock {
	struct cxl_window_lock *held;
};

/*
 * Waits for the lock of all windows, as cxl_lock_windows() does. A failure has
 * been reported. What was read before must be read again: cxl_refresh().
 */
enum status window_lock_acquire(struct cxl_ctx *ctx, struct window_lock *lock);

/* Releases it, even after a failure. */
void window_lock_release(struct window_lock *lock);

#define _cleanup_window_lock_ __attribute__((cleanup(window_lock_release)))
