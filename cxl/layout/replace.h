/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Destroying regions that no entry of a layout describes, where the user allows it. */
#pragma once

#include "core/status.h"

struct cxl_ctx;
struct cxl_layout;
struct cxl_plan;

/* --replace: names the regions that an applied plan of cxl_layout_entry_plan_replace() destroyed. */
void replace_say_destroyed(struct cxl_plan *plan);

/* --prune: destroys every region that no entry describes; none while an entry waits or is in conflict. */
enum status replace_prune(struct cxl_ctx *ctx, struct cxl_layout *layout);

/* Names those that --prune would destroy, after entries_compare_ahead(). */
enum status replace_show_prune(struct cxl_ctx *ctx, struct cxl_layout *layout);
