// SPDX-License-Identifier: GPL-2.0-or-later
/* Text to value: what the kernel and people write, and what neither ever should. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "core/cleanup.h"
#include "tap.h"
#include "core/text.h"

/* ---- unsigned numbers --------------------------------------------------- */

struct number {
	const char *text;
	int rc;
	uint64_t value;
};

static const struct number any_base[] = {
	{ "0", 0, 0 },
	{ "1", 0, 1 },
	{ "0x0", 0, 0 },
	{ "0x10", 0, 16 },
	{ "0X10", 0, 16 },
	{ "0xdeadBEEF", 0, 0xdeadbeef },
	{ "010", 0, 8 },
	{ "4294967296", 0, 4294967296 },
	{ "18446744073709551615", 0, UINT64_MAX },
	{ "0xffffffffffffffff", 0, UINT64_MAX },
	{ "0x0000000010000000", 0, 0x10000000 },
	{ "18446744073709551616", -ERANGE },
	{ "0x10000000000000000", -ERANGE },
	{ "99999999999999999999999999", -ERANGE },
	{ "", -EINVAL },
	{ " 1", -EINVAL },
	{ "\t1", -EINVAL },
	{ "1 ", -EINVAL },
	{ "1\n", -EINVAL },
	{ "+1", -EINVAL },
	{ "-1", -EINVAL },
	{ "-0", -EINVAL },
	{ "0x", -EINVAL },
	{ "0x-1", -EINVAL },
	{ "0xg", -EINVAL },
	{ "x10", -EINVAL },
	{ "f", -EINVAL },
	{ "08", -EINVAL },
	{ "1k", -EINVAL },
	{ "1,2", -EINVAL },
	{ "1.0", -EINVAL },
	{ "0x1 0x2", -EINVAL },
	{ "one", -EINVAL },
	{ "\xff", -EINVAL },
};

static const struct number hexadecimal[] = {
	{ "8000000", 0, 0x8000000 },
	{ "0x8000000", 0, 0x8000000 },
	{ "ff", 0, 255 },
	{ "010", 0, 16 },
	{ "ffffffffffffffff", 0, UINT64_MAX },
	{ "10000000000000000", -ERANGE },
	{ "", -EINVAL },
	{ "g", -EINVAL },
	{ "-1", -EINVAL },
	{ " 1", -EINVAL },
	{ "8000000\n", -EINVAL },
};

static void test_numbers(const char *name, int (*parse)(const char *, uint64_t *),
			 const struct number *rows, size_t count)
{
	for (const struct number *row = rows; row < rows + count; row++) {
		uint64_t value = 42, wanted = row->rc ? 42 : row->value;
		int rc = parse(row->text, &value);

		ok(rc == row->rc && value == wanted, "%s %zu: \"%.*s\"", name,
		   (size_t)(row - rows) + 1, (int)strcspn(row->text, "\n\t\xff"),
		   row->text);
	}
}

/* ---- signed numbers and ids --------------------------------------------- */

static const struct {
	const char *text;
	int rc, value;
} signed_numbers[] = {
	{ "0", 0, 0 },
	{ "-1", 0, -1 },
	{ "-0", 0, 0 },
	{ "2147483647", 0, INT_MAX },
	{ "-2147483647", 0, -INT_MAX },
	{ "010", 0, 10 },
	{ "2147483648", -ERANGE },
	{ "-2147483649", -ERANGE },
	{ "99999999999999999999", -ERANGE },
	{ "", -EINVAL },
	{ "-", -EINVAL },
	{ "--1", -EINVAL },
	{ "- 1", -EINVAL },
	{ "+1", -EINVAL },
	{ "0x1", -EINVAL },
	{ "1 ", -EINVAL },
	{ "a", -EINVAL },
};

static void test_signed(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(signed_numbers); i++) {
		int wanted = signed_numbers[i].rc ? 42 : signed_numbers[i].value;
		int value = 42, rc = text_to_int(signed_numbers[i].text, &value);

		ok(rc == signed_numbers[i].rc && value == wanted,
		   "signed \"%s\"", signed_numbers[i].text);
	}
}

static const struct {
	const char *text, *prefix;
	int rc, value;
} ids[] = {
	{ "mem0", "mem", 0, 0 },
	{ "mem12", "mem", 0, 12 },
	{ "mem2147483647", "mem", 0, INT_MAX },
	{ ".3", ".", 0, 3 },
	{ "7", "", 0, 7 },
	{ "mem2147483648", "mem", -ERANGE },
	{ "mem", "mem", -EINVAL },
	{ "mem00", "mem", -EINVAL },
	{ "mem01", "mem", -EINVAL },
	{ "mem-1", "mem", -EINVAL },
	{ "mem+1", "mem", -EINVAL },
	{ "mem 1", "mem", -EINVAL },
	{ "mem0x1", "mem", -EINVAL },
	{ "mem1x", "mem", -EINVAL },
	{ "mem1/", "mem", -EINVAL },
	{ "Mem1", "mem", -EINVAL },
	{ "memory1", "mem", -EINVAL },
	{ "me", "mem", -EINVAL },
	{ "", "mem", -EINVAL },
};

static void test_ids(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		int value = 42, wanted = ids[i].rc ? 42 : ids[i].value;
		int rc = text_to_id(ids[i].text, ids[i].prefix, &value);

		ok(rc == ids[i].rc && value == wanted, "id \"%s\" behind \"%s\"",
		   ids[i].text, ids[i].prefix);
	}
}

static const struct {
	const char *text, *prefix;
	char between;
	int rc, a, b;
} pairs[] = {
	{ "dax0.1", "dax", '.', 0, 0, 1 },
	{ "252:2147483647", "", ':', 0, 252, INT_MAX },
	{ "dax4294967296.0", "dax", '.', -ERANGE },
	{ "dax0.2147483648", "dax", '.', -ERANGE },
	{ "dax0.1.2", "dax", '.', -EINVAL },
	{ "dax01.2", "dax", '.', -EINVAL },
	{ "dax 1.2", "dax", '.', -EINVAL },
	{ "dax-1.2", "dax", '.', -EINVAL },
	{ "dax1.+2", "dax", '.', -EINVAL },
	{ "dax1.", "dax", '.', -EINVAL },
	{ "dax.1", "dax", '.', -EINVAL },
	{ "dax1", "dax", '.', -EINVAL },
	{ "dax0000000000000000000000000000000000.1", "dax", '.', -EINVAL },
	{ "", "", ':', -EINVAL },
};

static void test_pairs(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		int a = 42, b = 42, wanted_a = pairs[i].rc ? 42 : pairs[i].a,
		    wanted_b = pairs[i].rc ? 42 : pairs[i].b;
		int rc = text_to_pair(pairs[i].text, pairs[i].prefix, pairs[i].between, &a, &b);

		ok(rc == pairs[i].rc && a == wanted_a && b == wanted_b, "pair \"%s\"",
		   pairs[i].text);
	}
}

/* ---- paths -------------------------------------------------------------- */

static const struct {
	const char *dir, *target;
	int rc;
	const char *path;
} links[] = {
	{ "sys/bus/cxl/devices", "../../../devices/x/mem0", 0, "sys/devices/x/mem0" },
	{ "a/b", "c", 0, "a/b/c" },
	{ "a/b", "./c/.", 0, "a/b/c" },
	{ "a/b", "../b/../c", 0, "a/c" },
	{ "a/b", "../..", 0, "" },
	{ "a/b", "../../c", 0, "c" },
	{ "a/b", "c//d/", 0, "a/b/c/d" },
	{ "a/b", "", 0, "a/b" },
	{ "a/b", "/c/d", 0, "c/d" },
	{ "a/b", "/", 0, "" },
	{ "a/b", "/c/../d", 0, "d" },
	{ "a/b", "..c/...", 0, "a/b/..c/..." },
	{ "a/b", "../../..", -EINVAL },
	{ "a/b", "../../../etc/passwd", -EINVAL },
	{ "a/b", "/..", -EINVAL },
	{ "a", "1234567890123456789012345678", 0, "a/1234567890123456789012345678" },
	{ "a", "123456789012345678901234567890", -ENAMETOOLONG },
	{ "123456789012345678901234567890123", "a", -ENAMETOOLONG },
};

static void test_paths(void)
{
	char path[8];

	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		char found[32] = "untouched";
		int rc = path_follow(links[i].dir, links[i].target, found,
				     sizeof(found));

		ok(rc == links[i].rc && (rc < 0 || !strcmp(found, links[i].path)),
		   "%s -> %s: %s", links[i].dir, links[i].target,
		   links[i].path ? links[i].path : "refused");
	}
	ok(path_join(path, sizeof(path), "a", "b/c") == 0 && !strcmp(path, "a/b/c"),
	   "a and b/c are joined");
	ok(path_join(path, 6, "a", "b", "c") == 0 &&
	   path_join(path, 5, "a", "b", "c") == -ENAMETOOLONG,
	   "as far as there is room");
	ok(!strcmp(path_name("a/b/c"), "c"), "the name of a/b/c is c");
	ok(!strcmp(path_name("c"), "c"), "the name of c is c");
	ok(!strcmp(path_name("a/"), ""), "the name of a/ is empty");
}

static void test_field(void)
{
	static const char table[] = "Node 1 MemTotal:  262144 kB\nNode 1 MemFree: 12 kB N1=8 N10=x big=99999999999999999999999";
	uint64_t value = 0;

	ok(!text_field(table, "MemTotal:", &value) && value == 262144, "behind blanks");
	ok(!text_field(table, " N1=", &value) && value == 8, "right behind its key");
	ok(text_field(table, "MemUsed:", &value) == -ENOENT, "no such key");
	ok(text_field(table, " N10=", &value) == -EINVAL && text_field(table, "big=", &value) < 0,
	   "no number, or too large a one");
}

int main(void)
{
	test_numbers("number", text_to_u64, any_base, ARRAY_SIZE(any_base));
	test_numbers("hexadecimal", text_hex_to_u64, hexadecimal,
		     ARRAY_SIZE(hexadecimal));
	test_signed();
	test_ids();
	test_pairs();
	test_paths();
	test_field();
	return tap_done();
}
