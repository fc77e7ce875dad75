/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text of a capture that grows. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct text {
	char *text;
	size_t len;
	bool full;		/* there was no memory for all of it */
};
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_done(struct text *text);
#define _cleanup_text_ __attribute__((cleanup(text_done)))
