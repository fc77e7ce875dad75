// SPDX-License-Identifier: LGPL-2.1-or-later
/* Poison: have it listed, put it there for a test, and clear it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/debugfs.h"
#include "core/io.h"
#include "core/log.h"
#include "core/missing.h"
#include "core/retry.h"
#include "core/text.h"
#include "object/memdev.h"
#include "object/region.h"

/* The path of a debugfs file of @object; -ENOENT without debugfs. */
static int debugfs_path(struct object *object, const char *file,
			char *path, size_t len)
{
	const char *debugfs = ctx_debugfs(object->ctx);

	if (!debugfs)
		return -ENOENT;
	return path_join(path, len, debugfs, object_name(object), file);
}

static int look_for_file(struct object *object, const char *file, bool *ret)
{
	const struct io *io = &object->ctx->io;
	char path[IO_PATH_MAX];
	int rc;

	if (!ctx_debugfs(object->ctx) && !object->ctx->missing) {
		*ret = false;
		return 0;
	}
	rc = debugfs_path(object, file, path, sizeof(path));
	return rc < 0 ? rc : io_look(io, io->root, path, ret);
}

static int query_support(struct object *object, bool inject, bool *ret)
{
	const char *file = inject ? "inject_poison" : "clear_poison";

	return object_note(object, file, "look for", look_for_file(object, file, ret));
}

static bool has_support(struct object *object, bool inject)
{
	bool has = false;
	int rc = query_support(object, inject, &has);

	ctx_miss_readable(object->ctx, object_name(object), rc);
	return has;
}

/*
 * debugfs knows devices by name only. If ours is alive once the file is open,
 * the name was its own when it was opened, and the open file stays with it.
 */
static int write_once(struct object *object, const char *path, const char *value)
{
	const struct io *io = &object->ctx->io;
	int fd = io_open(io, io->root, path, O_WRONLY);
	int alive = node_check(&object->node), rc;

	rc = alive ? alive : fd < 0 ? fd : io_write_fd(io, fd, value);
	io_close(io, fd);
	if (alive || (rc != -EIO && rc != -ENODEV))
		return rc;
	alive = node_check(&object->node);
	if (rc == -ENODEV)	/* the file says so of other things as well */
		return alive ? alive : -ENXIO;
	return alive == -ENODEV ? alive : rc;
}

/* A full poison list and a busy mailbox both say EBUSY: only time tells. */
static int write_number(struct object *object, const char *file,
			unsigned long long number)
{
	struct retry retry = RETRY(&object->ctx->io, RETRY_POISON);
	char path[IO_PATH_MAX], value[32];
	int rc = debugfs_path(object, file, path, sizeof(path));

	if (rc < 0)
		return rc;
	snprintf(value, sizeof(value), "%#llx", number);
	do
		rc = write_once(object, path, value);
	while (retry_again(&retry, rc));
	io_note_write(&object->ctx->io, file, value, rc);
	return rc;
}

static int inject(struct object *object, unsigned long long where)
{
	return object_note(object, "inject_poison", "inject",
			   write_number(object, "inject_poison", where));
}

static int clear(struct object *object, unsigned long long where)
{
	return object_note(object, "clear_poison", "clear",
			   write_number(object, "clear_poison", where));
}

/* ---- memdev ------------------------------------------------------------ */

EXPORT bool cxl_memdev_has_poison_support(struct cxl_memdev *memdev, bool inject)
{
	return has_support(memdev_object(memdev), inject);
}

EXPORT int cxl_memdev_query_poison_support(struct cxl_memdev *memdev,
					   bool inject, bool *ret)
{
	return query_support(memdev_object(memdev), inject, ret);
}

EXPORT int cxl_memdev_inject_poison(struct cxl_memdev *memdev, size_t dpa)
{
	return inject(memdev_object(memdev), dpa);
}

EXPORT int cxl_memdev_clear_poison(struct cxl_memdev *memdev, size_t dpa)
{
	return clear(memdev_object(memdev), dpa);
}

EXPORT int cxl_memdev_trigger_poison_list(struct cxl_memdev *memdev)
{
	struct object *object = memdev_object(memdev);
	int rc = node_write(&object->node, "trigger_poison_list", "1\n");

	return object_note(object, "trigger_poison_list", "list",
			   rc == -ENOENT ? -ENXIO : rc);
}

/* ---- region ------------------------------------------------------------ */

EXPORT bool cxl_region_has_poison_support(struct cxl_region *region, bool inject)
{
	return has_support(&region->object, inject);
}

EXPORT int cxl_region_query_poison_support(struct cxl_region *region,
					   bool inject, bool *ret)
{
	return query_support(&region->object, inject, ret);
}

/*
 * A member that left makes the kernel trip over its empty place: only a whole
 * region is touched.
 */
static int check_whole(struct cxl_region *region)
{
	char target[IO_TEXT_MAX];
	int rc = region_refresh(region);

	if (!rc && !region->commit)
		rc = -ENXIO;
	if (!rc && region->interleave_ways > REGION_WAYS_MAX)
		rc = -EIO;
	for (unsigned int i = 0; !rc && i < region->interleave_ways; i++) {
		rc = region_target_name(region, (int)i, target);
		if (!rc && !*target)
			rc = -ENXIO;
	}
	return object_note(&region->object, NULL, "check", rc);
}

/* The kernel's ABI text says address, its code takes an offset. */
EXPORT int cxl_region_inject_poison(struct cxl_region *region,
				    unsigned long long offset)
{
	int rc = check_whole(region);

	return rc < 0 ? rc : inject(&region->object, offset);
}

EXPORT int cxl_region_clear_poison(struct cxl_region *region,
				   unsigned long long offset)
{
	int rc = check_whole(region);

	return rc < 0 ? rc : clear(&region->object, offset);
}

EXPORT int cxl_region_trigger_poison_list(struct cxl_region *region)
{
	struct cxl_memdev_mapping *mapping;

	cxl_mapping_foreach(region, mapping) {
		struct cxl_memdev *memdev = cxl_decoder_get_memdev(
			cxl_mapping_get_decoder(mapping));
		int rc = memdev ? cxl_memdev_trigger_poison_list(memdev) :
				  object_note(&region->object, NULL, "list", -ENODEV);

		if (rc < 0)
			return rc;
	}
	return 0;
}
