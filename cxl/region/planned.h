/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan of the library as a command applies it: its findings on stderr, its end as a status. */
#pragma once

#include <stdbool.h>

#include <cxl/libcxl.h>

#include "core/status.h"

static inline void plan_freep(struct cxl_plan **p) { cxl_plan_free(*p); }
#define _cleanup_plan_ __attribute__((cleanup(plan_freep)))

/*
 * Prints the findings of planning, which returned @rc, to stderr, and returns an
 * enum status. @plan may be NULL where memory is out.
 */
enum status planned_say(struct cxl_plan *plan, int rc);

/* Whether a finding of planning is about this: a part of its identifier. And prints those alone. */
bool planned_finds(struct cxl_plan *plan, const char *about);
void planned_say_of(struct cxl_plan *plan, const char *about);

/*
 * Applies @plan; prints findings as they come. Returns what cxl_plan_apply()
 * returned.
 */
int planned_apply(struct cxl_plan *plan);

/* Both, for a plan that is worthless once @rc is not 0: an enum status. */
enum status planned_run(struct cxl_plan *plan, int rc);
