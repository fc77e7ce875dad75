// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a removal needs to return to how it was: each region as it is before, and the memdev enabled. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "plan/finding.h"
#include "plan/plan.h"
#include "removal/removal.h"

void removal_free(struct removal *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->count; i++) {
		spec_done(&r->regions[i].spec);
		cxl_region_unref(r->regions[i].region);
	}
	free(r->regions);
	cxl_memdev_unref(r->memdev);
	free(r);
}

/* A region that was half created has members that nobody will see; recover deletes it. */
static int refuse_unknown(struct removal *r, struct cxl_region *region)
{
	struct cxl_finding unknown = { .kind = CXL_FINDING_FAILED, .id = "region-unread",
				       .remedy = "try again" };
	bool committed;

	if (!cxl_region_query_committed(region, &committed) && !committed)
		snprintf(unknown.remedy, sizeof(unknown.remedy), "delete it: cxl recover");
	find(&r->plan->findings, &unknown, cxl_region_get_devname(region),
	     "read its configuration", "its members or its size cannot be determined");
	return -EIO;
}

int removal_remember(struct removal *r, struct going *g)
{
	int rc = spec_read(g->region, &g->spec);

	if (rc == -EIO)
		return refuse_unknown(r, g->region);
	return rc ? find_errno(&r->plan->findings, cxl_region_get_devname(g->region),
			       "read its configuration", NULL, rc) : 0;
}

void removal_enable_memdev_again(struct cxl_plan *p, struct cxl_memdev *memdev)
{
	struct cxl_finding left = { .kind = CXL_FINDING_LEFT, .id = "memdev-left" };
	bool enabled = false;

	left.err = cxl_memdev_query_enabled(memdev, &enabled);
	if (!left.err && !enabled)
		left.err = cxl_memdev_enable(memdev);
	if (!left.err || cxl_memdev_is_gone(memdev))
		return;
	snprintf(left.remedy, sizeof(left.remedy), "restore it: cxl enable-memdev %s",
		 cxl_memdev_get_devname(memdev));
	find(&p->findings, &left, cxl_memdev_get_devname(memdev), "enable it again",
	     "so it is disabled");
}
