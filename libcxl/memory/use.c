// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who uses the memory of a region, and offlining it. */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/settle.h"
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
	if (rc)
		return rc;
	rc = driver_unbind(&region->object);
	if (!rc && blocks_check_offline(region, &block) == -EBUSY)
		rc = -ENOTRECOVERABLE;
	return rc;
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

struct first_user {
	struct user_sink sink;
	struct cxl_memory_user user;
};

static int take_first(struct user_sink *sink, const struct cxl_memory_user *user)
{
	((struct first_user *)sink)->user = *user;
	return 1;
}

static bool is_opened(const struct cxl_memory_user *user)
{
	return user->use == CXL_MEMORY_USE_OPEN || user->use == CXL_MEMORY_USE_MAPPED;
}

static const char *how(const struct cxl_memory_user *user)
{
	switch (user->use) {
	case CXL_MEMORY_USE_MOUNT:	return "mounted";
	case CXL_MEMORY_USE_SWAP:	return "used as swap";
	case CXL_MEMORY_USE_HOLDER:	return user->name[0] ? "held by another device" :
						"held by a file system or another device";
	case CXL_MEMORY_USE_OPEN:	return "open";
	case CXL_MEMORY_USE_MAPPED:	return "mapped";
	default:			return NULL;
	}
}

static void describe(const struct cxl_memory_user *user, char *name, size_t len)
{
	if (!how(user))
		snprintf(name, len, "%s may be in use: %s", user->device, user->name);
	else if (user->pid)
		snprintf(name, len, "%s is %s in %sprocess %d (%s)", user->device, how(user),
			 user->use == CXL_MEMORY_USE_MOUNT ? "the mount namespace of " : "", user->pid, user->name);
	else
		snprintf(name, len, "%s is %s", user->device, how(user));
}

int dax_find_user(struct cxl_region *region, char *name, size_t len)
{
	struct first_user first = { .sink.add = take_first };
	int rc = dax_find_users(region, &first.sink);

	if (rc > 0)
		describe(&first.user, name, len);
	return rc;
}

/* udev opens each new disk for a moment. */
static int find_lasting_user(struct cxl_region *region, char *name, size_t len)
{
	struct first_user first = { .sink.add = take_first };
	int rc = region_find_users(region, &first.sink);

	if (rc > 0 && is_opened(&first.user) && !settle_udev(region->object.ctx))
		rc = region_find_users(region, &first.sink);
	if (!rc)
		rc = disk_find_claim(region, &first.sink);
	if (rc > 0)
		describe(&first.user, name, len);
	return rc;
}

EXPORT int cxl_region_find_user(struct cxl_region *region, char *name,
				size_t len)
{
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
		rc = find_lasting_user(region, name, len);
	return object_note(&region->object, NULL, "look for users", rc);
}
