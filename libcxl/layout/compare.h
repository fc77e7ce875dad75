/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A layout beside a machine: what each entry lacks. */
#pragma once

struct cxl_layout;
struct seen_machine;

/* Fills the state of each entry: 0 or -ENOMEM. It reads nothing but @layout and @machine. */
int compare(struct cxl_layout *layout, struct seen_machine *machine);
