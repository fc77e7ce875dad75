/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of a recovery as numbered lines: what --dry-run prints. */
#pragma once

struct recoveries;

void show_recoveries(const struct recoveries *all);
