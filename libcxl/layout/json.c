// SPDX-License-Identifier: LGPL-2.1-or-later
/* A strict reader of JSON, which knows the lines and refuses a key that occurs twice. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/text.h"
#include "core/buffer.h"
#include "layout/json.h"

struct reader {
	const char *at, *end;
	unsigned int line, depth;
	struct json_fault *fault;
};

void json_free(struct json *json)
{
	while (json) {
		struct json *next = json->next;

		json_free(json->first);
		free(json->key);
		free(json->text);
		free(json);
		json = next;
	}
}

bool json_u64(const struct json *json, uint64_t *ret)
{
	return json->type == JSON_NUMBER && !strpbrk(json->text, "-.eE") &&
	       text_to_u64(json->text, ret) == 0;
}

static int refuse(struct reader *r, const char *key, const char *reason)
{
	r->fault->line = r->line;
	snprintf(r->fault->key, sizeof(r->fault->key), "%s", key ? key : "");
	r->fault->reason = reason;
	return -EINVAL;
}

static void skip_blanks(struct reader *r)
{
	for (; r->at < r->end && *r->at && strchr(" \t\r\n", *r->at); r->at++)
		r->line += *r->at == '\n';
}

/* Whether @c comes next, which is then read. */
static bool next_is(struct reader *r, char c)
{
	skip_blanks(r);
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static bool next_word(struct reader *r, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(r->end - r->at) < length || memcmp(r->at, word, length))
		return false;
	r->at += length;
	return true;
}

/* -- strings -- */

static int read_hex(struct reader *r, unsigned int *ret)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	unsigned int value = 0;

	for (int i = 0; i < 4; i++) {
		const char *digit = r->at < r->end && *r->at ? strchr(digits, *r->at) : NULL;

		if (!digit)
			return refuse(r, NULL, "\\u is not followed by four hexadecimal digits");
		value = value * 16 + (unsigned int)((digit - digits) % 16);
		r->at++;
	}
	*ret = value;
	return 0;
}

static void put_byte(struct buffer *to, unsigned int byte)
{
	char c = (char)byte;

	buffer_add(to, &c, 1);
}

static void put_utf8(struct buffer *to, unsigned int c)
{
	if (c < 0x80) {
		put_byte(to, c);
		return;
	}
	if (c < 0x800) {
		put_byte(to, 0xc0 | c >> 6);
	} else {
		put_byte(to, 0xe0 | c >> 12);
		put_byte(to, 0x80 | (c >> 6 & 0x3f));
	}
	put_byte(to, 0x80 | (c & 0x3f));
}

/* No key or name of a layout needs more than the basic plane. */
static int read_unicode(struct reader *r, struct buffer *to)
{
	unsigned int c = 0;
	int rc = read_hex(r, &c);

	if (rc)
		return rc;
	if (!c || (c >= 0xd800 && c < 0xe000))
		return refuse(r, NULL, "a string contains NUL or a surrogate");
	put_utf8(to, c);
	return 0;
}

static int read_escape(struct reader *r, struct buffer *to)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	const char *found;
	char c;

	if (r->at == r->end)
		return refuse(r, NULL, "a string does not end");
	c = *r->at++;
	if (c == 'u')
		return read_unicode(r, to);
	found = c ? strchr(from, c) : NULL;
	if (!found)
		return refuse(r, NULL, "a string contains an unknown escape");
	put_byte(to, (unsigned char)into[found - from]);
	return 0;
}

static int read_characters(struct reader *r, struct buffer *to)
{
	int rc = 0;

	while (!rc) {
		unsigned char c;

		if (r->at == r->end)
			return refuse(r, NULL, "a string does not end");
		c = (unsigned char)*r->at++;
		if (c == '"')
			return 0;
		if (c < 0x20)
			return refuse(r, NULL, "a string contains a control character");
		if (c == '\\')
			rc = read_escape(r, to);
		else
			put_byte(to, c);
	}
	return rc;
}

/* Behind the opening quote. */
static int read_string(struct reader *r, char **ret)
{
	_cleanup_buffer_ struct buffer text = {};
	int rc = read_characters(r, &text);

	return rc ? rc : buffer_end(&text, ret);
}

/* -- numbers -- */

static size_t skip_digits(struct reader *r)
{
	const char *from = r->at;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
		r->at++;
	return (size_t)(r->at - from);
}

static bool skip_number(struct reader *r)
{
	bool zero;

	if (r->at < r->end && *r->at == '-')
		r->at++;
	zero = r->at < r->end && *r->at == '0';
	switch (skip_digits(r)) {
	case 0:
		return false;
	case 1:
		break;
	default:
		if (zero)
			return false;
	}
	if (r->at < r->end && *r->at == '.') {
		r->at++;
		if (!skip_digits(r))
			return false;
	}
	if (r->at < r->end && (*r->at | 0x20) == 'e') {
		r->at++;
		if (r->at < r->end && (*r->at == '+' || *r->at == '-'))
			r->at++;
		return skip_digits(r) > 0;
	}
	return true;
}

static int read_number(struct reader *r, struct json *json)
{
	const char *from = r->at;

	if (!skip_number(r))
		return refuse(r, NULL, "a value is not JSON");
	json->type = JSON_NUMBER;
	json->text = strndup(from, (size_t)(r->at - from));
	return json->text ? 0 : -ENOMEM;
}

/* -- values -- */

static int read_value(struct reader *r, struct json **ret);

/* Why @child cannot be in @parent; NULL: it can. */
static const char *key_fault(const struct json *parent, const struct json *child)
{
	unsigned int count = 0;

	for (const struct json *other = parent->first; other; other = other->next) {
		if (other != child && !strcmp(other->key, child->key))
			return "the key occurs twice";
		if (++count > JSON_KEYS_MAX)
			return "the object has too many keys";
	}
	return NULL;
}

static int read_key(struct reader *r, char **ret)
{
	int rc;

	if (!next_is(r, '"'))
		return refuse(r, NULL, "a key in quotes is missing");
	rc = read_string(r, ret);
	if (!rc && !next_is(r, ':'))
		rc = refuse(r, *ret, "\":\" is missing behind the key");
	return rc;
}

/* One more element of @parent behind @last, which is then that element. */
static int read_element(struct reader *r, struct json *parent, struct json ***last)
{
	_cleanup_free_ char *key = NULL;
	const char *reason;
	unsigned int line;
	struct json *child;
	int rc = parent->type == JSON_OBJECT ? read_key(r, &key) : 0;

	line = r->line;
	if (!rc)
		rc = read_value(r, &child);
	if (rc)
		return rc;
	child->key = take_ptr(key);
	**last = child;
	*last = &child->next;
	reason = child->key ? key_fault(parent, child) : NULL;
	if (!reason)
		return 0;
	r->line = line;
	return refuse(r, child->key, reason);
}

static int read_elements(struct reader *r, struct json *parent, char end)
{
	struct json **last = &parent->first;
	int rc;

	if (next_is(r, end))
		return 0;
	do {
		rc = read_element(r, parent, &last);
		if (rc)
			return rc;
	} while (next_is(r, ','));
	return next_is(r, end) ? 0 :
		refuse(r, NULL, end == '}' ? "\",\" or \"}\" is missing" : "\",\" or \"]\" is missing");
}

static int read_container(struct reader *r, struct json *json, char end)
{
	int rc;

	json->type = end == '}' ? JSON_OBJECT : JSON_ARRAY;
	if (r->depth == JSON_DEPTH_MAX)
		return refuse(r, NULL, "values are nested too deeply");
	r->depth++;
	rc = read_elements(r, json, end);
	r->depth--;
	return rc;
}

static int read_into(struct reader *r, struct json *json)
{
	if (next_is(r, '{'))
		return read_container(r, json, '}');
	if (next_is(r, '['))
		return read_container(r, json, ']');
	if (next_is(r, '"')) {
		json->type = JSON_TEXT;
		return read_string(r, &json->text);
	}
	if (next_word(r, "null"))
		return 0;
	json->type = JSON_BOOL;
	json->truth = next_word(r, "true");
	if (json->truth || next_word(r, "false"))
		return 0;
	return read_number(r, json);
}

static int read_value(struct reader *r, struct json **ret)
{
	_cleanup_json_ struct json *json = calloc(1, sizeof(*json));
	int rc;

	if (!json)
		return -ENOMEM;
	skip_blanks(r);
	json->line = r->line;
	rc = read_into(r, json);
	if (!rc)
		*ret = take_ptr(json);
	return rc;
}

int json_parse(const char *text, size_t length, struct json **ret, struct json_fault *fault)
{
	struct reader r = { .at = text, .end = text + length, .line = 1, .fault = fault };
	_cleanup_json_ struct json *json = NULL;
	int rc = read_value(&r, &json);

	if (rc)
		return rc;
	skip_blanks(&r);
	if (r.at != r.end)
		return refuse(&r, NULL, "text follows the value");
	*ret = take_ptr(json);
	return 0;
}
