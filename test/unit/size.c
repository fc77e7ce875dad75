/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers and sizes: what is typed is taken whole or refused. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "size.h"
#include "tap.h"

static const struct {
	const char *text;
	int rc;
	uint64_t value;
} sizes[] = {
	{ "0", 0, 0 },
	{ "1", 0, 1 },
	{ "256m", 0, 256ULL << 20 },
	{ "256M", 0, 256ULL << 20 },
	{ "4k", 0, 4096 },
	{ "1g", 0, 1ULL << 30 },
	{ "2T", 0, 2ULL << 40 },
	{ "0x10000000", 0, 0x10000000 },
	{ "0X10k", 0, 0x10 << 10 },
	{ "010", 0, 8 },
	{ "18446744073709551615", 0, UINT64_MAX },
	{ "16777215t", 0, 16777215ULL << 40 },
	{ "16777216t", -ERANGE, 0 },
	{ "18446744073709551616", -ERANGE, 0 },
	{ "0x10000000000000000", -ERANGE, 0 },
	{ "", -EINVAL, 0 },
	{ "k", -EINVAL, 0 },
	{ "-1", -EINVAL, 0 },
	{ "+1", -EINVAL, 0 },
	{ " 1", -EINVAL, 0 },
	{ "1 ", -EINVAL, 0 },
	{ "1.5g", -EINVAL, 0 },
	{ "256MiB", -EINVAL, 0 },
	{ "256mm", -EINVAL, 0 },
	{ "0x", -EINVAL, 0 },
	{ "08", -EINVAL, 0 },
	{ "foo", -EINVAL, 0 },
};

static void test_sizes(void)
{
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		uint64_t value = 0;
		int rc = size_parse(sizes[i].text, &value);

		ok(rc == sizes[i].rc && value == sizes[i].value,
		   "size \"%s\" is %s", sizes[i].text,
		   sizes[i].rc ? "refused" : "taken");
	}
}

static void test_numbers(void)
{
	uint64_t value = 7;

	ok(number_parse("0x40", &value) == 0 && value == 64, "a number may be hexadecimal");
	ok(number_parse("foo", &value) == -EINVAL && value == 64, "a word is no number, and leaves the value alone");
	ok(number_parse("-64", &value) == -EINVAL, "a number has no sign");
	ok(number_parse("64k", &value) == -EINVAL, "a number has no suffix");
	ok(number_parse_decimal("0256", &value) == 0 && value == 256, "a decimal number may have zeros in front");
	ok(number_parse_decimal("0x40", &value) == -EINVAL, "a decimal number is not hexadecimal");
}

static const struct {
	uint64_t size;
	const char *text;
} phrases[] = {
	{ 0, "0" },
	{ 5119999, "5119999" },
	{ 5120000, "4.88 MiB (5.12 MB)" },
	{ 268435456, "256.00 MiB (268.44 MB)" },
	{ (1ULL << 31) - 1, "2048.00 MiB (2147.48 MB)" },
	{ 1ULL << 31, "2.00 GiB (2.15 GB)" },
	{ 1ULL << 41, "2.00 TiB (2.20 TB)" },
	{ 1ULL << 60, "1048576.00 TiB (1152921.50 TB)" },
};

static void test_phrases(void)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++) {
		char text[SIZE_TEXT_MAX];
		int phrase = size_human(phrases[i].size, text);

		ok(strcmp(text, phrases[i].text) == 0 &&
		   phrase == (strchr(text, ' ') != NULL),
		   "%llu bytes read %s", (unsigned long long)phrases[i].size, text);
	}
}

int main(void)
{
	test_sizes();
	test_numbers();
	test_phrases();
	return tap_done();
}
