// SPDX-License-Identifier: LGPL-2.1-or-later
/* Before the removal of a memdev: which regions it has, and what stands in the way of destroying them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "plan/finding.h"
#include "plan/plan.h"
#include "plan/together.h"
#include "removal/removal.h"

#define FAILED(_id) (struct cxl_finding){ .kind = CXL_FINDING_FAILED, .id = (_id) }

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

static bool goes(const void *removal, const struct cxl_region *region)
{
	return removal_has(removal, region);
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
	const struct together all = { goes, r };
	int rc = 0;

	for (size_t i = 0; !rc && i < r->count; i++)
		rc = together_check(&all, r->regions[i].region, &r->plan->findings);
	if (!rc)
		rc = check_bare(r);
	if (rc)
		return rc;
	rc = cxl_get_missing(r->plan->ctx);
	return rc ? find_errno(&r->plan->findings, cxl_memdev_get_devname(r->memdev),
			       "read its regions", NULL, rc) : 0;
}
