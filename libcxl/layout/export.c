// SPDX-License-Identifier: LGPL-2.1-or-later
/* From a region of the machine to an entry of a layout. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "layout/machine.h"
#include "object/region.h"

/* Two devices of the same serial have none: their hosts tell them apart. */
static bool is_unique(struct cxl_memdev *memdev, unsigned long long serial)
{
	struct cxl_memdev *other;

	if (!serial || serial == ULLONG_MAX)
		return false;
	cxl_memdev_foreach(cxl_memdev_get_ctx(memdev), other)
		if (other != memdev && cxl_memdev_get_serial(other) == serial)
			return false;
	return true;
}

static int export_member(struct cxl_memdev *memdev, struct layout_member *ret)
{
	const char *host = cxl_memdev_get_host(memdev);
	const char *slot = cxl_memdev_get_slot(memdev);

	ret->serial = cxl_memdev_get_serial(memdev);
	if (ret->serial == ULLONG_MAX)
		return -EIO;
	ret->has_serial = is_unique(memdev, ret->serial);
	ret->slot = slot ? strdup(slot) : NULL;
	ret->host = host ? strdup(host) : NULL;
	return (host && !ret->host) || (slot && !ret->slot) ? -ENOMEM : 0;
}

static int export_members(const struct seen_region *r, struct cxl_layout_entry *e)
{
	int rc = 0;

	for (unsigned int i = 0; i < r->ways && !rc; i++)
		rc = r->members[i] ? export_member(r->members[i], &e->members[i]) : -EIO;
	return rc;
}

static int export_window(struct cxl_decoder *decoder, struct layout_window *ret)
{
	struct seen_window w;

	machine_read_window(decoder, &w);
	if (w.start == ULLONG_MAX || !w.ways || w.ways > WAYS_MAX || w.nr_targets != w.ways)
		return -EIO;
	ret->given = true;
	ret->has_base = true;
	ret->base = w.start;
	ret->ways = w.ways;
	for (unsigned int i = 0; i < w.nr_targets; i++) {
		ret->targets[i] = strdup(w.targets[i]);
		if (!ret->targets[i])
			return -ENOMEM;
		ret->nr_targets++;
	}
	return 0;
}

static int export_into(const struct seen_region *r, struct cxl_layout_entry *e)
{
	int rc;

	if (!r->ways || r->ways > WAYS_MAX)
		return -EIO;
	if (r->unread)
		return r->unread;
	if (r->start == ULLONG_MAX || !r->size || r->size == ULLONG_MAX || r->granularity > 16384)
		return -EIO;
	e->kind = r->kind;
	e->size = r->size;
	e->ways = r->ways;
	e->granularity = r->granularity;
	e->use = r->use;
	memcpy(e->uuid, r->uuid, sizeof(e->uuid));
	e->has_uuid = r->kind == MEMORY_PMEM && !uuid_is_null(e->uuid);
	rc = export_members(r, e);
	return rc ? rc : export_window(r->window, &e->window);
}

static int add_region(struct cxl_layout *layout, struct cxl_region *region, const char *name)
{
	_cleanup_layout_entry_ struct cxl_layout_entry *e = layout_entry_new(layout);
	struct seen_region seen = {};
	int rc;

	if (!name)
		name = cxl_region_get_devname(region);
	if (layout_find(layout, name))
		return -EEXIST;
	if (e)
		e->name = strdup(name);
	if (!e || !e->name)
		return -ENOMEM;
	rc = machine_read_region(region, &seen);
	if (!rc && !seen.committed)
		return -ENXIO;
	if (!rc)
		rc = export_into(&seen, e);
	if (rc == -ENXIO)
		rc = -EIO;	/* of a read: the region is committed, or may be */
	if (!rc)
		layout_add(layout, take_ptr(e));
	return rc;
}

EXPORT int cxl_layout_add_region(struct cxl_layout *layout, struct cxl_region *region,
				 const char *name)
{
	int rc = add_region(layout, region, name);

	return object_note(&region->object, NULL, "add it to a layout", rc);
}
