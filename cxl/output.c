// SPDX-License-Identifier: GPL-2.0-or-later
/* JSON on stdout, written as it comes: two spaces a level, no blank after the colon. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "output.h"
#include "size.h"

static void output_begin(struct output *out, FILE *file)
{
	memset(out, 0, sizeof(*out));
	out->file = file;
	out->empty = true;
}

void output_begin_plain(struct output *out, FILE *file)
{
	output_begin(out, file);
}

void output_begin_human(struct output *out, FILE *file)
{
	output_begin(out, file);
	out->human = true;
}

void output_begin_line(struct output *out, FILE *file)
{
	output_begin(out, file);
	out->line = true;
}

int output_end(struct output *out)
{
	putc('\n', out->file);
	errno = 0;
	if (fflush(out->file) == 0 && !ferror(out->file))
		return 0;
	return errno ? -errno : -EIO;
}

/* The reference's writer escapes the slash too. */
static const char *escape_of(unsigned char c)
{
	switch (c) {
	case '"':	return "\\\"";
	case '\\':	return "\\\\";
	case '/':	return "\\/";
	case '\b':	return "\\b";
	case '\f':	return "\\f";
	case '\n':	return "\\n";
	case '\r':	return "\\r";
	case '\t':	return "\\t";
	default:	return NULL;
	}
}

static void put_string(struct output *out, const char *text)
{
	putc('"', out->file);
	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;
		const char *escape = escape_of(c);

		if (escape)
			fputs(escape, out->file);
		else if (c < ' ')
			fprintf(out->file, "\\u%04x", c);
		else
			putc(c, out->file);
	}
	putc('"', out->file);
}

static void put_newline(struct output *out)
{
	putc('\n', out->file);
	for (int i = 0; i < out->depth; i++)
		fputs("  ", out->file);
}

/* What goes before any value: the comma of the last one, a line, the key. */
static void put_head(struct output *out, const char *key)
{
	if (!out->empty)
		putc(',', out->file);
	if (out->depth && !out->line)
		put_newline(out);
	if (key) {
		put_string(out, key);
		putc(':', out->file);
	}
	out->empty = false;
}

static void put_open(struct output *out, const char *key, char bracket)
{
	put_head(out, key);
	putc(bracket, out->file);
	out->depth++;
	out->empty = true;
}

static void put_close(struct output *out, char bracket)
{
	out->depth--;
	if (!out->empty && !out->line)
		put_newline(out);
	putc(bracket, out->file);
	out->empty = false;
}

void output_open_object(struct output *out, const char *key)
{
	put_open(out, key, '{');
}

void output_close_object(struct output *out)
{
	put_close(out, '}');
}

void output_open_array(struct output *out, const char *key)
{
	put_open(out, key, '[');
}

void output_close_array(struct output *out)
{
	put_close(out, ']');
}

void output_text(struct output *out, const char *key, const char *value)
{
	put_head(out, key);
	put_string(out, value);
}

void output_bool(struct output *out, const char *key, bool value)
{
	put_head(out, key);
	fputs(value ? "true" : "false", out->file);
}

void output_int(struct output *out, const char *key, int64_t value)
{
	put_head(out, key);
	fprintf(out->file, "%" PRId64, value);
}

void output_uint(struct output *out, const char *key, uint64_t value)
{
	put_head(out, key);
	fprintf(out->file, "%" PRIu64, value);
}

void output_size(struct output *out, const char *key, uint64_t value)
{
	char text[SIZE_TEXT_MAX];

	if (out->human && size_human(value, text))
		output_text(out, key, text);
	else
		output_int(out, key, (int64_t)value);
}

void output_address(struct output *out, const char *key, uint64_t value)
{
	char text[SIZE_TEXT_MAX];

	if (!out->human) {
		output_uint(out, key, value);
		return;
	}
	snprintf(text, sizeof(text), "%#" PRIx64, value);
	output_text(out, key, text);
}
