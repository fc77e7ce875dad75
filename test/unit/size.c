/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers and sizes: what is typed is taken whole or refused. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "core/size.h"
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
	{ "256MiB", 0, 256ULL << 20 },
	{ "256 MiB", 0, 256ULL << 20 },
	{ "256mib", 0, 256ULL << 20 },
	{ "256MB", 0, 256000000 },
	{ "1kb", 0, 1000 },
	{ "1KiB", 0, 1024 },
	{ "3GB", 0, 3000000000 },
	{ "2 TiB", 0, 2ULL << 40 },
	{ "18446744TB", 0, 18446744000000000000ULL },
	{ "18446745TB", -ERANGE, 0 },
	{ "256MiBs", -EINVAL, 0 },
	{ "256Mi", -EINVAL, 0 },
	{ "256  MiB", -EINVAL, 0 },
	{ "256 ", -EINVAL, 0 },
	{ "256 MiB ", -EINVAL, 0 },
	{ "256B", -EINVAL, 0 },
	{ "256iB", -EINVAL, 0 },
	{ "256\"", -EINVAL, 0 },
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

static const struct {
	uint64_t size;
	const char *text;
} exact[] = {
	{ 0, "0 MiB" },
	{ 100, "100 bytes" },
	{ 1024, "1 KiB" },
	{ 1536ULL << 20, "1536 MiB" },
	{ 256ULL << 20, "256 MiB" },
	{ 1ULL << 30, "1 GiB" },
	{ 1ULL << 40, "1 TiB" },
	{ 1ULL << 60, "1048576 TiB" },
	{ 1000, "1000 bytes" },
};

static void test_exact(void)
{
	for (size_t i = 0; i < sizeof(exact) / sizeof(*exact); i++) {
		char text[SIZE_TEXT_MAX];

		size_exact(exact[i].size, text);
		ok(strcmp(text, exact[i].text) == 0, "%llu is %s, got %s",
		   (unsigned long long)exact[i].size, exact[i].text, text);
	}
}

/* What a plan prints can be typed. */
static void test_round_trip(void)
{
	for (size_t i = 0; i < sizeof(exact) / sizeof(*exact); i++) {
		char text[SIZE_TEXT_MAX];
		uint64_t size = 7;

		size_exact(exact[i].size, text);
		if (strstr(text, "bytes"))
			continue;
		ok(size_parse(text, &size) == 0 && size == exact[i].size,
		   "\"%s\" is read as it was printed", text);
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
	test_exact();
	test_round_trip();
	test_numbers();
	test_phrases();
	return tap_done();
}
