// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers and sizes: from what was typed, and to what a human reads. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "size.h"

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* The digits of @base at the head of @text; @ret_end is behind them. */
static int parse_digits(const char *text, int base, uint64_t *ret,
			const char **ret_end)
{
	uint64_t value = 0;
	const char *p;

	for (p = text; digit_value(*p) < base; p++) {
		if (__builtin_mul_overflow(value, (uint64_t)base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)digit_value(*p), &value))
			return -ERANGE;
	}
	if (p == text)
		return -EINVAL;
	*ret = value;
	*ret_end = p;
	return 0;
}

static int parse_head(const char *text, uint64_t *ret, const char **ret_end)
{
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return parse_digits(text + 2, 16, ret, ret_end);
	if (text[0] == '0')
		return parse_digits(text, 8, ret, ret_end);
	return parse_digits(text, 10, ret, ret_end);
}

int number_parse_decimal(const char *text, uint64_t *ret)
{
	const char *end;
	uint64_t value;
	int rc;

	rc = parse_digits(text, 10, &value, &end);
	if (rc < 0)
		return rc;
	if (*end)
		return -EINVAL;
	*ret = value;
	return 0;
}

int number_parse(const char *text, uint64_t *ret)
{
	const char *end;
	uint64_t value;
	int rc;

	rc = parse_head(text, &value, &end);
	if (rc < 0)
		return rc;
	if (*end)
		return -EINVAL;
	*ret = value;
	return 0;
}

/* How far a suffix shifts, or -1 if it is none. */
static int suffix_shift(char c)
{
	switch (c) {
	case 'k': case 'K':	return 10;
	case 'm': case 'M':	return 20;
	case 'g': case 'G':	return 30;
	case 't': case 'T':	return 40;
	default:		return -1;
	}
}

int size_parse(const char *text, uint64_t *ret)
{
	const char *end;
	uint64_t value;
	int shift = 0;
	int rc;

	rc = parse_head(text, &value, &end);
	if (rc < 0)
		return rc;
	if (*end) {
		shift = suffix_shift(*end);
		if (shift < 0 || end[1])
			return -EINVAL;
	}
	if (value > UINT64_MAX >> shift)
		return -ERANGE;
	*ret = value << shift;
	return 0;
}

/* Up to which size a unit is used, and what it is called. */
static const struct unit {
	uint64_t below;
	double binary, decimal;
	const char *binary_name, *decimal_name;
} units[] = {
	{ 1ULL << 31, 0x1p20, 1e6, "MiB", "MB" },
	{ 1ULL << 41, 0x1p30, 1e9, "GiB", "GB" },
	{ UINT64_MAX, 0x1p40, 1e12, "TiB", "TB" },
};

#define SIZE_BARE_BELOW 5120000

int size_human(uint64_t size, char text[SIZE_TEXT_MAX])
{
	const struct unit *u = units;

	if (size < SIZE_BARE_BELOW) {
		snprintf(text, SIZE_TEXT_MAX, "%llu", (unsigned long long)size);
		return 0;
	}
	while (size >= u->below && u->below != UINT64_MAX)
		u++;
	snprintf(text, SIZE_TEXT_MAX, "%.2f %s (%.2f %s)",
		 (double)size / u->binary, u->binary_name,
		 (double)size / u->decimal, u->decimal_name);
	return 1;
}
