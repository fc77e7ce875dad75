/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The index of a context: its live objects by name. */
#pragma once

struct cxl_ctx;
struct object;

void ctx_index_add(struct cxl_ctx *ctx, struct object *object);
void ctx_index_remove(struct cxl_ctx *ctx, struct object *object);
struct object *ctx_index_find(struct cxl_ctx *ctx, const char *name);
