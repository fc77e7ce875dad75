// SPDX-License-Identifier: LGPL-2.1-or-later
/* Regions that are destroyed together, from the highest address: what prevents destroying one of them. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "plan/destroy.h"
#include "plan/finding.h"
#include "plan/together.h"

static int check_unlocked(struct cxl_region *region, struct findings *all)
{
	bool locked = false;
	int rc = cxl_region_query_locked(region, &locked);

	if (rc)
		return find_errno(all, cxl_region_get_devname(region), "read locked", NULL, rc);
	return locked ? region_refuse_locked(region, all) : 0;
}

static int check_behind(const struct together *t, struct cxl_region *region,
			struct cxl_decoder *member, struct findings *all)
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
			return find_errno(all, cxl_decoder_get_devname(later), "read dpa_size",
					  NULL, rc);
		if (size && !(of && t->goes_before(t->arg, of)))
			return region_refuse_behind(region, later, all);
	}
	return 0;
}

int together_check(const struct together *t, struct cxl_region *region, struct findings *all)
{
	struct cxl_memdev_mapping *mapping;
	int rc = check_unlocked(region, all);

	cxl_mapping_foreach(region, mapping)
		if (!rc)
			rc = check_behind(t, region, cxl_mapping_get_decoder(mapping), all);
	return rc;
}
