// SPDX-License-Identifier: LGPL-2.1-or-later
/* Interleave arithmetic: which byte of a memdev holds a region's byte. */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "object/decoder.h"
#include "object/memdev.h"
#include "object/region.h"

/* ---- the window's arithmetic ------------------------------------------- */

/* CXL 3.1 9.18.1.3: CXL Fixed Memory Window Structure, in the CEDT. */
struct cfmws {
	uint8_t type;
	uint8_t reserved1;
	uint16_t length;
	uint32_t reserved2;
	uint64_t base;
	uint64_t size;
	uint8_t ways;
	uint8_t arithmetic;
} __attribute__((packed));

#define CEDT		"sys/firmware/acpi/tables/CEDT"
#define CEDT_HEADER	36
#define CEDT_ENTRY_MIN	4
#define CEDT_MAX	65536
#define CEDT_CFMWS	1
#define MODULO		0

/*
 * The window's arithmetic as the firmware says it, or -ENOENT; a table that is
 * broken off says nothing.
 */
static int cedt_arithmetic(const char *cedt, size_t len, uint64_t base)
{
	struct cfmws w;
	size_t entry;

	for (size_t at = CEDT_HEADER; at + sizeof(w) <= len; at += entry) {
		memcpy(&w, cedt + at, sizeof(w));
		entry = le16toh(w.length);
		if (entry < CEDT_ENTRY_MIN || entry > len - at)
			return -ENOENT;
		if (w.type == CEDT_CFMWS && entry >= sizeof(w) &&
		    le64toh(w.base) == base)
			return w.arithmetic;
	}
	return -ENOENT;
}

/*
 * A window over one or three host bridges has no XOR maps; of a wider one only
 * the firmware's table tells, and sysfs nothing.
 */
static bool is_modulo(const struct cxl_decoder *root)
{
	const struct io *io = &root->object.ctx->io;
	_cleanup_free_ char *cedt = NULL;
	ssize_t n;

	if (root->interleave_ways == 1 || root->interleave_ways == 3)
		return true;
	cedt = malloc(CEDT_MAX);
	if (!cedt)
		return false;
	n = io_load(io, io->root, CEDT, cedt, CEDT_MAX);
	return n > 0 && cedt_arithmetic(cedt, (size_t)n, root->start) == MODULO;
}

/* A multiple of three, whose start lies off the grid, is searched, not computed. */
static bool is_off_grid(const struct cxl_region *region,
			const struct cxl_decoder *root)
{
	return root->interleave_ways % 3 == 0 &&
	       region->resource % (root->interleave_ways * (256ULL << 20));
}

static int check(struct cxl_region *region)
{
	const struct cxl_decoder *root = decoder_now(cxl_region_get_decoder(region));
	int rc = region_refresh(region);

	if (rc < 0)
		return rc;
	if (!region->commit || region->size == UINT64_MAX ||
	    !region->interleave_ways || region->interleave_ways > 16 ||
	    !region->interleave_granularity ||
	    region->interleave_granularity == (unsigned int)-1)
		return -ENXIO;
	if (!is_modulo(root) || is_off_grid(region, root))
		return -EOPNOTSUPP;
	return 0;
}

/* ---- from region to memdev --------------------------------------------- */

static int translate_offset(struct cxl_region *region,
			    unsigned long long offset,
			    struct cxl_memdev **ret_memdev,
			    unsigned long long *ret_dpa)
{
	uint64_t gran, ways, line, start;
	struct cxl_decoder *decoder;
	struct cxl_memdev *memdev;
	int rc = check(region);

	if (rc < 0)
		return rc;
	if (offset >= region->size || offset < region->cache_size)
		return -ERANGE;
	offset -= region->cache_size;
	gran = region->interleave_granularity;
	ways = region->interleave_ways;
	line = offset / gran;
	decoder = cxl_region_get_target_decoder(region, (int)(line % ways));
	memdev = decoder ? cxl_decoder_get_memdev(decoder) : NULL;
	start = memdev ? cxl_decoder_get_dpa_resource(decoder) : UINT64_MAX;
	if (start == UINT64_MAX)
		return -ENXIO;
	*ret_memdev = memdev;
	*ret_dpa = start + line / ways * gran + offset % gran;
	return 0;
}

EXPORT int cxl_region_translate_offset(struct cxl_region *region,
				       unsigned long long offset,
				       struct cxl_memdev **ret_memdev,
				       unsigned long long *ret_dpa)
{
	return object_note(&region->object, NULL, "translate",
			   translate_offset(region, offset, ret_memdev, ret_dpa));
}

/* ---- from memdev to region --------------------------------------------- */

static bool holds_dpa(struct cxl_decoder *decoder, uint64_t dpa)
{
	uint64_t start;

	if (!decoder_now(decoder)->dpa_size || decoder->dpa_size == UINT64_MAX)
		return false;
	start = cxl_decoder_get_dpa_resource(decoder);
	return dpa >= start && dpa - start < decoder->dpa_size;
}

static struct cxl_decoder *decoder_of_dpa(struct cxl_memdev *memdev, uint64_t dpa)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	struct cxl_decoder *decoder;

	if (!endpoint)
		return NULL;
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder)
		if (holds_dpa(decoder, dpa))
			return decoder;
	return NULL;
}

static int position_of(struct cxl_region *region, struct cxl_decoder *decoder)
{
	struct cxl_memdev_mapping *mapping;

	cxl_mapping_foreach(region, mapping)
		if (cxl_mapping_get_decoder(mapping) == decoder)
			return (int)cxl_mapping_get_position(mapping);
	return -ENXIO;
}

static int translate_dpa(struct cxl_memdev *memdev, unsigned long long dpa,
			 struct cxl_region **ret_region,
			 unsigned long long *ret_offset)
{
	struct cxl_decoder *decoder;
	struct cxl_region *region;
	uint64_t gran, rest;
	int rc, position;

	if (cxl_memdev_is_gone(memdev))
		return -ENODEV;
	decoder = decoder_of_dpa(memdev, dpa);
	region = decoder ? cxl_decoder_get_region(decoder) : NULL;
	if (!region)
		return -ENOENT;
	rc = check(region);
	if (rc < 0)
		return rc == -ENXIO ? -ENOENT : rc;
	position = position_of(region, decoder);
	if (position < 0)
		return position;
	gran = region->interleave_granularity;
	rest = dpa - cxl_decoder_get_dpa_resource(decoder);
	*ret_region = region;
	*ret_offset = region->cache_size +
		      rest / gran * gran * region->interleave_ways +
		      (uint64_t)position * gran + rest % gran;
	return 0;
}

EXPORT int cxl_memdev_translate_dpa(struct cxl_memdev *memdev,
				    unsigned long long dpa,
				    struct cxl_region **ret_region,
				    unsigned long long *ret_offset)
{
	return object_note(memdev_object(memdev), NULL, "translate",
			   translate_dpa(memdev, dpa, ret_region, ret_offset));
}
