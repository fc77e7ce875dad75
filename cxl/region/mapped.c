// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether a memdev's memory is mapped to host addresses, and taking it out of use. */
#include <errno.h>
#include <stdio.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "region/mapped.h"
#include "region/planned.h"

static enum status failed(struct cxl_memdev *memdev, const char *step, int rc)
{
	return say_errno(cxl_memdev_get_devname(memdev), step, rc);
}

/* What the kernel has of it; a decoder that names a region that does not exist is in none. */
static int region_of(struct cxl_decoder *decoder, struct cxl_region **ret)
{
	int rc = cxl_decoder_query_region(decoder, ret);

	if (rc != -ENOENT)
		return rc;
	*ret = NULL;
	return 0;
}

/*
 * Calls @act for every region that the memdev is part of, until one returns
 * another status than STATUS_DONE: that. A region that cannot be seen may be
 * one of them.
 */
static enum status each_region(struct cxl_memdev *memdev,
			       enum status (*act)(struct cxl_region *region, void *arg), void *arg)
{
	const char *step = "read its regions";
	struct cxl_endpoint *endpoint;
	struct cxl_decoder *decoder;
	int rc = cxl_memdev_query_endpoint(memdev, &endpoint);

	if (rc)
		return failed(memdev, step, rc);
	if (!endpoint)
		return STATUS_DONE;
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder) {
		struct cxl_region *region;
		enum status status;

		rc = region_of(decoder, &region);
		if (rc)
			return failed(memdev, step, rc);
		status = region ? act(region, arg) : STATUS_DONE;
		if (status)
			return status;
	}
	return say_missing(cxl_memdev_get_ctx(memdev), cxl_memdev_get_devname(memdev), step);
}

/* -- whether it is mapped -- */

static enum status find_committed(struct cxl_region *region, void *arg)
{
	struct mapping *mapping = arg;
	bool committed;
	int rc = cxl_region_query_committed(region, &committed);

	if (rc)
		return say_errno(cxl_region_get_devname(region), "read commit", rc);
	if (committed && !mapping->is)
		snprintf(mapping->by, sizeof(mapping->by), "%s",
			 cxl_region_get_devname(region));
	mapping->is |= committed;
	return STATUS_DONE;
}

/* Firmware may have programmed decoders of which the kernel made no region. */
static enum status find_bare(struct cxl_memdev *memdev, struct mapping *mapping)
{
	struct cxl_endpoint *endpoint;
	unsigned int count;
	int rc = cxl_memdev_query_endpoint(memdev, &endpoint);

	if (!rc && !endpoint)
		return STATUS_DONE;
	if (!rc)
		rc = cxl_port_query_decoders_committed(
			cxl_endpoint_get_port(endpoint), &count);
	if (rc)
		return failed(memdev, "count its committed decoders", rc);
	if (count)
		snprintf(mapping->by, sizeof(mapping->by),
			 "%u decoder%s of its endpoint, without a region",
			 count, count == 1 ? "" : "s");
	mapping->is = count;
	return STATUS_DONE;
}

enum status memdev_find_mapping(struct cxl_memdev *memdev, struct mapping *ret)
{
	enum status status;

	*ret = (struct mapping){};
	status = each_region(memdev, find_committed, ret);
	if (status || ret->is)
		return status;
	return find_bare(memdev, ret);
}

/* -- out of use -- */

/* The kernel would reset it, and nothing could make it again before the next boot. */
static enum status check_unlocked(struct cxl_region *region, void *arg)
{
	bool locked;
	int rc = cxl_region_query_locked(region, &locked);

	if (rc)
		return say_errno(cxl_region_get_devname(region), "read locked", rc);
	if (!locked)
		return STATUS_DONE;
	return say_error(arg, "disable", "%s is locked: the platform keeps it until the next boot",
			 cxl_region_get_devname(region));
}

static enum status release(struct cxl_region *region, void *arg)
{
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	int rc = cxl_plan_disable_region(region, true, &plan);

	return planned_run(plan, rc);
}

/* A udev rule may have put it online again; and a disabled region may have kept it. */
static enum status check_offline(struct cxl_region *region, void *arg)
{
	const char *name = cxl_region_get_devname(region);
	int rc = cxl_region_memory_offline(region);

	if (!rc)
		return STATUS_DONE;
	if (rc != -EBUSY)
		say_errno(name, "take its memory offline", rc);
	else
		say_error(arg, "disable", "memory of %s is online and in use (free it and retry: without its memdev the kernel would crash)",
			  name);
	return rc == -ETIMEDOUT ? STATUS_TIMEOUT : STATUS_FAILED;
}

enum status memdev_release_regions(struct cxl_memdev *memdev)
{
	void *name = (void *)cxl_memdev_get_devname(memdev);
	enum status status = each_region(memdev, check_unlocked, name);

	if (!status)
		status = each_region(memdev, release, NULL);
	return status ? status : each_region(memdev, check_offline, name);
}
