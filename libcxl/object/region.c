// SPDX-License-Identifier: LGPL-2.1-or-later
/* A region: host memory made of decoders of several memdevs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uuid/uuid.h>
#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/attr.h"
#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/missing.h"
#include "core/names.h"
#include "core/text.h"
#include "driver/driver.h"
#include "object/classes.h"
#include "object/decoder.h"
#include "object/endpoint.h"
#include "object/region.h"

static const struct attr region_attrs[] = {
	ATTR_MUST("size",	cxl_region, size, -1),
	ATTR_MUST("resource",	cxl_region, resource, -1),
	ATTR_MUST("interleave_ways", cxl_region, interleave_ways, -1),
	ATTR_MUST("interleave_granularity", cxl_region, interleave_granularity, -1),
	ATTR_MUST("commit",	cxl_region, commit, 0),
	ATTR_MUST("mode",		cxl_region, mode, 0),
	ATTR_MOVES("locked",	cxl_region, locked, CXL_REGION_LOCKED_UNKNOWN),
	ATTR_MOVES("extended_linear_cache_size", cxl_region, cache_size, 0),
};

static struct cxl_region *to_region(struct object *object)
{
	return container_of(object, struct cxl_region, object);
}

/* ---- life -------------------------------------------------------------- */

static void forget_names(struct cxl_region *region)
{
	for (int i = 0; i < REGION_WAYS_MAX; i++) {
		free(region->target_names[i]);
		region->target_names[i] = NULL;
	}
	region->target_names_read = false;
}

/* A caller may still hold one: they are freed with the region. */
static void forget_mappings(struct cxl_region *region)
{
	while (!list_is_empty(&region->mappings)) {
		struct list *mapping = region->mappings.next;

		list_remove(mapping);
		list_add_tail(&region->old_mappings, mapping);
	}
	forget_names(region);
	region->mappings_made = false;
}

static void region_done(struct object *object)
{
	struct cxl_region *region = to_region(object);

	forget_names(region);
	list_free(&region->mappings);
	list_free(&region->old_mappings);
	free(region->mode);
}

static int region_load(struct object *object, int fd)
{
	struct cxl_region *region = to_region(object);

	list_init(&region->mappings);
	list_init(&region->old_mappings);
	return object_load(object, fd, region_attrs, ARRAY_SIZE(region_attrs));
}

int region_refresh(struct cxl_region *region)
{
	int rc = attrs_reload(&region->object.node, region_attrs,
			      ARRAY_SIZE(region_attrs), region);

	region->object.unread = rc;
	region->object.stale = false;
	return rc;
}

static int region_reload(struct object *object)
{
	return region_refresh(to_region(object));
}

static void region_expire(struct object *object)
{
	forget_mappings(to_region(object));
}

const struct cxl_region *region_now(struct cxl_region *region)
{
	object_update(&region->object);
	return region;
}

static struct list *region_siblings(struct object *object)
{
	return &((struct cxl_decoder *)object->parent)->regions.list;
}

const struct object_class region_class = {
	.size = sizeof(struct cxl_region),
	.load = region_load,
	.reload = region_reload,
	.expire = region_expire,
	.done = region_done,
	.siblings = region_siblings,
};

/* ---- walking and relations --------------------------------------------- */

static const struct device_names *region_names(struct cxl_decoder *decoder)
{
	struct object *object = &decoder->object;
	int fd;

	if (decoder->region_names_read)
		return &decoder->region_names;
	decoder->region_names_read = true;
	fd = node_dir(&object->node);
	if (fd >= 0)
		fd = names_read(&decoder->region_names, &object->ctx->io, fd, ".");
	ctx_miss(object->ctx, object_name(object), fd);
	return &decoder->region_names;
}

static struct siblings *regions(struct cxl_decoder *decoder)
{
	siblings_list(&decoder->regions, region_names(decoder));
	return &decoder->regions;
}

EXPORT struct cxl_region *cxl_region_get_first(struct cxl_decoder *decoder)
{
	if (!decoder_is_root(decoder))
		return NULL;
	return (struct cxl_region *)siblings_first(regions(decoder));
}

EXPORT struct cxl_region *cxl_region_get_next(struct cxl_region *region)
{
	return (struct cxl_region *)
		siblings_next(regions(cxl_region_get_decoder(region)),
			      &region->object);
}

EXPORT struct cxl_region *cxl_region_get_by_name(struct cxl_ctx *ctx,
						 const char *name)
{
	return (struct cxl_region *)object_get(ctx, name, OBJECT_REGION);
}

EXPORT struct cxl_region *cxl_decoder_get_region(struct cxl_decoder *decoder)
{
	char name[IO_TEXT_MAX];

	if (decoder_is_root(decoder) ||
	    decoder_region_name(decoder, name) < 0 || !*name)
		return NULL;
	return cxl_region_get_by_name(decoder->object.ctx, name);
}

int region_target_name(struct cxl_region *region, int position, char *name)
{
	char attr[32];
	ssize_t n;

	snprintf(attr, sizeof(attr), "target%d", position);
	n = node_await(&region->object.node, attr, name, IO_TEXT_MAX);
	return n < 0 ? (int)n : 0;
}

/* One that cannot be read is missing, not empty. */
static void read_name(struct cxl_region *region, unsigned int position)
{
	char name[IO_TEXT_MAX];
	int rc = region_target_name(region, (int)position, name);

	if (!rc && *name) {
		region->target_names[position] = strdup(name);
		rc = region->target_names[position] ? 0 : -ENOMEM;
	}
	ctx_miss(region->object.ctx, object_name(&region->object), rc);
}

static void read_names(struct cxl_region *region)
{
	unsigned int ways = region_now(region)->interleave_ways;

	region->target_names_read = true;
	for (unsigned int i = 0; ways <= REGION_WAYS_MAX && i < ways; i++)
		read_name(region, i);
}

const char *region_mapped_decoder(struct cxl_region *region, unsigned int position)
{
	if (!region->target_names_read)
		read_names(region);
	return region->target_names[position];
}

static int target_note(struct cxl_region *region, int position,
		       const char *step, int rc)
{
	char attr[32];

	snprintf(attr, sizeof(attr), "target%d", position);
	return object_note(&region->object, attr, step, rc);
}

EXPORT struct cxl_decoder *
cxl_region_get_target_decoder(struct cxl_region *region, int position)
{
	char name[IO_TEXT_MAX];
	int rc = target_note(region, position, "read",
			     region_target_name(region, position, name));

	errno = -rc;
	if (rc < 0 || !*name)
		return NULL;
	return cxl_decoder_get_by_name(region->object.ctx, name);
}

/* ---- configuring ------------------------------------------------------- */

/*
 * The object shows what the kernel kept. That it cannot be looked at does not
 * undo what was done; only that the region is gone does.
 */
static int refresh_after(struct cxl_region *region, int rc)
{
	int rc2 = region_refresh(region);

	if (rc < 0)
		return rc;
	return rc2 == -ENODEV ? rc2 : 0;
}

static int write_attr(struct cxl_region *region, const char *attr,
		      const char *value)
{
	return refresh_after(region,
			     node_write(&region->object.node, attr, value));
}

static int set(struct cxl_region *region, const char *attr, const char *value)
{
	return object_note(&region->object, attr, "set",
			   write_attr(region, attr, value));
}

EXPORT int cxl_region_set_size(struct cxl_region *region,
			       unsigned long long size)
{
	char value[32];

	if (!size)
		return object_note(&region->object, "size", "set", -EINVAL);
	snprintf(value, sizeof(value), "%#llx\n", size);
	return set(region, "size", value);
}

EXPORT int cxl_region_set_uuid(struct cxl_region *region, uuid_t uuid)
{
	char value[UUID_STR_LEN + 1];

	uuid_unparse_lower(uuid, value);
	strcat(value, "\n");	/* the kernel wants exactly 37 bytes */
	return set(region, "uuid", value);
}

EXPORT int cxl_region_set_interleave_ways(struct cxl_region *region,
					  unsigned int ways)
{
	char value[16];

	snprintf(value, sizeof(value), "%u\n", ways);
	return set(region, "interleave_ways", value);
}

EXPORT int cxl_region_set_interleave_granularity(struct cxl_region *region,
						 unsigned int granularity)
{
	char value[16];

	snprintf(value, sizeof(value), "%u\n", granularity);
	return set(region, "interleave_granularity", value);
}

/* ---- targets ----------------------------------------------------------- */

static int write_target(struct cxl_region *region, int position,
			const char *value)
{
	char attr[32];
	int rc;

	snprintf(attr, sizeof(attr), "target%d", position);
	rc = node_write(&region->object.node, attr, value);
	forget_mappings(region);
	return rc;
}

static int detach(struct cxl_region *region, int position)
{
	int rc = driver_check_unbound(&region->object);

	return rc < 0 ? rc : write_target(region, position, "\n");
}

EXPORT int cxl_region_clear_target(struct cxl_region *region, int position)
{
	return target_note(region, position, "detach", detach(region, position));
}

/*
 * The write named a decoder. Whether the kernel took the one that we mean, the
 * two partners must both show; another decoder of that name is detached at once.
 */
static int verify_target(struct cxl_region *region, int position,
			 struct cxl_decoder *decoder)
{
	char target[IO_TEXT_MAX], owner[IO_TEXT_MAX];
	int rc = region_target_name(region, position, target);

	if (rc < 0)
		return rc;
	if (strcmp(target, cxl_decoder_get_devname(decoder)))
		return -EIO;
	rc = decoder_region_name(decoder, owner);
	if (!rc && strcmp(owner, cxl_region_get_devname(region)))
		rc = -ENODEV;
	if (rc == -ENODEV)
		write_target(region, position, "\n");
	return rc;
}

/*
 * Never written twice: a second write of the same decoder corrupts the
 * kernel's bookkeeping, so look first what is there.
 */
static int attach(struct cxl_region *region, int position,
		  struct cxl_decoder *decoder)
{
	char name[IO_TEXT_MAX];
	int rc;

	if (!decoder)
		return -ENXIO;
	rc = region_target_name(region, position, name);
	if (rc < 0)
		return rc;
	if (*name && strcmp(name, cxl_decoder_get_devname(decoder)))
		return -EBUSY;
	rc = node_check(&decoder->object.node);
	if (!rc && !*name)
		rc = write_target(region, position,
				  cxl_decoder_get_devname(decoder));
	return rc < 0 ? rc : verify_target(region, position, decoder);
}

EXPORT int cxl_region_set_target(struct cxl_region *region, int position,
				 struct cxl_decoder *decoder)
{
	return target_note(region, position, "attach",
			   attach(region, position, decoder));
}

/* How many positions there are now: too few, and some would be forgotten. */
static int count_ways(struct cxl_region *region)
{
	char text[IO_TEXT_MAX];
	ssize_t n = node_await(&region->object.node, "interleave_ways", text,
			       sizeof(text));
	int ways, rc;

	if (n < 0)
		return (int)n;
	rc = text_to_int(text, &ways);
	return rc < 0 ? rc : ways;
}

static int clear_if_set(struct cxl_region *region, int position)
{
	char name[IO_TEXT_MAX];
	int rc = region_target_name(region, position, name);

	if (rc < 0 || !*name)
		return target_note(region, position, "read", rc);
	return cxl_region_clear_target(region, position);
}

/* Descending: a hole among the targets makes the kernel trip over it. */
EXPORT int cxl_region_clear_all_targets(struct cxl_region *region)
{
	int ways = object_note(&region->object, "interleave_ways", "read",
			       count_ways(region));

	if (ways < 0)
		return ways;
	for (int i = ways - 1; i >= 0; i--) {
		int rc = clear_if_set(region, i);

		if (rc < 0)
			return rc;
	}
	return 0;
}

/* ---- committing and driver --------------------------------------------- */

/* -EIO when the kernel took the value and shows another. */
static int commit(struct cxl_region *region, const char *value)
{
	char text[IO_TEXT_MAX];
	int rc = write_attr(region, "commit", value);

	if (rc < 0)
		return rc;
	region->commit = *value == '1';
	if (node_await(&region->object.node, "commit", text, sizeof(text)) < 0)
		return node_is_gone(&region->object.node) ? -ENODEV : 0;
	return *text == *value ? 0 : -EIO;
}

EXPORT int cxl_region_decode_commit(struct cxl_region *region)
{
	return object_note(&region->object, "commit", "commit",
			   commit(region, "1\n"));
}

EXPORT int cxl_region_decode_reset(struct cxl_region *region)
{
	int rc = driver_check_unbound(&region->object);

	return object_note(&region->object, "commit", "reset",
			   rc < 0 ? rc : commit(region, "0\n"));
}

EXPORT int cxl_region_is_enabled(struct cxl_region *region)
{
	return driver_may_be_bound(&region->object);
}

EXPORT int cxl_region_enable(struct cxl_region *region)
{
	bool bound;
	int rc = driver_look(&region->object, &bound);

	if (!rc && bound)
		return 0;
	if (!rc)
		rc = driver_bind(&region->object, "cxl_region");
	return object_note(&region->object, "driver", "bind",
			   rc < 0 ? rc : refresh_after(region, 0));
}

EXPORT int cxl_region_refresh(struct cxl_region *region)
{
	return object_note(&region->object, NULL, "read", region_refresh(region));
}

/* ---- getters ----------------------------------------------------------- */

EXPORT void cxl_region_get_uuid(struct cxl_region *region, uuid_t uuid)
{
	char text[IO_TEXT_MAX];

	if (node_read(&region->object.node, "uuid", text, sizeof(text)) < 0 ||
	    uuid_parse(text, uuid) < 0)
		uuid_clear(uuid);
}

EXPORT enum cxl_decoder_mode cxl_region_get_mode(struct cxl_region *region)
{
	const char *mode = region_now(region)->mode;

	return mode ? cxl_decoder_mode_from_ident(mode) : CXL_DECODER_MODE_NONE;
}

EXPORT const char *cxl_region_get_mode_name(struct cxl_region *region)
{
	return region->mode;
}

/* The kernel says all ones as long as there is none; the published value for that is 0. */
EXPORT unsigned long long cxl_region_get_resource(struct cxl_region *region)
{
	return region_now(region)->resource == UINT64_MAX ? 0 : region->resource;
}

EXPORT enum cxl_region_locked_state
cxl_region_locked_state(struct cxl_region *region)
{
	if (region_now(region)->locked < 0)
		return CXL_REGION_LOCKED_UNKNOWN;
	return region->locked ? CXL_REGION_LOCKED : CXL_REGION_UNLOCKED;
}

EXPORT const char *cxl_region_get_devname(struct cxl_region *region)
{
	return object_name(&region->object);
}

EXPORT int cxl_region_get_id(struct cxl_region *region)
{
	return region->object.id;
}

EXPORT struct cxl_ctx *cxl_region_get_ctx(struct cxl_region *region)
{
	return region->object.ctx;
}

EXPORT struct cxl_decoder *cxl_region_get_decoder(struct cxl_region *region)
{
	return (struct cxl_decoder *)region->object.parent;
}

EXPORT bool cxl_region_is_gone(struct cxl_region *region)
{
	return node_is_gone(&region->object.node);
}

/* Public getters: the symbol, its type, its field. */
#define REGION_GET(symbol, type, field) \
	EXPORT type symbol(struct cxl_region *region) { return region_now(region)->field; }

REGION_GET(cxl_region_get_size, unsigned long long, size)
REGION_GET(cxl_region_get_extended_linear_cache_size, unsigned long long, cache_size)
REGION_GET(cxl_region_get_interleave_ways, unsigned int, interleave_ways)
REGION_GET(cxl_region_get_interleave_granularity, unsigned int, interleave_granularity)
REGION_GET(cxl_region_decode_is_committed, int, commit)
