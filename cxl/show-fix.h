/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of a repair as numbered lines: what --dry-run prints. */
#pragma once

struct fixes;

void show_fixes(const struct fixes *fixes);
