// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who uses the memory of a region, and offlining it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "driver/driver.h"
#include "memory/blocks.h"
#include "memory/probe.h"
#include "memory/use-dax.h"
#include "memory/use-disk.h"
#include "memory/users.h"
#include "object/region.h"

/* ---- memory blocks ----------------------------------------------------- */

/*
 * The kernel unbinds a driver whose memory is online as well, and loses that
 * memory until the next boot.
 */
static int disable(struct cxl_region *region)
{
	uint64_t block;
	bool bound;
	int rc = driver_look(&region->object, &bound);

	if (rc < 0 || !bound)
		return rc;
	rc = region_await_probes(region);
	if (!rc)
		rc = blocks_check_offline(region, &block);
	return rc < 0 ? rc : driver_unbind(&region->object);
}

EXPORT int cxl_region_disable(struct cxl_region *region)
{
	int rc = disable(region), rc2 = region_refresh(region);

	if (!rc && rc2 == -ENODEV)	/* else it is done, seen or not */
		rc = rc2;
	return object_note(&region->object, "driver", "unbind", rc);
}

/* ---- all users --------------------------------------------------------- */

int region_find_users(struct cxl_region *region, struct user_sink *sink)
{
	int rc = disk_find_users(region, sink);

	return rc ? rc : dax_find_users(region, sink);
}

/* The first one, in words. */
struct first_user {
	struct user_sink sink;
	char *text;
	size_t len;
};

static int describe(struct user_sink *sink, const struct cxl_memory_user *user)
{
	struct first_user *first = (struct first_user *)sink;

	switch (user->use) {
	case CXL_MEMORY_USE_MOUNT:
		snprintf(first->text, first->len, "%s is mounted", user->device);
		break;
	case CXL_MEMORY_USE_SWAP:
		snprintf(first->text, first->len, "%s is used as swap", user->device);
		break;
	case CXL_MEMORY_USE_HOLDER:
		snprintf(first->text, first->len, "%s is held by another device", user->device);
		break;
	case CXL_MEMORY_USE_OPEN:
	case CXL_MEMORY_USE_MAPPED:
		snprintf(first->text, first->len, "%s is %s in process %d (%s)", user->device,
			 user->use == CXL_MEMORY_USE_OPEN ? "open" : "mapped", user->pid,
			 user->name);
		break;
	default:
		snprintf(first->text, first->len, "%s may be open: %s", user->device, user->name);
	}
	return 1;
}

int dax_find_user(struct cxl_region *region, char *name, size_t len)
{
	struct first_user first = { { describe }, name, len };

	return dax_find_users(region, &first.sink);
}

EXPORT int cxl_region_find_user(struct cxl_region *region, char *name,
				size_t len)
{
	struct first_user first = { { describe }, name, len };
	uint64_t block = 0;
	int rc = region_refresh(region);

	if (rc < 0)
		return object_note(&region->object, NULL, "read", rc);
	rc = blocks_check_offline(region, &block);
	if (rc == -EBUSY) {
		snprintf(name, len, "memory block memory%" PRIu64 " is online", block);
		rc = 1;
	}
	if (!rc)
		rc = region_find_users(region, &first.sink);
	return object_note(&region->object, NULL, "look for users", rc);
}
