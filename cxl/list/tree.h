/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A whole selection. */
#pragma once

struct output;
struct selection;
struct show;

/* Plain: always an array. */
void show_selection(struct output *out, const struct selection *selection,
		    const struct show *what);
/* Human: an only object without the array around it. */
void show_selection_unwrapped(struct output *out,
			      const struct selection *selection,
			      const struct show *what);
