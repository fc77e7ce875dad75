// SPDX-License-Identifier: GPL-2.0-or-later
/* Persistent memory: data whose region no layout describes, so that nothing creates it again as it was. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "core/say.h"
#include "doctor/doctor.h"
#include "names/layout-files.h"

static bool holds_data(struct doctor *d, struct cxl_memdev *memdev, unsigned int *labels)
{
	int rc = 0;

	*labels = 0;
	if (cxl_memdev_get_pmem_size(memdev))
		rc = cxl_memdev_query_labels(memdev, labels);
	if (rc)
		doctor_say(d, &(struct diagnosis){ .severity = SEVERITY_UNKNOWN, .evidence = "/dev/cxl/mem*" },
			   cxl_memdev_get_devname(memdev), "its labels cannot be read: %s", say_cause(rc));
	return *labels;
}

/* Only once there is data: most machines need no layout. False: no layout can be told from another. */
static bool read_layout(struct doctor *d, struct cxl_layout *layout)
{
	char *const none[] = { NULL };

	if (layout && !files_read(layout, none))
		return true;
	doctor_say_unread(d, "/etc/cxl/regions.d", layout ? -EINVAL : -ENOMEM);
	return false;
}

static void look_at_data(struct doctor *d, struct cxl_memdev *memdev, unsigned int labels, struct cxl_layout *layout)
{
	if (cxl_layout_has_data_of(layout, memdev))
		return;
	doctor_say(d, &(struct diagnosis){
		.severity = SEVERITY_WARNING, .evidence = "/etc/cxl/regions.d",
		.consequence = "after a reboot nothing creates its region again; in another geometry its data is scrambled",
		.remedy = "cxl create-region, then cxl export -o /etc/cxl/regions.d/NAME.json",
	}, cxl_memdev_get_devname(memdev), "it holds data (%u namespace label%s), and no layout describes its region",
		   labels, labels == 1 ? "" : "s");
}

static void look_at_all(struct doctor *d)
{
	_cleanup_layout_ struct cxl_layout *layout = NULL;
	struct cxl_memdev *memdev;
	unsigned int labels;

	cxl_memdev_foreach(d->ctx, memdev) {
		if (!holds_data(d, memdev, &labels))
			continue;
		if (!layout) {
			layout = cxl_layout_new(d->ctx);
			if (!read_layout(d, layout))
				return;
		}
		look_at_data(d, memdev, labels, layout);
	}
}

void check_pmem_layout(struct doctor *d)
{
	if (d->captured)
		doctor_say_unread(d, "/dev/cxl", -ENOENT);
	else
		look_at_all(d);
}
