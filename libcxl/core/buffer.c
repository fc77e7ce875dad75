// SPDX-License-Identifier: LGPL-2.1-or-later
/* A text that grows by doubling, and that remembers when memory was out. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/buffer.h"

static bool has_room(struct buffer *b, size_t count)
{
	size_t size = b->size ? b->size : 64;
	char *more;

	while (size - b->length <= count)
		size *= 2;
	if (size == b->size)
		return true;
	more = realloc(b->text, size);
	if (!more)
		return false;
	b->text = more;
	b->size = size;
	return true;
}

void buffer_add(struct buffer *b, const char *bytes, size_t count)
{
	if (b->lost || !has_room(b, count)) {
		b->lost = true;
		return;
	}
	memcpy(b->text + b->length, bytes, count);
	b->length += count;
	b->text[b->length] = '\0';
}

void buffer_put(struct buffer *b, const char *text)
{
	buffer_add(b, text, strlen(text));
}

void buffer_print(struct buffer *b, const char *format, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	buffer_put(b, text);
}

int buffer_end(struct buffer *b, char **ret)
{
	buffer_add(b, "", 0);
	if (b->lost)
		return -ENOMEM;
	*ret = take_ptr(b->text);
	*b = (struct buffer){};
	return 0;
}

void buffer_free(struct buffer *b)
{
	free(b->text);
}
