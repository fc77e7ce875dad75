// SPDX-License-Identifier: LGPL-2.1-or-later
/* The birth and death of regions, and the window space they are cut from. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/index.h"
#include "core/io.h"
#include "core/missing.h"
#include "core/retry.h"
#include "core/text.h"
#include "core/uevent.h"
#include "driver/driver.h"
#include "object/decoder.h"
#include "object/region.h"

/* ---- one process at a time --------------------------------------------- */

/*
 * The kernel creates and deletes regions by name, and reuses names at
 * once. So only one of our processes acts at a time: a lock on the root
 * decoder's delete_region, which only root can open. Work of several steps holds
 * it over all of them, so its owner may lock it again.
 */
static int lock_file(struct cxl_decoder *decoder)
{
	struct io *io = &decoder->object.ctx->io;
	int dir = node_dir(&decoder->object.node);

	return dir < 0 ? dir : io_lock(io, dir, "delete_region", O_WRONLY);
}

static int lock(struct cxl_decoder *decoder)
{
	int fd;

	if (!decoder_is_root(decoder))
		return -EINVAL;
	if (!decoder->lock_depth) {
		fd = lock_file(decoder);
		if (fd < 0)
			return fd;
		decoder->lock = fd;
	}
	decoder->lock_depth++;
	return 0;
}

EXPORT int cxl_decoder_lock(struct cxl_decoder *decoder)
{
	return object_note(&decoder->object, "delete_region", "lock", lock(decoder));
}

EXPORT void cxl_decoder_unlock(struct cxl_decoder *decoder)
{
	if (--decoder->lock_depth == 0)
		io_close(&decoder->object.ctx->io, decoder->lock);
}

/* ---- creating ---------------------------------------------------------- */

/* Reads the next name and claims it; -EBUSY when another was faster. */
static int claim_name(struct cxl_decoder *decoder, const char *attr, char *name)
{
	ssize_t n = node_read(&decoder->object.node, attr, name, IO_TEXT_MAX);

	return n < 0 ? (int)n : node_write(&decoder->object.node, attr, name);
}

static int claim_any_name(struct cxl_decoder *decoder, const char *attr,
			  char *name)
{
	struct retry retry = RETRY(&decoder->object.ctx->io, RETRY_CREATE);
	int rc;

	do
		rc = claim_name(decoder, attr, name);
	while (retry_again(&retry, rc));
	return rc;
}

/* A region that already has a size is another program's of the same name. */
static int check_virgin(struct cxl_region *region)
{
	object_update(&region->object);
	if (region->object.unread)
		return region->object.unread;
	if (region->size == UINT64_MAX)
		return -EIO;
	return region->commit || region->size ? -ENODEV : 0;
}

static int adopt(struct cxl_decoder *decoder, const char *name,
		 struct cxl_region **ret)
{
	_cleanup_free_ char *path = NULL;
	struct object *object;
	int rc;

	if (asprintf(&path, "%s/%s", decoder->object.node.path, name) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	object = ctx_index_find(decoder->object.ctx, name);
	if (object)		/* one of that name that left before */
		object_retire(object);
	rc = object_at(decoder->object.ctx, path, &object);
	if (!rc)
		rc = check_virgin((struct cxl_region *)object);
	if (!rc)
		*ret = (struct cxl_region *)object;
	return rc;
}

/*
 * Ours, but beyond our reach. It is deleted by name only where the events prove
 * that the name is still its own; else it stays, and the error names it.
 */
static int give_up(struct cxl_decoder *decoder, const struct watch *watch,
		   const char *name, int rc)
{
	char path[IO_PATH_MAX];

	if (path_join(path, sizeof(path), decoder->object.node.path, name) == 0 &&
	    watch_proves_unchanged(watch, path) &&
	    node_write(&decoder->object.node, "delete_region", name) == 0)
		return object_note(&decoder->object, NULL, "read the new region", rc);
	return error_note(decoder->object.ctx, name, NULL, "read the new region", rc);
}

static int create_locked(struct cxl_decoder *decoder, const char *attr,
			 struct cxl_region **ret)
{
	_cleanup_watch_ struct watch watch;
	char name[IO_TEXT_MAX];
	int rc;

	watch_begin(&watch, &decoder->object.ctx->io);
	rc = claim_any_name(decoder, attr, name);
	if (rc < 0)
		return object_note(&decoder->object, attr, "create", rc);
	rc = adopt(decoder, name, ret);
	if (rc < 0 && rc != -ENODEV)
		return give_up(decoder, &watch, name, rc);
	return object_note(&decoder->object, attr, "create", rc);
}

static struct cxl_region *create(struct cxl_decoder *decoder, const char *attr)
{
	struct cxl_region *region = NULL;
	int rc = cxl_decoder_lock(decoder);

	if (!rc) {
		rc = create_locked(decoder, attr, &region);
		cxl_decoder_unlock(decoder);
	}
	if (rc < 0)
		errno = -rc;
	return region;
}

EXPORT struct cxl_region *
cxl_decoder_create_pmem_region(struct cxl_decoder *decoder)
{
	return create(decoder, "create_pmem_region");
}

EXPORT struct cxl_region *
cxl_decoder_create_ram_region(struct cxl_decoder *decoder)
{
	return create(decoder, "create_ram_region");
}

/* ---- deleting ---------------------------------------------------------- */

/*
 * The kernel deletes whatever has the name. What counts is whether our region
 * is gone: by us, or by somebody who was faster. If that one made another of
 * the same name before our write, then we deleted that: only the events tell.
 */
static int delete_locked(struct cxl_region *region)
{
	struct cxl_decoder *decoder = cxl_region_get_decoder(region);
	struct retry retry = RETRY(&region->object.ctx->io, RETRY_DELETE);
	_cleanup_watch_ struct watch watch;
	int rc, alive;

	watch_begin(&watch, &region->object.ctx->io);
	do {
		rc = node_check(&region->object.node);
		if (rc < 0)
			return rc;
		rc = node_write(&decoder->object.node, "delete_region",
				cxl_region_get_devname(region));
	} while (retry_again(&retry, rc));
	if (watch_saw_another_leave(&watch, region->object.node.path))
		return -ESTALE;
	alive = node_check(&region->object.node);
	if (alive < 0)
		return alive == -ENODEV ? 0 : alive;
	return rc < 0 && rc != -ENODEV ? rc : -EBUSY;
}

/*
 * Targets first: killed while deleting a region that has some, the
 * kernel leaves them behind, attached to nothing.
 */
EXPORT int cxl_region_delete(struct cxl_region *region)
{
	struct cxl_decoder *decoder = cxl_region_get_decoder(region);
	int rc = driver_check_unbound(&region->object);

	if (rc < 0)
		return object_note(&region->object, "delete_region", "delete", rc);
	rc = cxl_decoder_lock(decoder);
	if (rc < 0)
		return rc;
	rc = cxl_region_clear_all_targets(region);
	if (!rc)
		rc = object_note(&region->object, "delete_region", "delete",
				 delete_locked(region));
	cxl_decoder_unlock(decoder);
	if (!rc || rc == -ENODEV || rc == -ESTALE)
		object_retire(&region->object);
	return rc;
}

/* ---- what is left of a window ------------------------------------------ */

struct used_range {
	uint64_t start, end;		/* end: the first byte behind it */
};

/* The ranges that regions hold. */
struct used_ranges {
	struct used_range *all;
	size_t count;
};

static void used_ranges_done(struct used_ranges *used)
{
	free(used->all);
}
#define _cleanup_used_ranges_ __attribute__((cleanup(used_ranges_done)))

static int by_start(const void *a, const void *b)
{
	const struct used_range *l = a, *r = b;

	return (l->start > r->start) - (l->start < r->start);
}

static void add_used(struct used_ranges *used, uint64_t start, uint64_t size)
{
	if (start != UINT64_MAX && size != UINT64_MAX)
		used->all[used->count++] =
			(struct used_range){ start, start + size };
}

static int used_ranges_alloc(struct used_ranges *used, size_t count)
{
	used->all = calloc(count + 1, sizeof(*used->all));
	return used->all ? 0 : -ENOMEM;
}

static int used_by_regions(struct cxl_decoder *decoder,
			      struct used_ranges *used)
{
	struct cxl_region *region;
	size_t n = 0;

	cxl_region_foreach(decoder, region)
		n++;
	if (used_ranges_alloc(used, n) < 0)
		return -ENOMEM;
	cxl_region_foreach(decoder, region) {
		object_update(&region->object);
		if (region->object.unread)
			return region->object.unread;
		add_used(used, region->resource, region->size);
	}
	return 0;
}

/* UINT64_MAX where it is absent: the region left, or it is not ours to read. */
static int read_number(struct cxl_decoder *decoder, const char *region,
		       const char *attr, uint64_t *ret)
{
	char path[64], text[IO_TEXT_MAX];
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%s", region, attr);
	n = node_await(&decoder->object.node, path, text, sizeof(text));
	if (n < 0 && n != -ENOENT && n != -EACCES)
		return (int)n;
	if (n < 0 || text_to_u64(text, ret) < 0)
		*ret = UINT64_MAX;
	return 0;
}

static int read_used(struct cxl_decoder *decoder, const struct device_names *names,
			struct used_ranges *used)
{
	uint64_t start, size;

	if (used_ranges_alloc(used, names->count) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < names->count; i++) {
		const char *region = names->all[i].text;
		int rc = read_number(decoder, region, "resource", &start);

		if (!rc)
			rc = read_number(decoder, region, "size", &size);
		if (rc < 0)
			return rc;
		add_used(used, start, size);
	}
	return 0;
}

/* Where no caller has enumerated the regions, two numbers of each do. */
static int used_by_names(struct cxl_decoder *decoder,
			    struct used_ranges *used)
{
	struct device_names names = { .kinds = OBJECT_BIT(OBJECT_REGION) };
	struct object *object = &decoder->object;
	int rc = node_dir(&object->node);

	if (rc >= 0)
		rc = names_read(&names, &object->ctx->io, rc, ".");
	if (!rc)
		rc = read_used(decoder, &names, used);
	names_done(&names);
	return rc;
}

static int find_used(struct cxl_decoder *decoder, struct used_ranges *used)
{
	int rc = decoder->region_names_read ?
		used_by_regions(decoder, used) :
		used_by_names(decoder, used);

	if (!rc)
		qsort(used->all, used->count, sizeof(*used->all),
		      by_start);
	ctx_miss(decoder->object.ctx, object_name(&decoder->object), rc);
	return rc;
}

EXPORT unsigned long long
cxl_decoder_get_max_available_extent(struct cxl_decoder *decoder)
{
	_cleanup_used_ranges_ struct used_ranges used = {};
	uint64_t start = decoder_now(decoder)->start, at = start, largest = 0;

	if (!decoder_is_root(decoder))
		return 0;
	if (start == UINT64_MAX || decoder->size == UINT64_MAX ||
	    find_used(decoder, &used) < 0 || decoder->object.ctx->missing)
		return ULLONG_MAX;
	for (size_t i = 0; i < used.count; i++) {
		const struct used_range *extent = &used.all[i];

		if (extent->start > at && extent->start - at > largest)
			largest = extent->start - at;
		if (extent->end > at)
			at = extent->end;
	}
	if (start + decoder->size > at && start + decoder->size - at > largest)
		largest = start + decoder->size - at;
	return largest;
}
