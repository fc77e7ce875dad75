/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocations that fail, in a test that is linked with their names wrapped. */
#pragma once

#include <stdbool.h>

/* The n-th from now on fails, counted from 1; 0: none. */
void alloc_fail(long n);
/* Whether that one was reached. */
bool alloc_has_failed(void);
