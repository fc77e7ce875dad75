/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two processes: one works, and may hang in the kernel; the other never does. */
#pragma once

#include <stdbool.h>

#include "core/status.h"

struct output;

enum supervised {
	SUPERVISED_HERE,	/* this is the child, or there can be none: do the work */
	SUPERVISED_ENDED,	/* the child has, and its status is ours */
	SUPERVISED_NOTHING,	/* it hung before it wrote anything: try something else */
};

/*
 * Go on in a child, which does the work and returns from main(). The parent
 * returns when that has ended; or when the kernel has not let it run for @ms,
 * which has been said then, and what it had listed in @listing is closed.
 *
 * Signals that came for the parent have been passed on. A child whose parent
 * is killed gets SIGTERM, and so undoes what it began.
 */
enum supervised supervise(unsigned int ms, struct output *listing,
			  enum status *ret_status);
