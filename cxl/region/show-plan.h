/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan as numbered lines: what --dry-run prints. */
#pragma once

struct plan;

void show_plan(const struct plan *plan);
