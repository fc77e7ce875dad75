/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waiting until the memory of regions is in a state. */
#pragma once

#include <stddef.h>

#include <cxl/libcxl.h>

#include "core/deadline.h"
#include "core/status.h"

struct invocation;
struct objects;
struct opt_number;

/*
 * Waits until the memory of @region is in @state. Returns an enum status,
 * STATUS_TIMEOUT once @until has passed, or that of a signal; what is missing
 * has then been said. Signals must have been caught.
 */
enum status await_memory(struct cxl_region *region, enum cxl_memory_state state,
		 const struct deadline *until);

/* The option --wait of a command that makes memory. */
#define WAIT_OPT(_struct)						\
	OPT_MAYBE_DECIMAL("wait", _struct, wait, 0, 86400, "SECONDS",	\
			  "wait until its memory can be used (default: --timeout)")

/* What that option wants: nothing where it was not given. */
enum status await_ready(const struct invocation *call, const struct opt_number *wait,
		const struct objects *regions);
