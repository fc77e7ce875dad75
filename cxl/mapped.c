// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether a memdev's memory is mapped to host addresses, and taking it out of use. */
#include <stdio.h>

#include <cxl/libcxl.h>

#include "command.h"
#include "destroy.h"
#include "mapped.h"
#include "say.h"

/* Calls @act for every region that the memdev is part of, until one fails. */
static int each_region(struct cxl_memdev *memdev,
		       int (*act)(struct cxl_region *region, void *arg), void *arg)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	struct cxl_decoder *decoder;
	int rc = 0;

	if (!endpoint)
		return 0;
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder) {
		struct cxl_region *region = cxl_decoder_get_region(decoder);

		if (region && !rc)
			rc = act(region, arg);
	}
	return rc;
}

static int find_committed(struct cxl_region *region, void *arg)
{
	if (!cxl_region_decode_is_committed(region))
		return 0;
	snprintf(arg, MAPPED_MAX, "%s", cxl_region_get_devname(region));
	return 1;
}

/* Firmware may have programmed decoders of which the kernel made no region. */
int memdev_is_mapped(struct cxl_memdev *memdev, char by[MAPPED_MAX])
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	int committed;

	if (!endpoint)
		return 0;
	if (each_region(memdev, find_committed, by))
		return 1;
	committed = cxl_port_decoders_committed(cxl_endpoint_get_port(endpoint));
	if (committed <= 0)
		return 0;
	snprintf(by, MAPPED_MAX, "%d decoder%s of its endpoint, without a region",
		 committed, committed == 1 ? "" : "s");
	return 1;
}

/* The kernel would reset it all the same, and nobody could make it again. */
static int check_unlocked(struct cxl_region *region, void *arg)
{
	if (cxl_region_locked_state(region) != CXL_REGION_LOCKED)
		return STATUS_DONE;
	say_error(arg, "disable", "%s is locked: the platform keeps it until the next boot",
		  cxl_region_get_devname(region));
	return STATUS_FAILED;
}

static int release(struct cxl_region *region, void *arg)
{
	return region_disable_forced(region);
}

/* A udev rule may have put it online again; and a disabled region may have kept it. */
static int check_offline(struct cxl_region *region, void *arg)
{
	const char *name = cxl_region_get_devname(region);

	if (!cxl_region_memory_offline(region))
		return STATUS_DONE;
	say_error(arg, "disable", "memory of %s is online and in use (free it and try again: without its memdev the kernel would crash)",
		  name);
	return STATUS_FAILED;
}

int memdev_release_regions(struct cxl_memdev *memdev)
{
	void *name = (void *)cxl_memdev_get_devname(memdev);
	int rc = each_region(memdev, check_unlocked, name);

	if (!rc)
		rc = each_region(memdev, release, NULL);
	return rc ? rc : each_region(memdev, check_offline, name);
}
