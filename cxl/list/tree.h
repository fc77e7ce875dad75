/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A whole selection. */
#pragma once

struct selection;
struct show;

/* Plain: always an array. */
void show_selection(const struct show *show, const struct selection *selection);
/* Human: an only object without the array around it. */
void show_selection_unwrapped(const struct show *show,
			      const struct selection *selection);
