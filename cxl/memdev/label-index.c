// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The index at the start of a label area: how many labels are in use. UEFI 2.10,
 * 13.19 "NVDIMM Label Protocol"; CXL 3.1, 9.13.2 takes it over.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/scope.h"
#include "memdev/label-index.h"

/* Two index blocks of the largest areas there are, many times over. */
#define READ_MAX 65536

/* EFI_NVDIMM_LABEL_INDEX_BLOCK: offsets of its fields. */
enum {
	SIGNATURE = 0,
	SEQUENCE = 20,		/* 1, 2, 3, 1, ...; 0: not valid */
	SLOTS = 56,
	FREE = 72,		/* a bit for each slot, set where it is free */
};

#define ALIGNMENT 256		/* of an index block */

static const char signature[16] = "NAMESPACE_INDEX";

static uint32_t get32(const uint8_t *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

static bool is_newer(const uint8_t *block, const uint8_t *than)
{
	return !than || get32(block + SEQUENCE) == get32(than + SEQUENCE) % 3 + 1;
}

static const uint8_t *find_newest(const uint8_t *area, size_t size)
{
	const uint8_t *newest = NULL;

	for (size_t at = 0; at + FREE <= size; at += ALIGNMENT)
		if (memcmp(area + at + SIGNATURE, signature, sizeof(signature)) == 0 &&
		    get32(area + at + SEQUENCE) && is_newer(area + at, newest))
			newest = area + at;
	return newest;
}

long label_index_count(const uint8_t *area, size_t size)
{
	const uint8_t *block = find_newest(area, size), *free_slots;
	uint32_t slots;
	long used = 0;

	if (!block)
		return 0;
	free_slots = block + FREE;
	slots = get32(block + SLOTS);
	if ((slots + 7ULL) / 8 > (size_t)(area + size - free_slots))
		return -EBADMSG;
	for (uint32_t i = 0; i < slots; i++)
		used += !(free_slots[i / 8] & 1 << i % 8);
	return used;
}

long label_index_read(struct cxl_memdev *memdev)
{
	size_t size = cxl_memdev_get_label_size(memdev);
	_cleanup_free_ uint8_t *area = NULL;
	int rc;

	if (!size)
		return 0;
	if (size == SIZE_MAX)
		return -EIO;
	if (size > READ_MAX)
		size = READ_MAX;
	area = malloc(size);
	if (!area)
		return -ENOMEM;
	rc = cxl_memdev_read_label(memdev, area, size, 0);
	return rc ? rc : label_index_count(area, size);
}
