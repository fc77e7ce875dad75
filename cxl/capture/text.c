// SPDX-License-Identifier: GPL-2.0-or-later
/* A text of a capture that grows. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/text.h"
#include "core/scope.h"

void text_add(struct text *text, const char *format, ...)
{
	_cleanup_free_ char *line = NULL, *more = NULL;
	va_list args;
	int len;

	va_start(args, format);
	len = vasprintf(&line, format, args);
	va_end(args);
	if (len < 0)
		line = NULL;
	else
		more = realloc(text->text, text->len + (size_t)len + 1);
	if (!more) {
		text->full = true;
		return;
	}
	memcpy(more + text->len, line, (size_t)len + 1);
	text->text = take_ptr(more);
	text->len += (size_t)len;
}

void text_done(struct text *text)
{
	free(text->text);
}
