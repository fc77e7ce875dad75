/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One object that a view shows, and what is read of it once, when a column first needs it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <cxl/libcxl.h>

#include "show/record.h"

struct trace;

/* What all objects of a view have in common. */
struct look_machine {
	bool captured;		/* a captured machine has no poison lists */
	bool full;		/* memory for what it looks at was out */
	bool tried;
	struct trace *trace;
	int trace_error;	/* why there is none: -errno */
};
void look_machine_done(struct look_machine *machine);

struct look {
	struct record record;
	struct look_machine *machine;
	/* Below: what look_...() has read. */
	bool health_read, memory_read, poison_read;
	struct cxl_cmd *health;
	struct cxl_memory *memory;
	int health_error, memory_error, poison_error;
	uint64_t poison;
};
void look_done(struct look *look);
#define _cleanup_look_ __attribute__((cleanup(look_done)))

/*
 * Each 0, or the error that prevented reading: a negative errno, -EOPNOTSUPP where the
 * object has no such thing. A result stays until look_done().
 */
int look_health(struct look *look, struct cxl_cmd **ret);
int look_memory(struct look *look, struct cxl_memory **ret);
int look_poison(struct look *look, uint64_t *ret_locations);
