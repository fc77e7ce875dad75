// SPDX-License-Identifier: LGPL-2.1-or-later
/* Strict text to value. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "core/text.h"

static unsigned int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned int)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned int)(c - 'A') + 10;
	return UINT_MAX;
}

/* Digits of @base and nothing else; strtoull would take blanks and signs. */
static int parse_digits(const char *text, unsigned int base, uint64_t *ret)
{
	uint64_t value = 0;

	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		unsigned int digit = digit_of(*text);

		if (digit >= base)
			return -EINVAL;
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			return -ERANGE;
	}
	*ret = value;
	return 0;
}

int text_field(const char *text, const char *key, uint64_t *ret)
{
	const char *at = strstr(text, key);
	char digits[24];
	size_t len;

	if (!at)
		return -ENOENT;
	at += strlen(key);
	at += strspn(at, " ");
	len = strspn(at, "0123456789");
	if (!len || len >= sizeof(digits))
		return -EINVAL;
	memcpy(digits, at, len);
	digits[len] = '\0';
	return parse_digits(digits, 10, ret);
}

static bool has_0x(const char *text)
{
	return text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

int text_to_u64(const char *text, uint64_t *ret)
{
	if (has_0x(text))
		return parse_digits(text + 2, 16, ret);
	if (text[0] == '0' && text[1])
		return parse_digits(text + 1, 8, ret);
	return parse_digits(text, 10, ret);
}

int text_hex_to_u64(const char *text, uint64_t *ret)
{
	return parse_digits(has_0x(text) ? text + 2 : text, 16, ret);
}

int text_to_int(const char *text, int *ret)
{
	int sign = *text == '-' ? -1 : 1;
	uint64_t value = 0;
	int rc;

	rc = parse_digits(sign < 0 ? text + 1 : text, 10, &value);
	if (rc < 0)
		return rc;
	if (value > INT_MAX)
		return -ERANGE;
	*ret = sign * (int)value;
	return 0;
}

int text_to_id(const char *text, const char *prefix, int *ret)
{
	size_t len;

	if (*prefix && *text != *prefix)	/* most differ there already */
		return -EINVAL;
	len = strlen(prefix);
	if (strncmp(text, prefix, len) || !isdigit((unsigned char)text[len]))
		return -EINVAL;
	text += len;
	if (text[0] == '0' && text[1])
		return -EINVAL;
	return text_to_int(text, ret);
}

int text_to_pair(const char *text, const char *prefix, char between, int *ret_a,
		 int *ret_b)
{
	const char *second = strchr(text, between);
	char first[32];		/* a prefix and ten digits */
	int a, b, rc;

	if (!second || (size_t)(second - text) >= sizeof(first))
		return -EINVAL;
	memcpy(first, text, (size_t)(second - text));
	first[second - text] = '\0';
	rc = text_to_id(first, prefix, &a);
	if (!rc)
		rc = text_to_id(second + 1, "", &b);
	if (rc)
		return rc;
	*ret_a = a;
	*ret_b = b;
	return 0;
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Drop the last component of buf[0..used); -EINVAL when there is none. */
static int path_up(const char *buf, size_t *used)
{
	if (!*used)
		return -EINVAL;
	while (*used && buf[*used - 1] != '/')
		(*used)--;
	if (*used)
		(*used)--;
	return 0;
}

static int path_append(char *buf, size_t len, size_t *used,
		       const char *part, size_t n)
{
	if (*used + n + 2 > len)
		return -ENAMETOOLONG;
	if (*used)
		buf[(*used)++] = '/';
	memcpy(buf + *used, part, n);
	*used += n;
	return 0;
}

int path_join_parts(char *buf, size_t len, const char *const *parts)
{
	size_t used = 0;

	for (; *parts; parts++) {
		int rc = path_append(buf, len, &used, *parts, strlen(*parts));

		if (rc < 0)
			return rc;
	}
	buf[used] = '\0';
	return 0;
}

int path_follow(const char *dir, const char *target, char *buf, size_t len)
{
	size_t used = 0, n;
	int rc = 0;

	if (*target != '/')
		rc = path_append(buf, len, &used, dir, strlen(dir));
	for (; !rc && *target; target += n) {
		target += strspn(target, "/");
		n = strcspn(target, "/");
		if (n == 2 && !memcmp(target, "..", 2))
			rc = path_up(buf, &used);
		else if (n && !(n == 1 && *target == '.'))
			rc = path_append(buf, len, &used, target, n);
	}
	if (rc < 0)
		return rc;
	buf[used] = '\0';
	return 0;
}
