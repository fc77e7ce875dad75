/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting until the kernel and udev have dealt with what was queued. */
#pragma once

struct cxl_ctx;

/* Before the first look at the machine; what came of it only the log tells. */
void settle_once(struct cxl_ctx *ctx);

/* Waits until udev has dealt with all events: 0, -ETIMEDOUT, or why that cannot be seen. */
int settle_udev(struct cxl_ctx *ctx);
