// SPDX-License-Identifier: LGPL-2.1-or-later
/* Before the removal of a memdev: which regions it has, and what stands in the way of destroying them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "plan/finding.h"
#include "plan/holder.h"
#include "plan/plan.h"
#include "removal/removal.h"

#define FAILED(_id) (struct cxl_finding){ .kind = CXL_FINDING_FAILED, .id = (_id) }

static const char *name_of(struct cxl_region *region)
{
	return cxl_region_get_devname(region);
}

/* -- its regions -- */

bool removal_has(const struct removal *r, const struct cxl_region *region)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->regions[i].region == region)
			return true;
	return false;
}

static int by_resource_descending(const void *a, const void *b)
{
	unsigned long long left = cxl_region_get_resource(((const struct going *)a)->region);
	unsigned long long right = cxl_region_get_resource(((const struct going *)b)->region);

	return (left < right) - (left > right);
}

static int add_region(struct removal *r, struct cxl_region *region)
{
	struct going *more = reallocarray(r->regions, r->count + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	r->regions = more;
	more[r->count++] = (struct going){ .region = cxl_region_ref(region) };
	return 0;
}

static int refuse_orphan(struct removal *r, struct cxl_decoder *decoder)
{
	struct cxl_finding orphan = FAILED("region-unknown");

	snprintf(orphan.remedy, sizeof(orphan.remedy), "recover it: cxl recover");
	find(&r->plan->findings, &orphan, cxl_decoder_get_devname(decoder), "read region",
	     "it names a region that does not exist");
	return -EBUSY;
}

int removal_find_regions(struct removal *r)
{
	struct cxl_decoder *decoder;
	int rc;

	cxl_decoder_foreach(r->endpoint, decoder) {
		struct cxl_region *region = NULL;

		rc = cxl_decoder_query_region(decoder, &region);
		if (rc == -ENOENT)
			return refuse_orphan(r, decoder);
		if (rc)
			return find_errno(&r->plan->findings, cxl_decoder_get_devname(decoder),
					  "read region", NULL, rc);
		if (region && !removal_has(r, region) && add_region(r, region))
			return -ENOMEM;
	}
	if (r->count)
		qsort(r->regions, r->count, sizeof(*r->regions), by_resource_descending);
	return 0;
}

/* -- what stands in the way -- */

static int check_unlocked(struct removal *r, struct cxl_region *region)
{
	bool locked = false;
	int rc = cxl_region_query_locked(region, &locked);

	if (rc)
		return find_errno(&r->plan->findings, name_of(region), "read locked", NULL, rc);
	if (!locked)
		return 0;
	find(&r->plan->findings, &FAILED("region-locked"), name_of(region), "destroy",
	     "it is locked: the platform keeps it until the next boot");
	return -EPERM;
}

static int refuse_behind(struct removal *r, struct cxl_region *region, struct cxl_decoder *later)
{
	struct cxl_memdev *memdev = cxl_decoder_get_memdev(later);

	find(&r->plan->findings, &FAILED("dpa-behind"), name_of(region), "destroy",
	     "DPA is freed from the end, and %s of %s holds some behind its own for %s",
	     cxl_decoder_get_devname(later),
	     memdev ? cxl_memdev_get_devname(memdev) : "its memdev",
	     holder_of_decoder(later).text);
	return -EBUSY;
}

/* Behind that of a member only a region that goes first may hold DPA. */
static int check_behind(struct removal *r, struct cxl_region *region, struct cxl_decoder *member)
{
	struct cxl_decoder *later;

	cxl_decoder_foreach_reverse(cxl_decoder_get_port(member), later) {
		struct cxl_region *of = NULL;
		unsigned long long size;
		int rc;

		if (later == member)
			return 0;
		rc = cxl_decoder_query_dpa_size(later, &size);
		if (!rc && size)
			rc = cxl_decoder_query_region(later, &of);
		if (rc)
			return find_errno(&r->plan->findings, cxl_decoder_get_devname(later),
					  "read dpa_size", NULL, rc);
		if (size && !(of && removal_has(r, of)))
			return refuse_behind(r, region, later);
	}
	return 0;
}

static int check_region(struct removal *r, struct cxl_region *region)
{
	struct cxl_memdev_mapping *mapping;
	int rc = check_unlocked(r, region);


	cxl_mapping_foreach(region, mapping)
		if (!rc)
			rc = check_behind(r, region, cxl_mapping_get_decoder(mapping));
	return rc;
}

/* Firmware may have committed decoders of which the kernel made no region. */
static int check_bare(struct removal *r)
{
	unsigned int count, ours = 0;
	int rc = cxl_port_query_decoders_committed(r->endpoint, &count);

	for (size_t i = 0; !rc && i < r->count; i++) {
		bool committed = false;

		rc = cxl_region_query_committed(r->regions[i].region, &committed);
		ours += committed;
	}
	if (rc)
		return find_errno(&r->plan->findings, cxl_memdev_get_devname(r->memdev),
				  "count its committed decoders", NULL, rc);
	if (count <= ours)
		return 0;
	find(&r->plan->findings, &FAILED("decoder-without-region"),
	     cxl_memdev_get_devname(r->memdev), "disable",
	     "%u of its decoders are committed without a region", count - ours);
	return -EBUSY;
}

int removal_check(struct removal *r)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->count; i++)
		rc = check_region(r, r->regions[i].region);
	if (!rc)
		rc = check_bare(r);
	if (rc)
		return rc;
	rc = cxl_get_missing(r->plan->ctx);
	return rc ? find_errno(&r->plan->findings, cxl_memdev_get_devname(r->memdev),
			       "read its regions", NULL, rc) : 0;
}
