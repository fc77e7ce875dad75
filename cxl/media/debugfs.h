/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a test of the hardware goes through: debugfs. */
#pragma once

#include "core/status.h"

struct cxl_ctx;

/* STATUS_DONE if debugfs has CXL; else reports of @object why not. */
enum status debugfs_check(struct cxl_ctx *ctx, const char *object);
