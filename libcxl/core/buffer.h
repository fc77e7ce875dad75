/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A text that grows. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* All zero: an empty text. */
struct buffer {
	char *text;			/* NULL while nothing was added */
	size_t length, size;
	bool lost;			/* out of memory: there was more */
};

void buffer_add(struct buffer *buffer, const char *bytes, size_t count);
void buffer_put(struct buffer *buffer, const char *text);
void buffer_print(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns 0 and the text, which the caller frees, or -ENOMEM; the buffer is then empty. */
int buffer_end(struct buffer *buffer, char **ret);
void buffer_free(struct buffer *buffer);

#define _cleanup_buffer_ __attribute__((cleanup(buffer_free)))
