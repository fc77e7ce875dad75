/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Regions of the machine as a layout, in a file or on standard output. */
#pragma once

#include "core/status.h"

struct cxl_layout;
struct cxl_region;

/* Adds a region, those of lower addresses before it; prints what prevents that. */
enum status export_add(struct cxl_layout *layout, struct cxl_region *region);

/* Writes the layout to @file, or to standard output where that is NULL. */
enum status export_write(struct cxl_layout *layout, const char *file);
