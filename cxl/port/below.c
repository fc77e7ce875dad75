// SPDX-License-Identifier: GPL-2.0-or-later
/* What hangs below a port, and goes with it when it is disabled. */
#include <stdbool.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "port/below.h"
#include "region/mapped.h"

/* One that we do not see would go without being asked for. */
static int check_whole(struct cxl_port *port)
{
	int rc = cxl_get_missing(cxl_port_get_ctx(port));

	if (!rc)
		return STATUS_DONE;
	say_errno(cxl_port_get_devname(port), "look at what is below", rc);
	return STATUS_FAILED;
}

/* Calls @act for each enabled memdev below, until one fails. */
static int each_memdev(struct cxl_port *port,
		       int (*act)(struct cxl_port *port,
				  struct cxl_memdev *memdev))
{
	struct cxl_memdev *memdev;
	int status = STATUS_DONE;

	cxl_memdev_foreach(cxl_port_get_ctx(port), memdev)
		if (!status && cxl_port_hosts_memdev(port, memdev))
			status = act(port, memdev);
	return status ? status : check_whole(port);
}

/* What somebody may be using is named before what is merely there. */
static int refuse_mapped(struct cxl_port *port, struct cxl_memdev *memdev)
{
	const char *name = cxl_memdev_get_devname(memdev);
	struct mapping mapping;
	int status = memdev_find_mapping(memdev, &mapping);

	if (status || !mapping.is)
		return status;
	say_error(cxl_port_get_devname(port), "disable",
		  "%s below it is mapped by %s (-f takes that out of use first)",
		  name, mapping.by);
	return STATUS_FAILED;
}

static int refuse_enabled(struct cxl_port *port, struct cxl_memdev *memdev)
{
	const char *name = cxl_memdev_get_devname(memdev);

	say_error(cxl_port_get_devname(port), "disable",
		  "%s below it is enabled (disable it first: cxl disable-memdev %s, or use -f)",
		  name, name);
	return STATUS_FAILED;
}

int below_check(struct cxl_port *port)
{
	int rc = each_memdev(port, refuse_mapped);

	return rc ? rc : each_memdev(port, refuse_enabled);
}

static int release(struct cxl_port *port, struct cxl_memdev *memdev)
{
	return memdev_release_regions(memdev);
}

int below_release(struct cxl_port *port)
{
	return each_memdev(port, release);
}

/* A disabled memdev has no endpoint: whether it is below, its host tells. */
int below_enable_memdevs(struct cxl_port *port)
{
	struct cxl_memdev *memdev;
	int status = STATUS_DONE;

	cxl_memdev_foreach(cxl_port_get_ctx(port), memdev) {
		int rc;

		if (!cxl_memdev_is_port_ancestor(memdev, port))
			continue;
		rc = cxl_memdev_enable(memdev);
		if (!rc)
			continue;
		say_errno(cxl_memdev_get_devname(memdev), "enable", rc);
		status = STATUS_FAILED;
	}
	return status;
}
