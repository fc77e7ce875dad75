// SPDX-License-Identifier: LGPL-2.1-or-later
/* A decoder: one address range of a port, and the targets it spreads it over. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/attr.h"
#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "object/classes.h"
#include "object/decoder.h"
#include "object/mark.h"
#include "object/endpoint.h"
#include "object/port.h"

static const struct attr common_attrs[] = {
	ATTR_MUST("size",	cxl_decoder, size, -1),
	ATTR("interleave_ways",	cxl_decoder, interleave_ways, -1),
};

/* Below a root: of one that decodes nothing they are read when asked for. */
static const struct attr range_attrs[] = {
	ATTR("start",		cxl_decoder, start, -1),
	ATTR("interleave_granularity", cxl_decoder, interleave_granularity, -1),
};

static const struct attr root_attrs[] = {
	ATTR("cap_pmem",	cxl_decoder, cap_pmem, false),
	ATTR("cap_ram",		cxl_decoder, cap_ram, false),
	ATTR("cap_type2",	cxl_decoder, cap_type2, false),
	ATTR("cap_type3",	cxl_decoder, cap_type3, false),
	ATTR("qos_class",	cxl_decoder, qos_class, CXL_QOS_CLASS_NONE),
	ATTR_MUST("target_list", cxl_decoder, target_list, 0),
};

static const struct attr switch_attrs[] = {
	ATTR_MUST("target_list", cxl_decoder, target_list, 0),
	ATTR("region",		cxl_decoder, region_name, 0),
};

static const struct attr endpoint_attrs[] = {
	ATTR("mode",		cxl_decoder, mode, 0),
	ATTR("dpa_size",	cxl_decoder, dpa_size, -1),
	ATTR("region",		cxl_decoder, region_name, 0),
};

static const struct attr endpoint_range_attrs[] = {
	ATTR("dpa_resource",	cxl_decoder, dpa_resource, -1),
};

static struct cxl_decoder *to_decoder(struct object *object)
{
	return container_of(object, struct cxl_decoder, object);
}

static struct cxl_port *port_of(const struct cxl_decoder *decoder)
{
	return port_above(&decoder->object);
}

bool decoder_is_root(const struct cxl_decoder *decoder)
{
	return decoder->object.parent->kind == OBJECT_BUS;
}

bool decoder_is_endpoint(const struct cxl_decoder *decoder)
{
	return decoder->object.parent->kind == OBJECT_ENDPOINT;
}

/* ---- life -------------------------------------------------------------- */

static void decoder_done(struct object *object)
{
	struct cxl_decoder *decoder = to_decoder(object);

	if (decoder->lock_depth)
		io_close(&object->ctx->io, decoder->lock);
	list_free(&decoder->targets);
	names_done(&decoder->region_names);
	free(decoder->target_list);
	free(decoder->mode);
	free(decoder->region_name);
}

static int load_kind(struct cxl_decoder *decoder, int fd)
{
	struct object *object = &decoder->object;

	if (decoder_is_root(decoder))
		return object_load(object, fd, root_attrs, ARRAY_SIZE(root_attrs));
	if (decoder_is_endpoint(decoder))
		return object_load(object, fd, endpoint_attrs,
				   ARRAY_SIZE(endpoint_attrs));
	return object_load(object, fd, switch_attrs, ARRAY_SIZE(switch_attrs));
}

static int load_range(struct cxl_decoder *decoder, int fd)
{
	struct object *object = &decoder->object;
	int rc = object_load(object, fd, range_attrs, ARRAY_SIZE(range_attrs));

	if (!rc && decoder_is_endpoint(decoder))
		rc = object_load(object, fd, endpoint_range_attrs,
				 ARRAY_SIZE(endpoint_range_attrs));
	decoder->range_read = !rc;
	return rc;
}

static int load_attrs(struct cxl_decoder *decoder, int fd)
{
	int rc = object_load(&decoder->object, fd, common_attrs,
			     ARRAY_SIZE(common_attrs));

	if (!rc)
		rc = load_kind(decoder, fd);
	decoder->range_read = false;
	if (rc < 0 || (!decoder->size && !decoder_is_root(decoder)))
		return rc;
	return load_range(decoder, fd);
}

const struct cxl_decoder *decoder_now(struct cxl_decoder *decoder)
{
	object_update(&decoder->object);
	return decoder;
}

/* Where the device has left since, they are absent. */
static const struct cxl_decoder *with_range(struct cxl_decoder *decoder)
{
	int fd;

	object_update(&decoder->object);
	if (decoder->range_read)
		return decoder;
	decoder->start = decoder->dpa_resource = UINT64_MAX;
	decoder->interleave_granularity = UINT_MAX;
	fd = node_dir(&decoder->object.node);
	if (fd >= 0)
		load_range(decoder, fd);
	decoder->range_read = true;
	return decoder;
}

static int decoder_load(struct object *object, int fd)
{
	struct cxl_decoder *decoder = to_decoder(object);

	list_init(&decoder->targets);
	siblings_init(&decoder->regions, object->ctx, object, OBJECT_REGION);
	decoder->region_names.kinds = OBJECT_BIT(OBJECT_REGION);
	return load_attrs(decoder, fd);
}

static int refresh(struct cxl_decoder *decoder)
{
	int fd = node_dir(&decoder->object.node);

	decoder->object.unread = 0;
	decoder->object.stale = false;
	return fd < 0 ? fd : load_attrs(decoder, fd);
}

EXPORT int cxl_decoder_refresh(struct cxl_decoder *decoder)
{
	return object_note(&decoder->object, NULL, "read", refresh(decoder));
}

static void forget_regions(struct cxl_decoder *decoder)
{
	siblings_forget(&decoder->regions);
	names_done(&decoder->region_names);
	decoder->region_names_read = false;
}

static void decoder_expire(struct object *object)
{
	forget_regions(to_decoder(object));
}

static int decoder_reload(struct object *object)
{
	return refresh(to_decoder(object));
}

static struct list *decoder_siblings(struct object *object)
{
	return &port_above(object)->decoders.list;
}

const struct object_class decoder_class = {
	.size = sizeof(struct cxl_decoder),
	.load = decoder_load,
	.reload = decoder_reload,
	.expire = decoder_expire,
	.done = decoder_done,
	.siblings = decoder_siblings,
};

/* ---- walking ----------------------------------------------------------- */

static struct siblings *decoders(struct cxl_port *port)
{
	siblings_list(&port->decoders, port_names(port));
	return &port->decoders;
}

EXPORT struct cxl_decoder *cxl_decoder_get_first(struct cxl_port *port)
{
	return (struct cxl_decoder *)siblings_first(decoders(port));
}

EXPORT struct cxl_decoder *cxl_decoder_get_next(struct cxl_decoder *decoder)
{
	return (struct cxl_decoder *)
		siblings_next(decoders(port_of(decoder)), &decoder->object);
}

EXPORT struct cxl_decoder *cxl_decoder_get_last(struct cxl_port *port)
{
	return (struct cxl_decoder *)siblings_last(decoders(port));
}

EXPORT struct cxl_decoder *cxl_decoder_get_prev(struct cxl_decoder *decoder)
{
	return (struct cxl_decoder *)
		siblings_prev(decoders(port_of(decoder)), &decoder->object);
}

EXPORT struct cxl_decoder *cxl_decoder_get_by_name(struct cxl_ctx *ctx,
						   const char *name)
{
	return (struct cxl_decoder *)object_get(ctx, name, OBJECT_DECODER);
}

/* ---- relations --------------------------------------------------------- */

int decoder_region_name(struct cxl_decoder *decoder, char *name)
{
	ssize_t n = node_await(&decoder->object.node, "region", name,
			       IO_TEXT_MAX);

	return n < 0 ? (int)n : 0;
}

EXPORT const char *cxl_decoder_get_region_name(struct cxl_decoder *decoder)
{
	const char *name = decoder_now(decoder)->region_name;

	return name && *name ? name : NULL;
}

EXPORT struct cxl_memdev *cxl_decoder_get_memdev(struct cxl_decoder *decoder)
{
	struct cxl_endpoint *endpoint = cxl_port_to_endpoint(port_of(decoder));

	return endpoint ? endpoint_memdev(endpoint) : NULL;
}

/* ---- changing ---------------------------------------------------------- */

/* Writes and refreshes: the object shows what the kernel kept. */
static int set(struct cxl_decoder *decoder, const char *attr, const char *value)
{
	int rc = node_write(&decoder->object.node, attr, value);
	int rc2 = refresh(decoder);

	if (!rc && rc2 == -ENODEV)	/* else it is done, seen or not */
		rc = rc2;
	return object_note(&decoder->object, attr, "set", rc);
}

static int refuse(struct cxl_decoder *decoder, const char *attr)
{
	return object_note(&decoder->object, attr, "set", -EINVAL);
}

EXPORT int cxl_decoder_set_mode(struct cxl_decoder *decoder,
				enum cxl_decoder_mode mode)
{
	if (!decoder_is_endpoint(decoder) ||
	    (mode != CXL_DECODER_MODE_PMEM && mode != CXL_DECODER_MODE_RAM))
		return refuse(decoder, "mode");
	return set(decoder, "mode", cxl_decoder_mode_name(mode));
}

/* -EIO when the kernel took the size and shows another. */
static int check_dpa_size(struct cxl_decoder *decoder, uint64_t size)
{
	struct node *node = &decoder->object.node;
	char text[IO_TEXT_MAX];
	uint64_t now = size;
	ssize_t n = node_await(node, "dpa_size", text, sizeof(text));

	if (n < 0 && node_is_gone(node))
		return -ENODEV;
	if (n >= 0 && text_to_u64(text, &now) < 0)
		return -EIO;
	decoder->dpa_size = now;	/* what cannot be seen is believed */
	return now == size ? 0 : -EIO;
}

/*
 * The kernel frees the old allocation before it tries the new one, so what
 * counts is what it holds afterwards.
 */
EXPORT int cxl_decoder_set_dpa_size(struct cxl_decoder *decoder,
				    unsigned long long size)
{
	char value[32];
	int rc;

	if (!decoder_is_endpoint(decoder))
		return refuse(decoder, "dpa_size");
	snprintf(value, sizeof(value), "%#llx\n", size);
	rc = set(decoder, "dpa_size", value);
	if (!rc)
		mark_set(&decoder->object, NULL);	/* what is set aside now, or freed, is not what was */
	return rc < 0 ? rc : object_note(&decoder->object, "dpa_size", "read back",
					 check_dpa_size(decoder, size));
}

/* ---- getters ----------------------------------------------------------- */

EXPORT const char *cxl_decoder_get_devname(struct cxl_decoder *decoder)
{
	return object_name(&decoder->object);
}

EXPORT int cxl_decoder_get_id(struct cxl_decoder *decoder)
{
	return decoder->object.id;
}

EXPORT struct cxl_ctx *cxl_decoder_get_ctx(struct cxl_decoder *decoder)
{
	return decoder->object.ctx;
}

EXPORT struct cxl_port *cxl_decoder_get_port(struct cxl_decoder *decoder)
{
	return port_of(decoder);
}

EXPORT bool cxl_decoder_is_gone(struct cxl_decoder *decoder)
{
	return node_is_gone(&decoder->object.node);
}

EXPORT unsigned long long
cxl_decoder_get_dpa_resource(struct cxl_decoder *decoder)
{
	return decoder_is_endpoint(decoder) ? with_range(decoder)->dpa_resource :
					      ULLONG_MAX;
}

EXPORT unsigned long long cxl_decoder_get_dpa_size(struct cxl_decoder *decoder)
{
	return decoder_is_endpoint(decoder) ? decoder_now(decoder)->dpa_size : ULLONG_MAX;
}

EXPORT int cxl_root_decoder_get_qos_class(struct cxl_decoder *decoder)
{
	return decoder_is_root(decoder) ? decoder_now(decoder)->qos_class : -EINVAL;
}

EXPORT const char *cxl_decoder_get_mode_name(struct cxl_decoder *decoder)
{
	return decoder_now(decoder)->mode;
}

/* A word newer than this library is some mixture to a caller of that time. */
EXPORT enum cxl_decoder_mode cxl_decoder_get_mode(struct cxl_decoder *decoder)
{
	const char *word = decoder_now(decoder)->mode;
	enum cxl_decoder_mode mode;

	if (!word || !strcmp(word, "none"))
		return CXL_DECODER_MODE_NONE;
	mode = cxl_decoder_mode_from_ident(word);
	return mode == CXL_DECODER_MODE_NONE ? CXL_DECODER_MODE_MIXED : mode;
}

EXPORT enum cxl_decoder_target_type
cxl_decoder_get_target_type(struct cxl_decoder *decoder)
{
	char text[IO_TEXT_MAX];

	if (node_read(&decoder->object.node, "target_type", text,
		      sizeof(text)) < 0)
		return CXL_DECODER_TTYPE_UNKNOWN;
	if (!strcmp(text, "expander"))
		return CXL_DECODER_TTYPE_EXPANDER;
	if (!strcmp(text, "accelerator"))
		return CXL_DECODER_TTYPE_ACCELERATOR;
	return CXL_DECODER_TTYPE_UNKNOWN;
}

EXPORT bool cxl_decoder_is_locked(struct cxl_decoder *decoder)
{
	char text[IO_TEXT_MAX];

	return node_read(&decoder->object.node, "locked", text,
			 sizeof(text)) > 0 && strcmp(text, "0");
}

/* Only root decoders are limited; below them every decoder can do all. */
#define DECODER_CAN(symbol, cap)					\
	EXPORT bool symbol(struct cxl_decoder *decoder)			\
	{								\
		return !decoder_is_root(decoder) || decoder_now(decoder)->cap;	\
	}

DECODER_CAN(cxl_decoder_is_pmem_capable, cap_pmem)
DECODER_CAN(cxl_decoder_is_volatile_capable, cap_ram)
DECODER_CAN(cxl_decoder_is_mem_capable, cap_type3)
DECODER_CAN(cxl_decoder_is_accelmem_capable, cap_type2)

/* Public getters: the symbol, its type, its field. */
#define DECODER_GET(symbol, type, decoder_field) \
	EXPORT type symbol(struct cxl_decoder *decoder) { return decoder_field; }

DECODER_GET(cxl_decoder_get_resource, unsigned long long, with_range(decoder)->start)
DECODER_GET(cxl_decoder_get_size, unsigned long long, decoder_now(decoder)->size)
DECODER_GET(cxl_decoder_get_interleave_granularity, unsigned int,
	    with_range(decoder)->interleave_granularity)
DECODER_GET(cxl_decoder_get_interleave_ways, unsigned int,
	    decoder_now(decoder)->interleave_ways)
