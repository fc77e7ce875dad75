/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Creating a region step by step; on failure, or when told to stop, the steps are undone in reverse. */
#pragma once

struct cxl_plan;

/*
 * Applies a plan to create a region. 0 and plan->region; or -ECANCELED when it
 * was stopped, or -errno: the findings tell what failed, and what is left.
 */
int apply_create(struct cxl_plan *plan);
