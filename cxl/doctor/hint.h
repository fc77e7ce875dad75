/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a command found nothing: the likely cause, in one line. */
#pragma once

struct invocation;

/*
 * Says the first error that cxl doctor finds, on standard error: where there is CXL hardware, and on a
 * terminal. Nothing where there is none.
 */
void doctor_hint(const struct invocation *call);
