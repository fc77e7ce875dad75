// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a layout tells about the geometry of data that is already on memdevs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "layout/layout.h"
#include "plan/plan.h"

/* By the key that counts: serial number, else slot, else host. */
static bool is_member(const struct layout_member *m, struct cxl_memdev *memdev)
{
	const char *slot;

	if (m->has_serial)
		return m->serial == cxl_memdev_get_serial(memdev);
	if (!m->slot)
		return !strcmp(m->host, cxl_memdev_get_host(memdev));
	slot = cxl_memdev_get_slot(memdev);
	return slot && !strcmp(m->slot, slot);
}

EXPORT bool cxl_layout_has_data_of(struct cxl_layout *layout, struct cxl_memdev *memdev)
{
	for (const struct cxl_layout_entry *e = layout->first; e; e = e->next)
		for (unsigned int i = 0; e->kind == MEMORY_PMEM && i < e->ways; i++)
			if (is_member(&e->members[i], memdev))
				return true;
	return false;
}

static struct geometry geometry_of(const struct cxl_layout_entry *e)
{
	struct geometry g = { .size = e->size, .ways = e->ways, .granularity = e->granularity };

	memcpy(g.uuid, e->uuid, sizeof(g.uuid));
	for (unsigned int i = 0; i < e->ways; i++)
		g.serials[i] = e->members[i].has_serial ? e->members[i].serial : 0;
	snprintf(g.origin, sizeof(g.origin), "entry \"%.60s\" (%.60s:%u)", e->name,
		 e->file ? e->file : "of this machine", e->line);
	return g;
}

static int tell_entry(const struct cxl_layout_entry *e, geometry_fn *tell, void *arg)
{
	struct geometry g = geometry_of(e);
	int rc = 0;

	for (g.position = 0; g.position < e->ways && !rc; g.position++)
		if (g.serials[g.position])
			rc = tell(arg, &g);
	return rc;
}

int layout_tell_geometry(const struct cxl_layout *layout, geometry_fn *tell, void *arg)
{
	int rc = 0;

	for (const struct cxl_layout_entry *e = layout->first; e && !rc; e = e->next)
		if (e->kind == MEMORY_PMEM)
			rc = tell_entry(e, tell, arg);
	return rc;
}

static int add_to_request(void *request, const struct geometry *geometry)
{
	return request_add_geometry(request, geometry);
}

EXPORT int cxl_region_request_add_layout(struct cxl_region_request *request,
					 struct cxl_layout *layout)
{
	return layout_tell_geometry(layout, add_to_request, request);
}
