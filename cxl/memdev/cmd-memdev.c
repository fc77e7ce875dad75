// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl disable-memdev, enable-memdev: the driver of memdevs. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "memdev/memdevs.h"
#include "region/mapped.h"
#include "region/window-lock.h"

struct memdev_options {
	struct memdev_choice which;
	bool force;
};

static const struct opt enable_opts[] = {
	MEMDEV_OPTS(memdev_options),
	OPT_END,
};

static const struct opt disable_opts[] = {
	OPT_FLAG('f', "force", memdev_options, force,
		 "even if its memory is mapped: regions on it are disabled first"),
	MEMDEV_OPTS(memdev_options),
	OPT_END,
};

static enum status failed(struct cxl_memdev *memdev, const char *step, int rc)
{
	return say_errno(cxl_memdev_get_devname(memdev), step, rc);
}

static enum status check_unmapped(struct cxl_memdev *memdev)
{
	const char *name = cxl_memdev_get_devname(memdev);
	struct mapping mapping;
	enum status status = memdev_find_mapping(memdev, &mapping);

	if (status || !mapping.is)
		return status;
	return say_error(name, "disable", "its memory is mapped by %s (destroy the region first, or disable it with -f)",
			 mapping.by);
}

static enum status disable(struct cxl_memdev *memdev, void *arg)
{
	const struct memdev_options *o = arg;
	enum status status;
	bool enabled;
	int rc = cxl_memdev_query_enabled(memdev, &enabled);

	if (rc)
		return failed(memdev, "disable", rc);
	if (!enabled)
		return STATUS_DONE;
	status = o->force ? memdev_release_regions(memdev) : check_unmapped(memdev);
	if (status)
		return status;
	rc = cxl_memdev_disable_invalidate(memdev);
	return rc ? failed(memdev, "disable", rc) : STATUS_DONE;
}

static enum status enable(struct cxl_memdev *memdev, void *arg)
{
	int rc = cxl_memdev_enable(memdev);

	if (!rc)
		return STATUS_DONE;
	if (rc != -ENXIO)
		return failed(memdev, "enable", rc);
	return say_error(cxl_memdev_get_devname(memdev), "enable", "the driver does not accept it (is a port above it disabled? dmesg may say why)");
}

static enum status run_disable(const struct invocation *call)
{
	const struct memdev_options *o = call->options;
	_cleanup_window_lock_ struct window_lock lock = {};
	_cleanup_memdevs_ struct memdevs m = {};
	enum status status = window_lock_acquire(call->ctx, &lock);

	if (status)
		return status;
	cxl_refresh(call->ctx);
	memdevs_find(call, &o->which, &m);
	memdevs_each(&m, disable, (void *)o);
	return memdevs_end(&m, "cmd_disable_memdev", "disabled", "mem");
}

static enum status run_enable(const struct invocation *call)
{
	const struct memdev_options *o = call->options;
	_cleanup_memdevs_ struct memdevs m = {};

	memdevs_find(call, &o->which, &m);
	memdevs_each(&m, enable, NULL);
	return memdevs_end(&m, "cmd_enable_memdev", "enabled", "mem");
}

const struct command cmd_disable_memdev = {
	.name = "disable-memdev",
	.summary = "unbind memory devices from their driver",
	.group = GROUP_MEMDEVS,
	.synopsis = "MEMDEV... [options]",
	.log_env = "CXL_MEMDEV_LOG",
	.options = disable_opts,
	.options_size = sizeof(struct memdev_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_disable,
};

const struct command cmd_enable_memdev = {
	.name = "enable-memdev",
	.summary = "bind memory devices to their driver",
	.group = GROUP_MEMDEVS,
	.synopsis = "MEMDEV... [options]",
	.log_env = "CXL_MEMDEV_LOG",
	.options = enable_opts,
	.options_size = sizeof(struct memdev_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_enable,
};
