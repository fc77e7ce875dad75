// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reading from the kernel now, with three results: what an unbind, a reset or a delete rests on. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "driver/driver.h"
#include "object/decoder.h"
#include "object/memdev.h"
#include "object/port.h"
#include "object/region.h"

/* -ENXIO is an answer of some of the functions below, so it is none here. */
static int query_number(struct object *object, const char *attr, uint64_t *ret)
{
	char text[IO_TEXT_MAX];
	ssize_t n = node_await(&object->node, attr, text, sizeof(text));

	if (n < 0)
		return n == -ENXIO ? -EIO : (int)n;
	return text_to_u64(text, ret) < 0 ? -EBADMSG : 0;
}

static int query_enabled(struct object *object, bool *ret)
{
	return object_note(object, "driver", "read", driver_look(object, ret));
}

EXPORT int cxl_memdev_query_enabled(struct cxl_memdev *memdev, bool *ret)
{
	return query_enabled(memdev_object(memdev), ret);
}

EXPORT int cxl_port_query_enabled(struct cxl_port *port, bool *ret)
{
	return query_enabled(&port->object, ret);
}

EXPORT int cxl_region_query_enabled(struct cxl_region *region, bool *ret)
{
	return query_enabled(&region->object, ret);
}

/* ---- memdevs and ports ------------------------------------------------- */

static int query_endpoint(struct cxl_memdev *memdev, struct cxl_endpoint **ret)
{
	const struct cxl_ctx *ctx = cxl_memdev_get_ctx(memdev);
	struct cxl_endpoint *endpoint;
	bool bound;
	int rc = driver_look(memdev_object(memdev), &bound);

	if (rc < 0)
		return rc;
	endpoint = bound ? cxl_memdev_get_endpoint(memdev) : NULL;
	if (endpoint)
		rc = node_check(&cxl_endpoint_get_port(endpoint)->object.node);
	else if (bound)
		rc = ctx->missing ? ctx->missing : -ENXIO;
	if (!rc)
		*ret = endpoint;
	return rc;
}

EXPORT int cxl_memdev_query_endpoint(struct cxl_memdev *memdev,
				     struct cxl_endpoint **ret)
{
	return object_note(memdev_object(memdev), NULL, "find its endpoint",
			   query_endpoint(memdev, ret));
}

EXPORT int cxl_port_query_decoders_committed(struct cxl_port *port,
					     unsigned int *ret)
{
	uint64_t count;
	int rc = query_number(&port->object, "decoders_committed", &count);

	if (!rc && count > UINT32_MAX)
		rc = -ERANGE;
	if (!rc)
		*ret = (unsigned int)count;
	return object_note(&port->object, "decoders_committed", "read", rc);
}

/* ---- decoders ---------------------------------------------------------- */

EXPORT int cxl_decoder_query_dpa_size(struct cxl_decoder *decoder,
				      unsigned long long *ret)
{
	uint64_t size;
	int rc = query_number(&decoder->object, "dpa_size", &size);

	if (!rc)
		*ret = size;
	return object_note(&decoder->object, "dpa_size", "read", rc);
}

/* -ENOENT: no such region exists, whatever the decoder says. */
static int find_named(struct cxl_ctx *ctx, const char *name,
		      struct cxl_region **ret)
{
	struct object *object;
	int rc = object_find(ctx, name, &object);

	if (rc < 0)
		return rc == -ENODEV || rc == -EINVAL ? -ENOENT : rc;
	if (object->kind != OBJECT_REGION)
		return -ENOENT;
	*ret = (struct cxl_region *)object;
	return 0;
}

static int query_region(struct cxl_decoder *decoder, struct cxl_region **ret)
{
	char name[IO_TEXT_MAX];
	int rc = decoder_region_name(decoder, name);

	if (rc < 0)
		return rc == -ENOENT ? -EIO : rc;
	if (*name)
		return find_named(decoder->object.ctx, name, ret);
	*ret = NULL;
	return 0;
}

EXPORT int cxl_decoder_query_region(struct cxl_decoder *decoder,
				    struct cxl_region **ret)
{
	return object_note(&decoder->object, "region", "read",
			   query_region(decoder, ret));
}

/* ---- regions ----------------------------------------------------------- */

EXPORT int cxl_region_query_committed(struct cxl_region *region, bool *ret)
{
	uint64_t commit;
	int rc = query_number(&region->object, "commit", &commit);

	if (!rc)
		*ret = commit != 0;
	return object_note(&region->object, "commit", "read", rc);
}

int region_query_range(struct cxl_region *region, struct range *ret)
{
	struct range range;
	int rc = query_number(&region->object, "size", &range.size);

	if (!rc && range.size)
		rc = query_number(&region->object, "resource", &range.start);
	if (rc < 0)
		return rc;
	if (!range.size || range.start == UINT64_MAX)
		range = (struct range){ 0 };
	else if (range.start > UINT64_MAX - range.size)
		return -ERANGE;
	*ret = range;
	return 0;
}

static int query_range(struct cxl_region *region, unsigned long long *start,
		       unsigned long long *size)
{
	struct range range;
	int rc = region_query_range(region, &range);

	if (rc < 0)
		return rc;
	if (!range.size)
		return -ENXIO;
	*start = range.start;
	*size = range.size;
	return 0;
}

EXPORT int cxl_region_query_range(struct cxl_region *region,
				  unsigned long long *start,
				  unsigned long long *size)
{
	return object_note(&region->object, "resource", "read",
			   query_range(region, start, size));
}

/* Whether firmware locked the endpoint decoder @name. */
static int query_decoder_locked(const struct io *io, const char *name, bool *ret)
{
	char path[64], text[IO_TEXT_MAX];
	uint64_t locked;
	ssize_t n;

	if (path_join(path, sizeof(path), CTX_DEVICES, name, "locked") < 0)
		return -EINVAL;
	n = io_read(io, io->root, path, text, sizeof(text));
	if (n < 0)
		return (int)n;
	if (text_to_u64(text, &locked) < 0)
		return -EBADMSG;
	*ret = locked != 0;
	return 0;
}

/* Before Linux 7.1 only the decoders tell: a region with a locked one is locked. */
static int query_members_locked(struct cxl_region *region, bool *ret)
{
	const struct io *io = &region->object.ctx->io;
	char name[IO_TEXT_MAX];
	bool locked = false;
	uint64_t ways;
	int rc = query_number(&region->object, "interleave_ways", &ways);

	if (!rc && ways > REGION_WAYS_MAX)
		rc = -ERANGE;
	for (int i = 0; !rc && !locked && i < (int)ways; i++) {
		rc = region_target_name(region, i, name);
		if (!rc && *name)
			rc = query_decoder_locked(io, name, &locked);
		if (rc == -ENOENT || rc == -ENODEV)
			rc = node_check(&region->object.node);
	}
	if (!rc)
		*ret = locked;
	return rc;
}

/* Of what not every kernel has, one missing file proves nothing while its group is rebuilt. */
static ssize_t read_optional(struct node *node, const char *attr, char *text,
			     size_t len)
{
	ssize_t n = node_read(node, attr, text, len);
	bool there;
	int rc;

	if (n != -ENOENT && n != -ENODEV)
		return n;
	rc = node_look(node, attr, &there);
	if (rc < 0)
		return rc;
	return there ? node_await(node, attr, text, len) : -ENOENT;
}

static int query_locked(struct cxl_region *region, bool *ret)
{
	char text[IO_TEXT_MAX];
	uint64_t locked;
	ssize_t n = read_optional(&region->object.node, "locked", text, sizeof(text));

	if (n == -ENOENT)
		return query_members_locked(region, ret);
	if (n < 0)
		return (int)n;
	if (text_to_u64(text, &locked) < 0)
		return -EBADMSG;
	*ret = locked != 0;
	return 0;
}

EXPORT int cxl_region_query_locked(struct cxl_region *region, bool *ret)
{
	return object_note(&region->object, "locked", "read",
			   query_locked(region, ret));
}
