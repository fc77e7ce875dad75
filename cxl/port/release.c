// SPDX-License-Identifier: GPL-2.0-or-later
/* What hangs below a port, and goes with it when it is disabled. */
#include <stdbool.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "port/release.h"
#include "region/mapped.h"

/* Calls @act for each enabled memdev below, until one fails. One that we do not see would be skipped. */
static enum status each_memdev(struct cxl_port *port,
			       enum status (*act)(struct cxl_port *port,
					  struct cxl_memdev *memdev))
{
	struct cxl_memdev *memdev;
	enum status status = STATUS_DONE;

	cxl_memdev_foreach(cxl_port_get_ctx(port), memdev)
		if (!status && cxl_port_hosts_memdev(port, memdev))
			status = act(port, memdev);
	if (status)
		return status;
	return say_missing(cxl_port_get_ctx(port), cxl_port_get_devname(port), "read what is below it");
}

/* What somebody may be using is named before what is merely there. */
static enum status refuse_mapped(struct cxl_port *port, struct cxl_memdev *memdev)
{
	const char *name = cxl_memdev_get_devname(memdev);
	struct mapping mapping;
	enum status status = memdev_find_mapping(memdev, &mapping);

	if (status || !mapping.is)
		return status;
	return say_error(cxl_port_get_devname(port), "disable",
			 "%s below it is mapped by %s (-f takes that out of use first)",
			 name, mapping.by);
}

static enum status refuse_enabled(struct cxl_port *port, struct cxl_memdev *memdev)
{
	const char *name = cxl_memdev_get_devname(memdev);

	return say_error(cxl_port_get_devname(port), "disable",
			 "%s below it is enabled (disable it first: cxl disable-memdev %s, or use -f)",
			 name, name);
}

enum status release_check(struct cxl_port *port)
{
	enum status status = each_memdev(port, refuse_mapped);

	return status ? status : each_memdev(port, refuse_enabled);
}

static enum status release(struct cxl_port *port, struct cxl_memdev *memdev)
{
	return memdev_release_regions(memdev);
}

enum status release_regions(struct cxl_port *port)
{
	return each_memdev(port, release);
}

/* A disabled memdev has no endpoint: whether it is below, its host tells. */
enum status enable_memdevs_below(struct cxl_port *port)
{
	struct cxl_memdev *memdev;
	enum status status = STATUS_DONE;

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
