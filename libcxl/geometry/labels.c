// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Labels: UEFI 2.10, 13.19 "NVDIMM Label Protocol" lays out the index and the labels
 * that Linux writes; CXL 3.1, 9.13.2 takes over the index, and has labels of its own.
 */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "geometry/labels.h"

#define AREA_MAX	(1024 * 1024)	/* of a label area, what is read */

/* EFI_NVDIMM_LABEL_INDEX_BLOCK: offsets of its fields. */
enum {
	INDEX_SIGNATURE = 0,
	INDEX_LABEL_SIZE = 19,	/* 128 shifted by it */
	INDEX_SEQUENCE = 20,	/* 1, 2, 3, 1, ...; 0: not valid */
	INDEX_LABELS = 48,	/* where the first label is */
	INDEX_SLOTS = 56,
	INDEX_FREE = 72,	/* a bit for each slot, set where it is free */
};

#define ALIGNMENT	256	/* of an index block */
#define LABEL_MIN	128
#define LABEL_SIZE	256	/* of those with a checksum */

static const char signature[16] = "NAMESPACE_INDEX";

static uint16_t get16(const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return le16toh(value);
}

static uint32_t get32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return le32toh(value);
}

static uint64_t get64(const uint8_t *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return le64toh(value);
}

/* ---- the index --------------------------------------------------------- */

static bool is_newer(const uint8_t *block, const uint8_t *than)
{
	return !than || get32(block + INDEX_SEQUENCE) == get32(than + INDEX_SEQUENCE) % 3 + 1;
}

/* The index that counts, of two; NULL: there is none. -EBADMSG: it is cut off. */
static int find_index(const uint8_t *area, size_t size, const uint8_t **ret)
{
	const uint8_t *newest = NULL;

	for (size_t at = 0; at + INDEX_FREE <= size; at += ALIGNMENT)
		if (memcmp(area + at + INDEX_SIGNATURE, signature, sizeof(signature)) == 0 &&
		    get32(area + at + INDEX_SEQUENCE) && is_newer(area + at, newest))
			newest = area + at;
	*ret = newest;
	if (newest && (get32(newest + INDEX_SLOTS) + 7ULL) / 8 >
		      (size_t)(area + size - newest - INDEX_FREE))
		return -EBADMSG;
	return 0;
}

static bool is_used(const uint8_t *index, uint32_t slot)
{
	return !(index[INDEX_FREE + slot / 8] & 1 << slot % 8);
}

long labels_count(const uint8_t *area, size_t size)
{
	const uint8_t *index;
	int rc = find_index(area, size, &index);
	long used = 0;

	for (uint32_t i = 0; !rc && index && i < get32(index + INDEX_SLOTS); i++)
		used += is_used(index, i);
	return rc ? rc : used;
}

/* Where the labels are, and how large each is. */
struct slots {
	uint64_t start, size;
};

/* -EBADMSG: not where a label can be. */
static int find_slots(const uint8_t *index, struct slots *ret)
{
	if (index[INDEX_LABEL_SIZE] > 1)
		return -EBADMSG;
	ret->start = get64(index + INDEX_LABELS);
	ret->size = (uint64_t)LABEL_MIN << index[INDEX_LABEL_SIZE];
	return ret->start < 2 * ALIGNMENT || ret->start > AREA_MAX ? -EBADMSG : 0;
}

long labels_extent(const uint8_t *area, size_t size)
{
	const uint8_t *index;
	struct slots slots;
	uint64_t used = 0;
	int rc = find_index(area, size, &index);

	for (uint32_t i = 0; !rc && index && i < get32(index + INDEX_SLOTS); i++)
		if (is_used(index, i))
			used = i + 1ULL;
	if (rc || !used)
		return rc;
	rc = find_slots(index, &slots);
	if (rc)
		return rc;
	used = slots.start + used * slots.size;
	return used > AREA_MAX ? -EBADMSG : (long)used;
}

/* ---- a label ----------------------------------------------------------- */

/* The labels of UEFI, as Linux writes them. */
enum {
	EFI_UUID = 0,
	EFI_WAYS = 84,
	EFI_POSITION = 86,
	EFI_COOKIE = 88,
	EFI_DPA = 104,
	EFI_SIZE = 112,
	EFI_SLOT = 120,
	CHECKSUM = 248,		/* also of those of CXL; the short ones have none */
};

/* CXL 3.1, tables 9-18 and 9-19. */
enum {
	CXL_TYPE = 0,
	CXL_UUID = 16,
	CXL_REGION_WAYS = 36,
	CXL_REGION_POSITION = 38,
	CXL_REGION_DPA = 40,
	CXL_REGION_SIZE = 48,
	CXL_REGION_GRANULARITY = 68,	/* 256 shifted by it */
	CXL_NAMESPACE_POSITION = 102,
	CXL_NAMESPACE_DPA = 104,
	CXL_NAMESPACE_SIZE = 112,
};

/* 529d7c61-da07-47c4-a93f-ecdf2c06f444 */
static const uint8_t region_type[16] = {
	0x52, 0x9d, 0x7c, 0x61, 0xda, 0x07, 0x47, 0xc4,
	0xa9, 0x3f, 0xec, 0xdf, 0x2c, 0x06, 0xf4, 0x44,
};

/* 68bb2c0a-5a77-4937-9f85-3caf41a0f93c */
static const uint8_t namespace_type[16] = {
	0x68, 0xbb, 0x2c, 0x0a, 0x5a, 0x77, 0x49, 0x37,
	0x9f, 0x85, 0x3c, 0xaf, 0x41, 0xa0, 0xf9, 0x3c,
};

/* Fletcher's, of 32-bit words; the checksum itself counts as 0. */
static uint64_t checksum(const uint8_t *label)
{
	uint32_t low = 0;
	uint64_t high = 0;

	for (size_t at = 0; at < LABEL_SIZE; at += 4) {
		low += at < CHECKSUM ? get32(label + at) : 0;
		high += low;
	}
	return high << 32 | low;
}

static struct label parse_region(const uint8_t *at)
{
	struct label label = {
		.valid = true, .is_region = true, .has_ways = true,
		.ways = get16(at + CXL_REGION_WAYS),
		.position = get16(at + CXL_REGION_POSITION),
		.dpa = get64(at + CXL_REGION_DPA),
		.size = get64(at + CXL_REGION_SIZE),
	};
	uint32_t shift = get32(at + CXL_REGION_GRANULARITY);

	label.granularity = shift <= 6 ? 256U << shift : 0;
	memcpy(label.uuid, at + CXL_UUID, sizeof(label.uuid));
	return label;
}

static struct label parse_namespace(const uint8_t *at)
{
	struct label label = {
		.valid = true,
		.position = get16(at + CXL_NAMESPACE_POSITION),
		.dpa = get64(at + CXL_NAMESPACE_DPA),
		.size = get64(at + CXL_NAMESPACE_SIZE),
	};

	memcpy(label.uuid, at + CXL_UUID, sizeof(label.uuid));
	return label;
}

static struct label parse_efi(const uint8_t *at)
{
	struct label label = {
		.valid = true, .has_ways = true,
		.ways = get16(at + EFI_WAYS),
		.position = get16(at + EFI_POSITION),
		.cookie = get64(at + EFI_COOKIE),
		.dpa = get64(at + EFI_DPA),
		.size = get64(at + EFI_SIZE),
	};

	memcpy(label.uuid, at + EFI_UUID, sizeof(label.uuid));
	return label;
}

/* What is in use and cannot be understood is a label that tells nothing. */
static struct label parse_label(const uint8_t *at, uint64_t size, uint32_t slot)
{
	if (size < LABEL_SIZE)
		return get32(at + EFI_SLOT) == slot ? parse_efi(at) : (struct label){};
	if (checksum(at) != get64(at + CHECKSUM))
		return (struct label){};
	if (!memcmp(at + CXL_TYPE, region_type, sizeof(region_type)))
		return parse_region(at);
	if (!memcmp(at + CXL_TYPE, namespace_type, sizeof(namespace_type)))
		return parse_namespace(at);
	return parse_efi(at);
}

static int add(struct labels *labels, const struct label *label)
{
	struct label *more = reallocarray(labels->all, labels->count + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	labels->all = more;
	more[labels->count++] = *label;
	return 0;
}

int labels_parse(const uint8_t *area, size_t size, struct labels *ret)
{
	long extent = labels_extent(area, size);
	const uint8_t *index;
	struct slots slots;
	int rc;

	if (extent <= 0)
		return (int)extent;
	rc = extent > (long)size ? -EBADMSG : find_index(area, size, &index);
	if (!rc)
		rc = find_slots(index, &slots);
	for (uint32_t i = 0; !rc && i < get32(index + INDEX_SLOTS); i++)
		if (is_used(index, i)) {
			struct label label = parse_label(area + slots.start + i * slots.size,
							 slots.size, i);

			rc = add(ret, &label);
		}
	return rc;
}

/* ---- of a memdev ------------------------------------------------------- */

/* Both index blocks, were the labels as many and as small as they can be. */
static size_t index_size(size_t area)
{
	size_t block = INDEX_FREE + area / LABEL_MIN / 8;

	block = (block + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	return 2 * block < area ? 2 * block : area;
}

/* Reads up to @size bytes, behind the @have that are there. */
static int read_on(struct cxl_memdev *memdev, uint8_t **area, size_t have, size_t size)
{
	uint8_t *more = realloc(*area, size);

	if (!more)
		return -ENOMEM;
	*area = more;
	return cxl_memdev_read_label(memdev, more + have, size - have, have);
}

/* The index of the area, or nothing where there is no area. */
static int read_index(struct cxl_memdev *memdev, uint8_t **area, size_t *have)
{
	size_t size = cxl_memdev_get_label_size(memdev);

	*have = 0;
	if (!size)
		return 0;
	if (size == SIZE_MAX)
		return -EIO;
	*have = index_size(size > AREA_MAX ? AREA_MAX : size);
	return read_on(memdev, area, 0, *have);
}

int labels_read(struct cxl_memdev *memdev, struct labels *ret)
{
	_cleanup_free_ uint8_t *area = NULL;
	size_t have;
	long extent;
	int rc = read_index(memdev, &area, &have);

	if (rc || !have)
		return rc;
	extent = labels_extent(area, have);
	if (extent > (long)cxl_memdev_get_label_size(memdev))
		return -EBADMSG;
	if (extent > (long)have) {
		rc = read_on(memdev, &area, have, (size_t)extent);
		have = (size_t)extent;
	}
	return rc ? rc : labels_parse(area, have, ret);
}

void labels_done(struct labels *labels)
{
	free(labels->all);
	*labels = (struct labels){};
}

EXPORT int cxl_memdev_query_labels(struct cxl_memdev *memdev, unsigned int *ret)
{
	_cleanup_free_ uint8_t *area = NULL;
	size_t have;
	int rc = read_index(memdev, &area, &have);
	long used = rc || !have ? rc : labels_count(area, have);

	if (used < 0)
		return (int)used;
	*ret = (unsigned int)used;
	return 0;
}
