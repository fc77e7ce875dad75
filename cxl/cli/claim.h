/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command that acts makes of a captured machine, where there was nothing to do. */
#pragma once

#include "core/status.h"

struct invocation;

/*
 * @status of what a command did to @object. On a captured machine STATUS_DONE
 * can only mean that nothing had to be done: no command claims to have acted
 * there. That is reported, and STATUS_FAILED returned.
 */
enum status claim_status(const struct invocation *call, const char *object, enum status status);
