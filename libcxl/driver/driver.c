// SPDX-License-Identifier: LGPL-2.1-or-later
/* Drivers: whether a device has one, and giving it one or taking it away. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/log.h"
#include "core/object.h"
#include "core/retry.h"
#include "core/text.h"
#include "driver/driver.h"
#include "driver/module.h"

int driver_look(struct object *object, bool *ret)
{
	return node_look(&object->node, "driver", ret);
}

int driver_check_unbound(struct object *object)
{
	bool bound;
	int rc = driver_look(object, &bound);

	if (rc < 0)
		return rc;
	return bound ? -EBUSY : 0;
}

int driver_may_be_bound(struct object *object)
{
	return object_may_have(object, "driver");
}

/* ---- binding ----------------------------------------------------------- */

/*
 * Tries until bound, refused for good, or gone. A memdev whose detaching is
 * still under way fails with EBUSY: settling first is what helps.
 */
static int bind_patiently(struct object *object, const char *path)
{
	const struct io *io = &object->ctx->io;
	struct retry retry = RETRY(io, RETRY_BIND);
	bool bound;
	int rc, seen;

	do {
		if (retry.tries)
			cxl_settle(object->ctx);
		rc = node_check(&object->node);
		if (rc < 0)
			return rc;
		rc = io_write(io, io->root, path, object_name(object));
		seen = driver_look(object, &bound);
		if (seen < 0)	/* the kernel's word is all there is, but ENODEV proves nothing */
			return rc == -ENODEV ? seen : rc;
		if (bound)
			return 0;
	} while (retry_again(&retry, rc));
	return rc < 0 && rc != -ENODEV ? rc : -ENXIO;
}

int driver_bind(struct object *object, const char *driver)
{
	const struct io *io = &object->ctx->io;
	char path[64];
	bool loaded;
	int rc;

	snprintf(path, sizeof(path), "sys/bus/cxl/drivers/%s/bind", driver);
	rc = io_look(io, io->root, path, &loaded);
	if (!rc && !loaded && !io->readonly)
		rc = module_load(driver);
	if (rc < 0)		/* the driver's bind file has the last word */
		log_debug(object->ctx, "module %s: %s", driver, strerror(-rc));
	return bind_patiently(object, path);
}

/* ---- unbinding --------------------------------------------------------- */

/*
 * After @rc of the write: what counts is that the driver is gone, with its
 * device or without. Where that cannot be seen the kernel's word is all there is.
 */
static int check_unbound(struct object *object, int rc)
{
	bool bound;
	int rc2 = driver_look(object, &bound);

	if (rc2 == -ENODEV || (!rc2 && !bound))
		return 0;
	return rc2 < 0 || rc < 0 ? rc : -EBUSY;
}

int driver_unbind(struct object *object)
{
	bool bound;
	int rc = driver_look(object, &bound);

	if (rc < 0 || !bound)
		return rc;
	rc = node_write(&object->node, "driver/unbind", object_name(object));
	return check_unbound(object, rc);
}

/* Through @fd, the directory of a device of which @object came. */
static int unbind_through(struct object *object, int fd, const char *name)
{
	const struct io *io = &object->ctx->io;
	bool bound;
	int rc = io_look(io, fd, "driver", &bound);

	if (rc < 0 || !bound)
		return rc;
	rc = node_check(&object->node);
	if (!rc)
		rc = io_write(io, fd, "driver/unbind", name);
	if (rc < 0 || io_look(io, fd, "driver", &bound) < 0)
		return rc;
	return bound ? -EBUSY : 0;
}

int driver_unbind_path(struct object *object, const char *path)
{
	struct io *io = &object->ctx->io;
	struct node node = { 0 };
	int fd = node_init(&node, io, path), rc;

	if (fd < 0)
		return fd == -ENOENT ? -ENODEV : fd;
	rc = unbind_through(object, fd, path_name(path));
	io_close(io, fd);
	node_done(&node);
	return rc;
}
