// SPDX-License-Identifier: GPL-2.0-or-later
/* How many labels an area holds: its index blocks, as UEFI 2.10 13.19 lays them out. */
#include <errno.h>
#include <string.h>

#include "memdev/label-index.h"
#include "tap.h"

#define AREA 4096

static uint8_t area[AREA];

static void put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

/* An index block of @slots labels, @used of which are. */
static void block(size_t at, uint32_t sequence, uint32_t slots, uint32_t used)
{
	memset(area + at, 0xff, 256);
	memcpy(area + at, "NAMESPACE_INDEX", 16);
	put32(area + at + 20, sequence);
	put32(area + at + 56, slots);
	for (uint32_t i = 0; i < used; i++)
		area[at + 72 + i / 8] &= (uint8_t)~(1 << i % 8);
}

static void test_one(void)
{
	memset(area, 0, sizeof(area));
	ok(label_index_count(area, sizeof(area)) == 0, "zeros");
	memset(area, 0xaa, sizeof(area));
	ok(label_index_count(area, sizeof(area)) == 0, "no index");
	ok(label_index_count(area, 0) == 0, "no area");
	block(0, 1, 100, 0);
	ok(label_index_count(area, sizeof(area)) == 0, "all slots are free");
	block(0, 1, 100, 1);
	ok(label_index_count(area, sizeof(area)) == 1, "one is not");
	block(0, 1, 100, 100);
	ok(label_index_count(area, sizeof(area)) == 100, "none is");
	block(0, 1, 8, 8);
	ok(label_index_count(area, 73) == 8, "to the last byte");
	ok(label_index_count(area, 72) == -EBADMSG, "and one less");
	block(0, 1, UINT32_MAX, 0);
	ok(label_index_count(area, sizeof(area)) == -EBADMSG, "more slots than there is room for");
	block(0, 0, 100, 1);
	ok(label_index_count(area, sizeof(area)) == 0, "a block that is not valid");
}

/* The newer of the two counts: 1, 2, 3, and 1 again. */
static void test_two(void)
{
	static const struct {
		uint32_t first, second;
		long count;
	} cases[] = {
		{ 1, 2, 7 }, { 2, 3, 7 }, { 3, 1, 7 },
		{ 2, 1, 5 }, { 3, 2, 5 }, { 1, 3, 5 },
		{ 0, 1, 7 }, { 1, 0, 5 }, { 1, 1, 5 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		memset(area, 0, sizeof(area));
		block(0, cases[i].first, 100, 5);
		block(512, cases[i].second, 100, 7);
		ok(label_index_count(area, sizeof(area)) == cases[i].count,
		   "of %u and %u", cases[i].first, cases[i].second);
	}
}

int main(void)
{
	test_one();
	test_two();
	return tap_done();
}
