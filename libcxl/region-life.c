// SPDX-License-Identifier: LGPL-2.1-or-later
/* The birth and death of regions, and the window space they are cut from. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cleanup.h"
#include "ctx.h"
#include "decoder.h"
#include "io.h"
#include "log.h"
#include "region.h"
#include "retry.h"

/* ---- taking turns ------------------------------------------------------ */

/*
 * Regions are made and deleted by name, and names are handed out again at
 * once. Our own processes take turns: a lock on the root decoder's
 * delete_region, which only root can open. What takes several steps holds it
 * over all of them, so it may be taken again by who has it.
 */
static int lock_file(struct cxl_decoder *decoder)
{
	const struct io *io = &decoder->object.ctx->io;
	int dir = node_dir(&decoder->object.node);

	return dir < 0 ? dir : io_lock(io, dir, "delete_region", O_WRONLY);
}

EXPORT int cxl_decoder_lock(struct cxl_decoder *decoder)
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

/* A region that already has a size is somebody else's of the same name. */
static bool is_virgin(struct cxl_region *region)
{
	return !region->commit &&
	       (region->size == 0 || region->size == UINT64_MAX);
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
	if (rc < 0)
		return rc;
	if (!is_virgin((struct cxl_region *)object))
		return -ENODEV;
	*ret = (struct cxl_region *)object;
	return 0;
}

static int create_locked(struct cxl_decoder *decoder, const char *attr,
			 struct cxl_region **ret)
{
	char name[IO_TEXT_MAX];
	int rc = claim_any_name(decoder, attr, name);

	if (rc < 0)
		return rc;
	rc = adopt(decoder, name, ret);
	if (rc < 0 && rc != -ENODEV)	/* ours, but beyond our reach */
		node_write(&decoder->object.node, "delete_region", name);
	return rc;
}

static struct cxl_region *create(struct cxl_decoder *decoder, const char *attr)
{
	struct cxl_region *region = NULL;
	int rc = cxl_decoder_lock(decoder);

	if (!rc) {
		rc = create_locked(decoder, attr, &region);
		cxl_decoder_unlock(decoder);
	}
	if (rc < 0) {
		log_debug(decoder->object.ctx, "%s: %s: %s",
			  cxl_decoder_get_devname(decoder), attr, strerror(-rc));
		errno = -rc;
	}
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
 * is gone: by us, or by somebody who was faster.
 */
static int delete_locked(struct cxl_region *region)
{
	struct cxl_decoder *decoder = cxl_region_get_decoder(region);
	struct retry retry = RETRY(&region->object.ctx->io, RETRY_DELETE);
	int rc;

	do {
		if (!node_is_alive(&region->object.node))
			return -ENODEV;
		rc = node_write(&decoder->object.node, "delete_region",
				cxl_region_get_devname(region));
	} while (retry_again(&retry, rc));
	if (!node_is_alive(&region->object.node))
		return 0;
	return rc < 0 && rc != -ENODEV ? rc : -EBUSY;
}

/*
 * Targets first: killed in the midst of deleting a region that has some, the
 * kernel leaves them behind, attached to nothing.
 */
EXPORT int cxl_region_delete(struct cxl_region *region)
{
	struct cxl_decoder *decoder = cxl_region_get_decoder(region);
	int rc;

	if (cxl_region_is_enabled(region) > 0)
		return -EBUSY;
	rc = cxl_decoder_lock(decoder);
	if (rc < 0)
		return rc;
	rc = cxl_region_clear_all_targets(region);
	if (!rc)
		rc = delete_locked(region);
	cxl_decoder_unlock(decoder);
	if (!rc || rc == -ENODEV)
		object_retire(&region->object);
	return rc;
}

/* ---- what is left of a window ------------------------------------------ */

struct extent {
	uint64_t start, end;		/* end: the first byte behind it */
};

static int by_start(const void *a, const void *b)
{
	const struct extent *l = a, *r = b;

	return (l->start > r->start) - (l->start < r->start);
}

/* The ranges that regions hold; -ENOMEM. */
static int taken(struct cxl_decoder *decoder, struct extent **ret, size_t *count)
{
	struct cxl_region *region;
	size_t n = 0;

	cxl_region_foreach(decoder, region)
		n++;
	*ret = calloc(n + 1, sizeof(**ret));
	if (!*ret) {
		ctx_miss(decoder->object.ctx, object_name(&decoder->object),
			 -ENOMEM);
		return -ENOMEM;
	}
	n = 0;
	cxl_region_foreach(decoder, region) {
		uint64_t start = cxl_region_get_resource(region);

		if (!start || region->size == UINT64_MAX)
			continue;
		(*ret)[n++] = (struct extent){ start, start + region->size };
	}
	qsort(*ret, n, sizeof(**ret), by_start);
	*count = n;
	return 0;
}

EXPORT unsigned long long
cxl_decoder_get_max_available_extent(struct cxl_decoder *decoder)
{
	_cleanup_free_ struct extent *used = NULL;
	uint64_t at = decoder->start, largest = 0;
	size_t count;

	if (!decoder_is_root(decoder))
		return 0;
	if (decoder->start == UINT64_MAX || taken(decoder, &used, &count) < 0)
		return ULLONG_MAX;
	for (size_t i = 0; i < count; i++) {
		if (used[i].start > at && used[i].start - at > largest)
			largest = used[i].start - at;
		if (used[i].end > at)
			at = used[i].end;
	}
	if (decoder->start + decoder->size > at &&
	    decoder->start + decoder->size - at > largest)
		largest = decoder->start + decoder->size - at;
	return largest;
}
