/* SPDX-License-Identifier: GPL-2.0-or-later */
/* On a terminal: what a new region's memory lacks before programs can use it, and the command for that. */
#pragma once

struct cxl_region;

/* Prints one line where the memory of @region cannot be used now; else, and where that cannot be read, nothing. */
void hint_not_usable(struct cxl_region *region);
