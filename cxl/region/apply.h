/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan step by step; on failure, or when told to stop, all of it is taken back. */
#pragma once

struct cxl_region;
struct plan;

/*
 * Carry out @plan, with signals caught. Returns STATUS_DONE and the region; or STATUS_FAILED, or
 * 128 and the number of a signal: what failed has then been said, and what
 * could not be taken back, with the command that will do it.
 */
int apply_plan(const struct plan *plan, struct cxl_region **ret);
