// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers and sizes: from what was typed, and to what a human reads. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/scope.h"
#include "core/size.h"

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

/* The units of 1024, from which those of 1000 differ by the "i". */
static const char magnitudes[] = "kmgt";

/* The power of the unit, or 0 if @c begins none. */
static unsigned int magnitude(char c)
{
	const char *at = c ? strchr(magnitudes, c | 0x20) : NULL;

	return at ? (unsigned int)(at - magnitudes) + 1 : 0;
}

/* How many bytes the unit has, or 0 if it is none: "m", "MiB", "MB". */
static uint64_t unit_bytes(const char *unit)
{
	unsigned int power = magnitude(*unit);
	uint64_t base = 1024, bytes = 1;

	if (!power)
		return 0;
	if (strcasecmp(unit + 1, "b") == 0)
		base = 1000;
	else if (unit[1] && strcasecmp(unit + 1, "ib") != 0)
		return 0;
	while (power--)
		bytes *= base;
	return bytes;
}

int size_parse(const char *text, uint64_t *ret)
{
	uint64_t value, bytes = 1;
	const char *unit;
	int rc;

	rc = parse_head(text, &value, &unit);
	if (rc < 0)
		return rc;
	if (*unit)
		bytes = unit_bytes(unit + (*unit == ' '));
	if (!bytes)
		return -EINVAL;
	if (__builtin_mul_overflow(value, bytes, &value))
		return -ERANGE;
	*ret = value;
	return 0;
}

void size_exact(uint64_t size, char text[SIZE_TEXT_MAX])
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB" };
	unsigned int power = 0;

	for (; size && size % 1024 == 0 && power + 1 < ARRAY_SIZE(units); power++)
		size /= 1024;
	snprintf(text, SIZE_TEXT_MAX, "%llu %s", (unsigned long long)size,
		 units[size ? power : 2]);
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
