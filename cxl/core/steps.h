/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of a plan: what --dry-run prints. */
#pragma once

/*
 * `N. OBJECT: TEXT` on standard output, and counts @n; with --json=2 an item. @attribute and @value
 * are what will be written there, or NULL.
 */
void steps_show(unsigned int *n, const char *object, const char *text,
		const char *attribute, const char *value);
void steps_showf(unsigned int *n, const char *object, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
