/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two processes: one works, and may hang in the kernel; the other never does. */
#pragma once

#include <stdbool.h>

struct output;

/*
 * Go on in a child. There it returns false: do the work, and return from
 * main(). In the parent it returns true when that has ended, with its exit
 * status in *@ret_status; or when the kernel has not let it run for @ms,
 * which has been said then, and what it had listed in @listing is closed. False,
 * too, where there can be no second process.
 *
 * Signals that came for the parent have been passed on. A child whose parent
 * is killed gets SIGTERM, and so takes back what it began.
 */
bool supervise(unsigned int ms, struct output *listing, int *ret_status);
