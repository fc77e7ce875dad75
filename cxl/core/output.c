// SPDX-License-Identifier: GPL-2.0-or-later
/* JSON on stdout, written as it comes: two spaces a level, no blank after the colon. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>

#include "core/output.h"
#include "core/size.h"
#include "core/utf8.h"

#define NUMBER_MAX 24	/* 20 digits, a sign, a NUL */

static const struct output *envelope;	/* what it has begun no command begins again */

/* Its beginning is written once, before the first item. */
static bool is_envelope(struct output *out)
{
	if (out != envelope)
		return false;
	if (!out->depth)
		out->begin(out);
	return true;
}

static void output_begin(struct output *out, FILE *file)
{
	out->file = file;
	out->human = out->line = out->contract = out->flat = false;
	out->empty = true;
	out->depth = 0;
	out->used = 0;
}

void output_begin_plain(struct output *out, FILE *file)
{
	if (is_envelope(out))
		return;
	output_begin(out, file);
}

void output_begin_human(struct output *out, FILE *file)
{
	if (is_envelope(out))
		return;
	output_begin(out, file);
	out->human = true;
}

void output_begin_line(struct output *out, FILE *file)
{
	if (is_envelope(out))
		return;
	output_begin(out, file);
	out->line = true;
}

void output_begin_contract(struct output *out, FILE *file, bool line,
			   void (*begin)(struct output *out))
{
	output_begin(out, file);
	out->contract = true;
	out->line = line;
	out->begin = begin;
	envelope = out;
}

void output_begin_items(struct output *out, FILE *file)
{
	output_begin(out, file);
	out->contract = true;
}

/* What cannot be written the stream remembers until the end; what can be it must not keep. */
static void flush(struct output *out)
{
	fwrite(out->bytes, 1, out->used, out->file);
	fflush(out->file);
	out->used = 0;
}

static void put_bytes(struct output *out, const char *bytes, size_t len)
{
	while (len > sizeof(out->bytes) - out->used) {
		size_t part = sizeof(out->bytes) - out->used;

		memcpy(out->bytes + out->used, bytes, part);
		out->used += part;
		bytes += part;
		len -= part;
		flush(out);
	}
	memcpy(out->bytes + out->used, bytes, len);
	out->used += len;
}

static void put_char(struct output *out, char c)
{
	if (out->used == sizeof(out->bytes))
		flush(out);
	out->bytes[out->used++] = c;
}

int output_end(struct output *out)
{
	return out->contract ? 0 : output_end_contract(out);
}

int output_end_contract(struct output *out)
{
	put_char(out, '\n');
	errno = 0;
	flush(out);
	if (!ferror(out->file))
		return 0;
	return errno ? -errno : -EIO;
}

struct output *output_new_shared(void)
{
	struct output *out = mmap(NULL, sizeof(*out), PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return out == MAP_FAILED ? NULL : out;
}

/* Like the reference's writer it escapes the slash. */
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

static void put_escape(struct output *out, char c)
{
	const char *escape = escape_of((unsigned char)c);
	char code[8];

	if (!escape) {
		snprintf(code, sizeof(code), "\\u%04x", (unsigned char)c);
		escape = code;
	}
	put_bytes(out, escape, strlen(escape));
}

/* What put_special() writes otherwise. */
static bool is_special(char c)
{
	return (unsigned char)c < ' ' || (unsigned char)c >= 0x7f || c == '"' ||
	       c == '\\' || c == '/';
}

/* What a device wrote need not be text, and JSON must be. How many bytes that was. */
static size_t put_special(struct output *out, const char *text)
{
	size_t n = utf8_length(text, strlen(text));

	if (n > 1)
		put_bytes(out, text, n);
	else if (n)
		put_escape(out, *text);
	else
		put_bytes(out, UTF8_REPLACEMENT, strlen(UTF8_REPLACEMENT));
	return n ? n : 1;
}

static void put_string(struct output *out, const char *text)
{
	put_char(out, '"');
	while (*text) {
		const char *plain = text;

		while (*text && !is_special(*text))
			text++;
		put_bytes(out, plain, (size_t)(text - plain));
		if (*text)
			text += put_special(out, text);
	}
	put_char(out, '"');
}

static void put_newline(struct output *out)
{
	static const char spaces[] = "                                ";
	int left = out->depth * 2;

	put_char(out, '\n');
	for (; left > 0; left -= (int)strlen(spaces))
		put_bytes(out, spaces, left < (int)strlen(spaces) ?
			  (size_t)left : strlen(spaces));
}

/* Keys are the tool's own words and names of objects: nothing to escape. */
static void put_key(struct output *out, const char *key)
{
	put_char(out, '"');
	put_bytes(out, key, strlen(key));
	put_bytes(out, "\":", 2);
}

/* What goes before any value: the comma of the last one, a line, the key. */
static void put_head(struct output *out, const char *key)
{
	if (!out->empty)
		put_char(out, ',');
	if (out->depth && !out->line)
		put_newline(out);
	if (key)
		put_key(out, key);
	out->empty = false;
}

/* The items of an envelope are an array already. */
static bool is_items(const struct output *out, const char *key)
{
	return out->contract && out->depth == OUTPUT_ITEMS && !key;
}

static void put_open(struct output *out, const char *key, const char *brackets)
{
	put_head(out, key);
	put_char(out, brackets[0]);
	if (out->depth < OUTPUT_DEPTH)
		out->due[out->depth] = brackets[1];
	out->depth++;
	out->empty = true;
}

static void put_close(struct output *out, char bracket)
{
	out->depth--;
	if (!out->empty && !out->line)
		put_newline(out);
	put_char(out, bracket);
	out->empty = false;
}

void output_close_to(struct output *out, int depth)
{
	out->flat = false;
	while (out->depth > depth && out->depth <= OUTPUT_DEPTH)
		put_close(out, out->due[out->depth - 1]);
}

bool output_cut_short(struct output *out)
{
	if (out->contract)	/* the envelope ends it */
		return out->depth;
	if (!out->file)
		return false;
	if (out->depth > OUTPUT_DEPTH)
		return true;
	output_close_to(out, 0);
	output_end(out);
	return true;
}

void output_open_object(struct output *out, const char *key)
{
	put_open(out, key, "{}");
}

void output_close_object(struct output *out)
{
	put_close(out, '}');
}

void output_open_array(struct output *out, const char *key)
{
	if (is_items(out, key))
		out->flat = true;
	else
		put_open(out, key, "[]");
}

void output_close_array(struct output *out)
{
	if (out->flat && out->depth == OUTPUT_ITEMS)
		out->flat = false;
	else
		put_close(out, ']');
}

void output_text(struct output *out, const char *key, const char *value)
{
	put_head(out, key);
	put_string(out, value);
}

void output_bool(struct output *out, const char *key, bool value)
{
	const char *word = value ? "true" : "false";

	put_head(out, key);
	put_bytes(out, word, strlen(word));
}

void output_unknown(struct output *out, const char *key)
{
	if (!out->contract)
		return;
	put_head(out, key);
	put_bytes(out, "null", strlen("null"));
}

/* The digits of @value in the last bytes of @room; where they begin. */
static char *digits(uint64_t value, char *room, size_t len)
{
	char *p = room + len;

	*--p = '\0';
	do
		*--p = (char)('0' + value % 10);
	while (value /= 10);
	return p;
}

void output_int(struct output *out, const char *key, int64_t value)
{
	char room[NUMBER_MAX];
	char *text = digits(value < 0 ? -(uint64_t)value : (uint64_t)value,
			    room, sizeof(room));

	if (value < 0)
		*--text = '-';
	put_head(out, key);
	put_bytes(out, text, strlen(text));
}

void output_uint(struct output *out, const char *key, uint64_t value)
{
	char room[NUMBER_MAX];
	char *text = digits(value, room, sizeof(room));

	put_head(out, key);
	put_bytes(out, text, strlen(text));
}

void output_size(struct output *out, const char *key, uint64_t value)
{
	char text[SIZE_TEXT_MAX];

	if (out->human && size_human(value, text))
		output_text(out, key, text);
	else if (out->contract)
		output_uint(out, key, value);
	else
		output_int(out, key, (int64_t)value);
}

void output_address(struct output *out, const char *key, uint64_t value)
{
	char text[SIZE_TEXT_MAX];

	if (!out->human && !out->contract) {
		output_uint(out, key, value);
		return;
	}
	snprintf(text, sizeof(text), out->contract ? "0x%" PRIx64 : "%#" PRIx64, value);
	output_text(out, key, text);
}
