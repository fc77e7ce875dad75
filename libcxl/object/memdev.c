// SPDX-License-Identifier: LGPL-2.1-or-later
/* A memdev: one CXL memory device. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <cxl/libcxl.h>

#include "core/attr.h"
#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/index.h"
#include "core/io.h"
#include "core/missing.h"
#include "core/text.h"
#include "driver/driver.h"
#include "object/classes.h"
#include "object/endpoint.h"
#include "object/memdev.h"
#include "object/pci-slot.h"
#include "object/port.h"

struct cxl_memdev {
	struct object object;
	char *host;			/* name of the parent device */
	struct cxl_endpoint *endpoint;	/* once found */

	/* filled by memdev_attrs[] */
	uint64_t pmem_size;
	uint64_t ram_size;
	uint64_t serial;
	int pmem_qos_class;
	int ram_qos_class;
	int numa_node;
	char *firmware_version;

	/* filled by memdev_mailbox_attrs[] when first asked for */
	bool mailbox_read;
	uint64_t payload_max;
	uint64_t label_size;
	char *dev;

	struct dir mailbox;		/* its character device, open while it is used often */
	void *slots[MEMDEV_SLOTS];
};

static const struct attr memdev_attrs[] = {
	ATTR_MUST("pmem/size",	 cxl_memdev, pmem_size, 0),
	ATTR("pmem/qos_class",	 cxl_memdev, pmem_qos_class, CXL_QOS_CLASS_NONE),
	ATTR_MUST("ram/size",	 cxl_memdev, ram_size, 0),
	ATTR("ram/qos_class",	 cxl_memdev, ram_qos_class, CXL_QOS_CLASS_NONE),
	ATTR("serial",		 cxl_memdev, serial, -1),
	ATTR("numa_node",	 cxl_memdev, numa_node, -1),
	ATTR("firmware_version", cxl_memdev, firmware_version, 0),
};

/* What only the mailbox needs, and no listing shows. */
static const struct attr memdev_mailbox_attrs[] = {
	ATTR("payload_max",	   cxl_memdev, payload_max, -1),
	ATTR("label_storage_size", cxl_memdev, label_size, -1),
	ATTR("dev",		   cxl_memdev, dev, 0),
};

static struct cxl_memdev *to_memdev(struct object *object)
{
	return container_of(object, struct cxl_memdev, object);
}

/* ---- life -------------------------------------------------------------- */

static void memdev_done(struct object *object)
{
	struct cxl_memdev *memdev = to_memdev(object);

	memdev_close(memdev);
	free(memdev->host);
	free(memdev->firmware_version);
	free(memdev->dev);
	for (int i = 0; i < MEMDEV_SLOTS; i++)
		free(memdev->slots[i]);
}

/* The name of the directory that holds ours. */
static char *parent_name(const char *path)
{
	_cleanup_free_ char *parent = strdup(path);

	if (!parent)
		return NULL;
	*strrchr(parent, '/') = '\0';
	return strdup(path_name(parent));
}

static int memdev_load(struct object *object, int fd)
{
	struct cxl_memdev *memdev = to_memdev(object);

	memdev->host = parent_name(object->node.path);
	if (!memdev->host)
		return -ENOMEM;
	return object_load(object, fd, memdev_attrs, ARRAY_SIZE(memdev_attrs));
}

static void memdev_expire(struct object *object)
{
	struct cxl_memdev *memdev = to_memdev(object);

	memdev_close(memdev);
	memdev->endpoint = NULL;
	memdev->mailbox_read = false;
	free(memdev->slots[MEMDEV_MBOX]);	/* other firmware offers others */
	memdev->slots[MEMDEV_MBOX] = NULL;
}

static int memdev_reload(struct object *object)
{
	object->unread = attrs_reload(&object->node, memdev_attrs,
				      ARRAY_SIZE(memdev_attrs), to_memdev(object));
	return object->unread;
}

/* With the attributes as they are now. */
static const struct cxl_memdev *memdev_now(struct cxl_memdev *memdev)
{
	object_update(&memdev->object);
	return memdev;
}

static struct list *memdev_siblings(struct object *object)
{
	return &object->ctx->memdevs.list;
}

const struct object_class memdev_class = {
	.size = sizeof(struct cxl_memdev),
	.load = memdev_load,
	.reload = memdev_reload,
	.expire = memdev_expire,
	.forget = memdev_forget_endpoint,
	.done = memdev_done,
	.siblings = memdev_siblings,
};

/* Without memory or device the fields stay what absent attributes give; a listing asks why. */
static const struct cxl_memdev *with_mailbox(struct cxl_memdev *memdev)
{
	if (!memdev->mailbox_read) {
		memdev->payload_max = memdev->label_size = UINT64_MAX;
		ctx_miss(memdev->object.ctx, cxl_memdev_get_devname(memdev),
			 attrs_reload(&memdev->object.node, memdev_mailbox_attrs,
				      ARRAY_SIZE(memdev_mailbox_attrs), memdev));
		memdev->mailbox_read = true;
	}
	return memdev;
}

/* ---- walking and relations --------------------------------------------- */

static struct siblings *memdevs(struct cxl_ctx *ctx)
{
	siblings_list(&ctx->memdevs, ctx_names(ctx));
	return &ctx->memdevs;
}

EXPORT struct cxl_memdev *cxl_memdev_get_first(struct cxl_ctx *ctx)
{
	return (struct cxl_memdev *)siblings_first(memdevs(ctx));
}

EXPORT struct cxl_memdev *cxl_memdev_get_next(struct cxl_memdev *memdev)
{
	return (struct cxl_memdev *)
		siblings_next(memdevs(memdev->object.ctx), &memdev->object);
}

EXPORT struct cxl_memdev *cxl_memdev_get_by_name(struct cxl_ctx *ctx,
						 const char *name)
{
	return (struct cxl_memdev *)object_get(ctx, name, OBJECT_MEMDEV);
}

struct cxl_memdev *memdev_known(struct cxl_ctx *ctx, const char *name)
{
	struct object *object = ctx_index_find(ctx, name);

	return object && object->kind == OBJECT_MEMDEV ? to_memdev(object) : NULL;
}

struct cxl_endpoint **memdev_endpoint(struct cxl_memdev *memdev)
{
	return &memdev->endpoint;
}

void memdev_forget_endpoint(struct object *memdev)
{
	to_memdev(memdev)->endpoint = NULL;
}

EXPORT bool cxl_memdev_is_port_ancestor(struct cxl_memdev *memdev,
					struct cxl_port *port)
{
	size_t len = strlen(port->uport);

	return !cxl_port_is_root(port) &&
	       !strncmp(memdev_path(memdev), port->uport, len) &&
	       memdev_path(memdev)[len] == '/';
}

struct cxl_port *port_towards(struct cxl_port *port, struct cxl_memdev *memdev)
{
	struct cxl_port *below;

	cxl_port_foreach(port, below)
		if (cxl_memdev_is_port_ancestor(memdev, below))
			return below;
	return NULL;
}

const char *memdev_path(const struct cxl_memdev *memdev)
{
	return memdev->object.node.path;
}

struct object *memdev_object(struct cxl_memdev *memdev)
{
	return &memdev->object;
}

void **memdev_slot(struct cxl_memdev *memdev, enum memdev_slot slot)
{
	return &memdev->slots[slot];
}

/* ---- driver ------------------------------------------------------------ */

EXPORT int cxl_memdev_is_enabled(struct cxl_memdev *memdev)
{
	return driver_may_be_bound(&memdev->object);
}

EXPORT int cxl_memdev_nvdimm_bridge_active(struct cxl_memdev *memdev)
{
	char link[32];

	snprintf(link, sizeof(link), "pmem%d/driver", memdev->object.id);
	return object_may_have(&memdev->object, link);
}

/* ---- character device -------------------------------------------------- */

int dev_parse(const char *text, int *major, int *minor)
{
	return text_to_pair(text, "", ':', major, minor) ? -ENXIO : 0;
}

static int dev_number(struct cxl_memdev *memdev, int *major, int *minor)
{
	const char *dev = with_mailbox(memdev)->dev;

	return dev ? dev_parse(dev, major, minor) : -ENXIO;
}

/* The number as the kernel has it now; -ENODEV when the device left. */
static int read_number(struct cxl_memdev *memdev, int *major, int *minor)
{
	char text[32];
	ssize_t n = node_read(&memdev->object.node, "dev", text, sizeof(text));

	if (n < 0)
		return n == -ENOENT || n == -EOVERFLOW ? -ENXIO : (int)n;
	return dev_parse(text, major, minor);
}

/*
 * The name may have been given to another device before the node was opened.
 * If ours still has its number once it is open, that was never free in between.
 */
static int prove(struct cxl_memdev *memdev, int fd)
{
	struct stat st;
	int ma, mi, rc;

	rc = read_number(memdev, &ma, &mi);
	if (!rc)
		rc = io_stat(&memdev->object.ctx->io, fd, &st);
	if (!rc && (!S_ISCHR(st.st_mode) ||
		    st.st_rdev != makedev((unsigned int)ma, (unsigned int)mi)))
		rc = -ENXIO;
	return rc;
}

int memdev_open(struct cxl_memdev *memdev, int flags)
{
	struct io *io = &memdev->object.ctx->io;
	char path[32];
	int fd, rc;

	if (io->readonly)	/* its mailbox stayed behind, whatever has its name */
		return -EROFS;
	snprintf(path, sizeof(path), "dev/cxl/mem%d", memdev->object.id);
	fd = io_open(io, io->root, path, flags);
	if (dirs_close_others(io, fd, -1))
		fd = io_open(io, io->root, path, flags);
	if (fd < 0)
		return node_is_gone(&memdev->object.node) ? -ENODEV : fd;
	rc = prove(memdev, fd);
	if (rc < 0) {
		io_close(io, fd);
		return rc;
	}
	return fd;
}

int memdev_use(struct cxl_memdev *memdev)
{
	struct io *io = &memdev->object.ctx->io;
	int fd = dir_use(&memdev->mailbox, io);

	if (fd >= 0)
		return fd;
	fd = memdev_open(memdev, O_RDWR);
	if (fd >= 0)
		dir_keep(&memdev->mailbox, io, fd);
	return fd;
}

void memdev_close(struct cxl_memdev *memdev)
{
	dir_close(&memdev->mailbox, &memdev->object.ctx->io);
}

int memdev_lock(struct cxl_memdev *memdev)
{
	struct io *io = &memdev->object.ctx->io;
	int fd = memdev_open(memdev, O_RDONLY), rc;

	if (fd < 0)
		return fd;
	rc = io_lock_fd(io, fd);
	if (rc < 0) {
		io_close(io, fd);
		return rc;
	}
	return fd;
}

EXPORT int cxl_memdev_get_major(struct cxl_memdev *memdev)
{
	int ma, mi, rc = dev_number(memdev, &ma, &mi);

	return rc < 0 ? rc : ma;
}

EXPORT int cxl_memdev_get_minor(struct cxl_memdev *memdev)
{
	int ma, mi, rc = dev_number(memdev, &ma, &mi);

	return rc < 0 ? rc : mi;
}

/* ---- getters ----------------------------------------------------------- */

EXPORT const char *cxl_memdev_get_devname(struct cxl_memdev *memdev)
{
	return object_name(&memdev->object);
}

EXPORT int cxl_memdev_get_id(struct cxl_memdev *memdev)
{
	return memdev->object.id;
}

EXPORT struct cxl_ctx *cxl_memdev_get_ctx(struct cxl_memdev *memdev)
{
	return memdev->object.ctx;
}

EXPORT bool cxl_memdev_is_gone(struct cxl_memdev *memdev)
{
	return node_is_gone(&memdev->object.node);
}

EXPORT size_t cxl_memdev_get_label_size(struct cxl_memdev *memdev)
{
	return with_mailbox(memdev)->label_size;
}

EXPORT size_t cxl_memdev_get_payload_max(struct cxl_memdev *memdev)
{
	return with_mailbox(memdev)->payload_max;
}

EXPORT const char *cxl_memdev_get_slot(struct cxl_memdev *memdev)
{
	return pci_slot_of(memdev->object.ctx, memdev->host);
}

EXPORT const char *cxl_memdev_get_host(struct cxl_memdev *memdev)
{
	return memdev->host;
}

/* Public getters: the symbol, its type, its field. */
#define MEMDEV_GET(symbol, type, field) \
	EXPORT type symbol(struct cxl_memdev *memdev) { return memdev_now(memdev)->field; }

MEMDEV_GET(cxl_memdev_get_pmem_size, unsigned long long, pmem_size)
MEMDEV_GET(cxl_memdev_get_ram_size, unsigned long long, ram_size)
MEMDEV_GET(cxl_memdev_get_pmem_qos_class, int, pmem_qos_class)
MEMDEV_GET(cxl_memdev_get_ram_qos_class, int, ram_qos_class)
MEMDEV_GET(cxl_memdev_get_serial, unsigned long long, serial)
MEMDEV_GET(cxl_memdev_get_numa_node, int, numa_node)
MEMDEV_GET(cxl_memdev_get_firmware_verison, const char *, firmware_version)
