/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan as numbered lines: what --dry-run prints. */
#pragma once

struct cxl_plan;

void show_plan(struct cxl_plan *plan);
