/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine as a listing with the same kinds of objects and keys as another one. */
#pragma once

#include "core/status.h"

struct invocation;
struct listing;

/* An enum status; what is wrong has been reported. */
enum status now_list(const struct invocation *call, const struct listing *like, struct listing **ret);
