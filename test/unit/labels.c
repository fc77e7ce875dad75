// SPDX-License-Identifier: GPL-2.0-or-later
/* Labels: how many an area holds by its index blocks, as UEFI 2.10 13.19 lays them out, and what each tells. */
#include <errno.h>
#include <string.h>

#include "geometry/labels.h"
#include "label-area.h"
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
	ok(labels_count(area, sizeof(area)) == 0, "zeros");
	memset(area, 0xaa, sizeof(area));
	ok(labels_count(area, sizeof(area)) == 0, "no index");
	ok(labels_count(area, 0) == 0, "no area");
	block(0, 1, 100, 0);
	ok(labels_count(area, sizeof(area)) == 0, "all slots are free");
	block(0, 1, 100, 1);
	ok(labels_count(area, sizeof(area)) == 1, "one is not");
	block(0, 1, 100, 100);
	ok(labels_count(area, sizeof(area)) == 100, "none is");
	block(0, 1, 8, 8);
	ok(labels_count(area, 73) == 8, "to the last byte");
	ok(labels_count(area, 72) == -EBADMSG, "and one less");
	block(0, 1, UINT32_MAX, 0);
	ok(labels_count(area, sizeof(area)) == -EBADMSG, "more slots than there is room for");
	block(0, 0, 100, 1);
	ok(labels_count(area, sizeof(area)) == 0, "a block that is not valid");
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
		ok(labels_count(area, sizeof(area)) == cases[i].count,
		   "of %u and %u", cases[i].first, cases[i].second);
	}
}

/* -- what a label tells -- */

static const struct area_label wanted = {
	.uuid = 0xab, .ways = 4, .position = 3, .granularity = 4096,
	.dpa = 0x10000000, .size = 0x20000000,
};

static struct label parsed(enum area_form form)
{
	struct labels labels = {};
	struct label label = {};

	area_make(area, sizeof(area));
	area_set(area, 2, form, &wanted);
	if (labels_parse(area, sizeof(area), &labels) == 0 && labels.count == 1)
		label = labels.all[0];
	labels_done(&labels);
	return label;
}

static bool tells_place(const struct label *label)
{
	return label->valid && label->uuid[0] == 0xab && label->uuid[15] == 0xab &&
	       label->position == 3 && label->dpa == wanted.dpa && label->size == wanted.size;
}

static void test_forms(void)
{
	struct label label = parsed(AREA_EFI);

	ok(tells_place(&label) && label.has_ways && label.ways == 4 && !label.granularity &&
	   !label.is_region, "a label of UEFI");
	label = parsed(AREA_EFI_SHORT);
	ok(tells_place(&label) && label.has_ways && label.ways == 4 && !label.granularity,
	   "a short one, which has no checksum");
	label = parsed(AREA_CXL_REGION);
	ok(tells_place(&label) && label.has_ways && label.ways == 4 &&
	   label.granularity == 4096 && label.is_region, "a region label of CXL");
	label = parsed(AREA_CXL_NAMESPACE);
	ok(tells_place(&label) && !label.has_ways && !label.granularity && !label.is_region,
	   "a namespace label of CXL");
}

static bool is_strange(size_t at, uint8_t byte)
{
	struct labels labels = {};
	bool strange;

	area[at] = byte;
	strange = labels_parse(area, sizeof(area), &labels) == 0 && labels.count == 1 &&
		  !labels.all[0].valid;
	labels_done(&labels);
	return strange;
}

static void test_damage(void)
{
	struct labels labels = {};

	area_make(area, sizeof(area));
	ok(labels_parse(area, sizeof(area), &labels) == 0 && !labels.count, "no label");
	area_set(area, 1, AREA_EFI, &wanted);
	ok(is_strange(AREA_LABELS + 256 + 86, 1), "a wrong checksum: in use, and it tells nothing");
	area_make(area, sizeof(area));
	area_set(area, 1, AREA_EFI_SHORT, &wanted);
	ok(is_strange(AREA_LABELS + 128 + 120, 5), "a short label that is not its slot's");
	area_make(area, sizeof(area));
	area_set(area, 7, AREA_EFI, &wanted);
	ok(labels_extent(area, sizeof(area)) == AREA_LABELS + 8 * 256 &&
	   labels_parse(area, AREA_LABELS + 8 * 256, &labels) == 0 && labels.count == 1, "to the last byte");
	labels_done(&labels);
	ok(labels_parse(area, AREA_LABELS + 8 * 256 - 1, &labels) == -EBADMSG, "and one less");
	area[19] = 2;
	ok(labels_parse(area, sizeof(area), &labels) == -EBADMSG, "labels of a size that does not exist");
	area[19] = 1, area[49] = 0;
	ok(labels_parse(area, sizeof(area), &labels) == -EBADMSG, "labels in the index");
	area[49] = 2, area[52] = 1;
	ok(labels_parse(area, sizeof(area), &labels) == -EBADMSG, "labels far behind the area");
}

int main(void)
{
	test_one();
	test_two();
	test_forms();
	test_damage();
	return tap_done();
}
