// SPDX-License-Identifier: GPL-2.0-or-later
/* 64 bytes of memory, and all their addresses: in the memdev, the region, the host. */
#include <errno.h>
#include <limits.h>
#include <stddef.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/output.h"
#include "core/say.h"
#include "media/location.h"

/* -- checks -- */

static enum status check_alignment(const char *name, uint64_t address)
{
	if (address % SPOT_SIZE == 0)
		return STATUS_DONE;
	say_error(name, NULL, "address %#llx is not a multiple of %d",
		  (unsigned long long)address, SPOT_SIZE);
	return STATUS_USAGE;
}

static enum status check_range(const char *name, uint64_t address, uint64_t start,
			       uint64_t size)
{
	if (address >= start && address - start < size)
		return STATUS_DONE;
	say_error(name, NULL, "address %#llx is outside %#llx..%#llx",
		  (unsigned long long)address, (unsigned long long)start,
		  (unsigned long long)(start + size - 1));
	return STATUS_USAGE;
}

/* A region that has its place and its members. */
static enum status check_mapped(struct cxl_region *region)
{
	const char *name = cxl_region_get_devname(region);
	unsigned long long start, size;
	bool committed;
	int rc = cxl_region_query_committed(region, &committed);

	if (!rc)
		rc = cxl_region_query_range(region, &start, &size);
	if (!rc && committed)
		return STATUS_DONE;
	if (rc && rc != -ENXIO)
		return say_errno(name, "read its addresses", rc);
	return say_error(name, NULL,
			 "it maps no memory: it is not committed (a member is missing, or it was never finished)");
}

static enum status check_cache(struct cxl_region *region, uint64_t offset)
{
	uint64_t cache = cxl_region_get_extended_linear_cache_size(region);

	if (offset >= cache)
		return STATUS_DONE;
	say_error(cxl_region_get_devname(region), NULL,
		  "offset %#llx is in its cache, which no memdev holds: that is below %#llx",
		  (unsigned long long)offset, (unsigned long long)cache);
	return STATUS_USAGE;
}

/* -- from a memdev -- */

/* Whether the decoder holds @dpa; an enum status. */
static enum status look_for_dpa(struct cxl_decoder *decoder, uint64_t dpa, bool *ret)
{
	const char *name = cxl_decoder_get_devname(decoder);
	unsigned long long size, start = 0;
	int rc = cxl_decoder_query_dpa_size(decoder, &size);

	if (rc)
		return say_errno(name, "read dpa_size", rc);
	if (size)
		start = cxl_decoder_get_dpa_resource(decoder);
	if (start == ULLONG_MAX)
		return say_errno(name, "read dpa_resource", -EIO);
	*ret = dpa >= start && dpa - start < size;
	return STATUS_DONE;
}

/* The region of a DPA, although we cannot say where in it that is; NULL: none. */
static enum status find_region(struct cxl_memdev *memdev, uint64_t dpa,
			       struct cxl_region **ret)
{
	const char *step = "find the region of the address";
	struct cxl_endpoint *endpoint;
	struct cxl_decoder *decoder;
	int rc = cxl_memdev_query_endpoint(memdev, &endpoint);

	*ret = NULL;
	if (rc)
		return say_errno(cxl_memdev_get_devname(memdev), step, rc);
	if (!endpoint)
		return STATUS_DONE;
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder) {
		bool here = false;

		if (look_for_dpa(decoder, dpa, &here))
			return STATUS_FAILED;
		if (!here)
			continue;
		rc = cxl_decoder_query_region(decoder, ret);
		return rc ? say_errno(cxl_decoder_get_devname(decoder), step, rc) :
			    STATUS_DONE;
	}
	return say_missing(cxl_memdev_get_ctx(memdev), NULL, step);
}

static enum status find_offset(struct location *s)
{
	unsigned long long offset;
	int rc = cxl_memdev_translate_dpa(s->memdev, s->dpa, &s->region, &offset);

	if (!rc) {
		s->has_offset = true;
		s->offset = offset;
		return STATUS_DONE;
	}
	if (rc == -ENODEV)
		return say_errno(s->named, NULL, rc);
	return find_region(s->memdev, s->dpa, &s->region);
}

enum status location_of_memdev(struct cxl_memdev *memdev, uint64_t dpa, struct location *s)
{
	uint64_t size = cxl_memdev_get_ram_size(memdev) +
			cxl_memdev_get_pmem_size(memdev);
	enum status status;

	*s = (struct location){
		.named = cxl_memdev_get_devname(memdev),
		.memdev = memdev,
		.dpa = dpa,
	};
	status = check_alignment(s->named, dpa);
	if (!status)
		status = check_range(s->named, dpa, 0, size);
	return status ? status : find_offset(s);
}

/* -- from a region -- */

static enum status find_dpa(struct location *s)
{
	unsigned long long dpa;
	int rc = cxl_region_translate_offset(s->region, s->offset, &s->memdev, &dpa);

	if (!rc) {
		s->dpa = dpa;
		return STATUS_DONE;
	}
	s->memdev = NULL;
	if (rc == -EOPNOTSUPP)
		return STATUS_DONE;	/* the kernel can */
	return say_error(s->named, "translate the offset", "%s",
			 rc == -ENXIO ? "a member is missing" : say_cause(rc));
}

enum status location_of_offset(struct cxl_region *region, uint64_t offset, struct location *s)
{
	enum status status;

	*s = (struct location){
		.named = cxl_region_get_devname(region),
		.region = region,
		.has_offset = true,
		.offset = offset,
	};
	status = check_mapped(region);
	if (!status)
		status = check_alignment(s->named, offset);
	if (!status)
		status = check_range(s->named, offset, 0, cxl_region_get_size(region));
	if (!status)
		status = check_cache(region, offset);
	return status ? status : find_dpa(s);
}

enum status location_of_hpa(struct cxl_region *region, uint64_t hpa, struct location *s)
{
	uint64_t start = cxl_region_get_resource(region);
	enum status status;

	status = check_mapped(region);
	if (!status)
		status = check_range(cxl_region_get_devname(region), hpa, start,
				 cxl_region_get_size(region));
	return status ? status : location_of_offset(region, hpa - start, s);
}

/* -- showing -- */

const char *location_object(const struct location *s)
{
	return s->memdev ? cxl_memdev_get_devname(s->memdev) :
			   cxl_region_get_devname(s->region);
}

void location_show(struct output *out, const struct location *s)
{
	if (s->memdev) {
		output_text(out, "memdev", cxl_memdev_get_devname(s->memdev));
		output_address(out, "dpa", s->dpa);
	}
	if (!s->region)
		return;
	output_text(out, "region", cxl_region_get_devname(s->region));
	if (!s->has_offset)
		return;
	output_address(out, "offset", s->offset);
	output_address(out, "hpa", cxl_region_get_resource(s->region) + s->offset);
}
