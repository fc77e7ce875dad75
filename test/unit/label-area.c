// SPDX-License-Identifier: GPL-2.0-or-later
/* A label area as devices have it: an index, and labels of UEFI and of CXL, written field by field. */
#include <string.h>

#include "label-area.h"

static void put(uint8_t *at, uint64_t value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

void area_make(uint8_t *area, size_t size)
{
	memset(area, 0, size);
	memcpy(area, "NAMESPACE_INDEX", 16);
	area[19] = 1;
	put(area + 20, 1, 4);
	put(area + 48, AREA_LABELS, 8);
	put(area + 56, AREA_SLOTS, 4);
	area[72] = 0xff;
}

static uint64_t fletcher(const uint8_t *at)
{
	uint32_t low = 0;
	uint64_t high = 0;

	for (size_t i = 0; i < 256; i += 4) {
		low += at[i] | (uint32_t)at[i + 1] << 8 | (uint32_t)at[i + 2] << 16 | (uint32_t)at[i + 3] << 24;
		high += low;
	}
	return high << 32 | low;
}

static unsigned int log_of(unsigned int granularity)
{
	unsigned int shift = 0;

	while (256U << shift < granularity)
		shift++;
	return shift;
}

static void put_efi(uint8_t *at, unsigned int slot, const struct area_label *label)
{
	memset(at, label->uuid, 16);
	put(at + 84, label->ways, 2);
	put(at + 86, label->position, 2);
	put(at + 104, label->dpa, 8);
	put(at + 112, label->size, 8);
	put(at + 120, slot, 4);
}

static void put_region(uint8_t *at, const struct area_label *label)
{
	static const uint8_t type[16] = { 0x52, 0x9d, 0x7c, 0x61, 0xda, 0x07, 0x47, 0xc4,
					  0xa9, 0x3f, 0xec, 0xdf, 0x2c, 0x06, 0xf4, 0x44 };

	memcpy(at, type, 16);
	memset(at + 16, label->uuid, 16);
	put(at + 36, label->ways, 2);
	put(at + 38, label->position, 2);
	put(at + 40, label->dpa, 8);
	put(at + 48, label->size, 8);
	put(at + 68, log_of(label->granularity), 4);
}

static void put_namespace(uint8_t *at, const struct area_label *label)
{
	static const uint8_t type[16] = { 0x68, 0xbb, 0x2c, 0x0a, 0x5a, 0x77, 0x49, 0x37,
					  0x9f, 0x85, 0x3c, 0xaf, 0x41, 0xa0, 0xf9, 0x3c };

	memcpy(at, type, 16);
	memset(at + 16, label->uuid, 16);
	put(at + 102, label->position, 2);
	put(at + 104, label->dpa, 8);
	put(at + 112, label->size, 8);
}

void area_set(uint8_t *area, unsigned int slot, enum area_form form, const struct area_label *label)
{
	size_t size = form == AREA_EFI_SHORT ? 128 : 256;
	uint8_t *at = area + AREA_LABELS + slot * size;

	area[19] = size == 256;
	area[72] &= (uint8_t)~(1 << slot);
	memset(at, 0, size);
	if (form == AREA_CXL_REGION)
		put_region(at, label);
	else if (form == AREA_CXL_NAMESPACE)
		put_namespace(at, label);
	else
		put_efi(at, slot, label);
	if (size == 256)
		put(at + 248, fletcher(at), 8);
}
