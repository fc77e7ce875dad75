/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is free of a window's addresses, and who holds the rest. */
#pragma once

struct scope;
struct window;

/* Fills the fields of @window that tell so; 0 or -ENOMEM. */
int room_read(struct window *window, const struct scope *scope);
void room_done(struct window *window);
