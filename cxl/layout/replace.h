/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Destroying regions that no entry of a layout describes, where the user allows it. */
#pragma once

#include "core/status.h"

struct cxl_ctx;
struct cxl_layout;
struct cxl_layout_entry;

/* --replace: destroys what is in the way of @entry, until nothing is, and compares again. */
enum status replace_obstacles(struct cxl_ctx *ctx, struct cxl_layout *layout,
			      struct cxl_layout_entry *entry);

/* --prune: destroys every region that no entry describes; none while an entry waits or is in conflict. */
enum status replace_prune(struct cxl_ctx *ctx, struct cxl_layout *layout);
