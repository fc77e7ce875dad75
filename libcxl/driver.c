// SPDX-License-Identifier: LGPL-2.1-or-later
/* Drivers: whether a device has one, and giving it one or taking it away. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "ctx.h"
#include "driver.h"
#include "io.h"
#include "log.h"
#include "module.h"
#include "object.h"
#include "retry.h"
#include "text.h"

int driver_is_bound(struct object *object)
{
	return node_has(&object->node, "driver");
}

bool driver_may_be_bound(struct object *object)
{
	int dir = node_dir(&object->node);

	return dir < 0 ? dir != -ENODEV :
			 !io_lacks(&object->ctx->io, dir, "driver");
}

/* ---- binding ----------------------------------------------------------- */

/*
 * Tries until bound, refused for good, or gone. A memdev whose detaching is
 * still under way answers EBUSY: settling first is what helps.
 */
static int bind_patiently(struct object *object, const char *path)
{
	const struct io *io = &object->ctx->io;
	struct retry retry = RETRY(io, RETRY_BIND);
	int rc = 0;

	do {
		if (retry.tries)
			cxl_settle(object->ctx);
		if (!node_is_alive(&object->node))
			return -ENODEV;
		rc = io_write(io, io->root, path, object_name(object));
		if (driver_is_bound(object))
			return 0;
	} while (retry_again(&retry, rc));
	return rc < 0 && rc != -ENODEV ? rc : -ENXIO;
}

int driver_bind(struct object *object, const char *driver)
{
	const struct io *io = &object->ctx->io;
	char path[64];

	snprintf(path, sizeof(path), "sys/bus/cxl/drivers/%s/bind", driver);
	if (!io_exists(io, io->root, path) && !io->readonly) {
		int rc = module_load(driver);

		if (rc < 0)
			log_debug(object->ctx, "module %s: %s", driver,
				  strerror(-rc));
	}
	return bind_patiently(object, path);
}

/* ---- unbinding --------------------------------------------------------- */

int driver_unbind(struct object *object)
{
	int rc;

	if (!driver_is_bound(object))
		return node_is_alive(&object->node) ? 0 : -ENODEV;
	rc = node_write(&object->node, "driver/unbind", object_name(object));
	if (!driver_is_bound(object))
		return 0;
	return rc < 0 ? rc : -EBUSY;
}

int driver_unbind_path(struct object *object, const char *path)
{
	struct io *io = &object->ctx->io;
	struct node node = { 0 };
	int fd = node_init(&node, io, path), rc = 0;

	if (fd < 0)
		return fd == -ENOENT ? -ENODEV : fd;
	if (io_exists(io, fd, "driver"))
		rc = node_is_alive(&object->node) ?
			io_write(io, fd, "driver/unbind", path_name(path)) : -ENODEV;
	if (!rc && io_exists(io, fd, "driver"))
		rc = -EBUSY;
	io_close(io, fd);
	node_done(&node);
	return rc;
}
