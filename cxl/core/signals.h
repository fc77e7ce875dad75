/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals that would end us, held off while a region changes. */
#pragma once

#include <signal.h>
#include <stdbool.h>

#include "core/status.h"

struct cxl_ctx;

/*
 * A fatal signal in the middle of a region's change corrupts the kernel. From
 * signals_catch() on SIGINT, SIGTERM, SIGHUP and SIGQUIT are only noticed;
 * code that changes something asks between two steps, and stops at a safe point.
 * It stays so to the end of the process: a signal that comes once all is done
 * must not make the exit status say otherwise.
 */
void signals_catch(void);

/* From now on they come only to who waits with @ret_before: ppoll(). */
void signals_hold(sigset_t *ret_before);

/*
 * The kernel can let some reads and poison writes wait without end, until a
 * signal with a handler comes: from now on one does, every second. Its handler
 * is one of ours because of SA_RESTART: what we print is not cut short.
 */
void signals_watch(struct cxl_ctx *ctx);

/* The signal that came since signals_catch(), or 0. */
int signals_noticed(void);

/* "SIGINT" */
const char *signals_name(int number);

/*
 * How a command ends that came to @status, @stopped before its last object or
 * not: a signal counts unless everything was done when it came.
 */
enum status signals_status(enum status status, bool stopped);
