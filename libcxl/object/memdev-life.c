// SPDX-License-Identifier: LGPL-2.1-or-later
/* Binding and unbinding a memdev: its name stays its own while that happens. */
#include <errno.h>
#include <fcntl.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "driver/driver.h"
#include "object/memdev.h"
#include "object/port.h"

/*
 * Bind and unbind name the device; as long as its character device is open
 * nobody else can be given that name.
 */
static int with_name_pinned(struct cxl_memdev *memdev,
			    int (*act)(struct object *object))
{
	int fd = memdev_open(memdev, O_RDONLY), rc;

	if (fd == -ENODEV)
		return fd;
	rc = act(memdev_object(memdev));
	memdev_close(memdev);
	io_close(&memdev_object(memdev)->ctx->io, fd);
	return rc;
}

static int bind(struct object *object)
{
	return driver_bind(object, "cxl_mem");
}

EXPORT int cxl_memdev_enable(struct cxl_memdev *memdev)
{
	bool bound;
	int rc = driver_look(memdev_object(memdev), &bound);

	if (!rc && bound)
		return 0;
	if (!rc)
		rc = with_name_pinned(memdev, bind);
	if (!rc)		/* a new endpoint came with it */
		ctx_forget_endpoints(memdev_object(memdev)->ctx);
	return object_note(memdev_object(memdev), "driver", "bind", rc);
}

static int unbind(struct cxl_memdev *memdev, struct cxl_bus **ret)
{
	bool bound;
	int rc = driver_look(memdev_object(memdev), &bound);

	*ret = NULL;
	if (rc < 0 || !bound)
		return rc;
	*ret = cxl_memdev_get_bus(memdev);
	return *ret ? with_name_pinned(memdev, driver_unbind) : -ENXIO;
}

EXPORT int cxl_memdev_disable_invalidate(struct cxl_memdev *memdev)
{
	struct cxl_bus *bus;
	int rc = unbind(memdev, &bus);

	if (!rc && bus)
		port_forget_below(cxl_bus_get_port(bus));
	return object_note(memdev_object(memdev), "driver", "unbind", rc);
}

int memdev_disable(struct cxl_memdev *memdev)
{
	struct cxl_port *port;
	struct cxl_bus *bus;
	int rc = unbind(memdev, &bus);

	if (!rc && bus)
		cxl_port_foreach(cxl_bus_get_port(bus), port)
			port_forget_below(port);
	return object_note(memdev_object(memdev), "driver", "unbind", rc);
}
