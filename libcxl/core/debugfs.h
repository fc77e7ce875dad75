/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where debugfs is mounted, which is looked up once for a context. */
#pragma once

struct cxl_ctx;

/* The path of debugfs' cxl directory below the root, or NULL. */
const char *ctx_debugfs(struct cxl_ctx *ctx);
