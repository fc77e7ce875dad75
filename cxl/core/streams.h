/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The standard streams: there from the first moment, patient, clean, and asked at the end what was lost. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/status.h"

/*
 * First of all in main(). Descriptors 0 to 2 are open from now on: what was
 * closed takes and gives nothing, and no other file can get its number.
 *
 * stdout and stderr wait for a reader that is slow where the descriptor does
 * not (O_NONBLOCK). On stderr stands only text: control characters and bytes
 * that are no UTF-8, which a device may have written, are replaced.
 */
void streams_begin(void);

/*
 * For a command that changes something: a closed output is no reason to
 * stop halfway. What SIGPIPE would do, streams_end() does.
 */
void streams_act(void);

/*
 * Last of all: @status, or that of a failure when output was lost, with one
 * line that says why. When the reader left the program ends by SIGPIPE as any
 * other does, unless it was begun with that ignored.
 */
enum status streams_end(enum status status);

/* The same about output that was lost with @err, a negative errno, on its way to stdout. */
enum status streams_lost(enum status status, int err);

/* All of it, however long that takes: 0 or -errno. */
int streams_write(int fd, const char *text, size_t len);
