/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A difference between listings, for people or for programs. */
#pragma once

struct listing_change;

/* Prints it on standard output. @arg is not used. */
void report_change(void *arg, const struct listing_change *change);
