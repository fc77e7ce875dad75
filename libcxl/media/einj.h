/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Protocol errors that the platform can inject. */
#pragma once

struct cxl_ctx;

void protocol_errors_free(struct cxl_ctx *ctx);
