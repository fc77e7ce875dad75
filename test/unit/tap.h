/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A test program's voice: one line of TAP for each thing it found true or not. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int tap_count, tap_failures;

/* Prints whether what @format describes holds; returns @holds. */
__attribute__((format(printf, 2, 3)))
static inline bool ok(bool holds, const char *format, ...)
{
	va_list ap;

	printf("%sok %d - ", holds ? "" : "not ", ++tap_count);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	tap_failures += !holds;
	return holds;
}

/* The last line of main(): the plan, and the exit status. */
static inline int tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failures ? 1 : 0;
}
