/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waiting until the machine is as the layout says. */
#pragma once

#include "core/status.h"

struct invocation;

/*
 * Waits until each entry of the layout directories is satisfied; without a file it is
 * at once. Returns an enum status, STATUS_TIMEOUT once --timeout has passed, or that of
 * a signal; each entry that is not satisfied has then been reported with the reason.
 */
enum status applied_wait(const struct invocation *call);
