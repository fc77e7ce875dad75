// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl enable-region, disable-region, destroy-region: the same for each region named. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/scope.h"
#include "region/planned.h"
#include "region/regions.h"
#include "wait/await.h"

struct region_options {
	const char *bus;
	const char *decoder;
	bool force;
	struct opt_number wait;
};

#define REGION_OPTS							\
	OPT_TEXT('b', "bus", region_options, bus, "BUS",		\
		 "only regions of this bus"),				\
	OPT_TEXT('d', "decoder", region_options, decoder, "DECODER",	\
		 "only regions of this root decoder"),			\
	OPT_DEBUG

static const struct opt enable_opts[] = {
	WAIT_OPT(region_options),
	REGION_OPTS,
	OPT_END,
};

static const struct opt disable_opts[] = {
	OPT_FLAG('f', "force", region_options, force,
		 "even if a filesystem or another device is on it"),
	REGION_OPTS,
	OPT_END,
};

static const struct opt destroy_opts[] = {
	OPT_FLAG('f', "force", region_options, force,
		 "disable an enabled region first"),
	REGION_OPTS,
	OPT_END,
};

/* The kernel frees decoders in the reverse of the order in which it allocated them. */
static int by_resource_descending(const void *a, const void *b)
{
	struct cxl_region *x = *(struct cxl_region *const *)a;
	struct cxl_region *y = *(struct cxl_region *const *)b;
	unsigned long long left = cxl_region_get_resource(x);
	unsigned long long right = cxl_region_get_resource(y);

	return (left < right) - (left > right);
}

static enum status enable(struct cxl_region *region, const struct invocation *call)
{
	const char *name = cxl_region_get_devname(region);
	bool enabled, committed;
	int rc = cxl_region_query_enabled(region, &enabled);

	if (!rc && enabled)
		return STATUS_DONE;
	if (!rc)
		rc = cxl_region_query_committed(region, &committed);
	if (!rc && !committed)
		return say_error(name, "enable",
				 "it is not committed: a member is missing, or it was never finished (destroy it: cxl destroy-region %s)",
				 name);
	if (!rc)
		rc = cxl_region_enable(region);
	if (!rc)
		return STATUS_DONE;
	return say_errno(name, "enable", rc);
}

static enum status disable(struct cxl_region *region, const struct invocation *call)
{
	const struct region_options *o = call->options;
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	int rc = cxl_plan_disable_region(region, o->force, &plan);

	return planned_run(plan, rc);
}

static enum status destroy(struct cxl_region *region, const struct invocation *call)
{
	const struct region_options *o = call->options;
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	int rc = cxl_plan_destroy_region(region, o->force, &plan);

	return planned_run(plan, rc);
}

static void find(const struct invocation *call, struct each *regions)
{
	const struct region_options *o = call->options;

	regions_find(call, o->bus, o->decoder, regions);
}

static enum status run_enable(const struct invocation *call)
{
	static const struct regions_act act = {
		.act = enable, .function = "cmd_enable_region", .done = "enabled",
	};
	const struct region_options *o = call->options;
	_cleanup_each_ struct each regions;
	enum status status;

	find(call, &regions);
	status = regions_act_on(&regions, &act);
	return status ? status : await_ready(call, &o->wait, &regions.objects);
}

static enum status run_disable(const struct invocation *call)
{
	static const struct regions_act act = {
		.act = disable, .function = "cmd_disable_region", .done = "disabled",
		.gone_is_done = true,
	};
	_cleanup_each_ struct each regions;

	find(call, &regions);
	return regions_act_on(&regions, &act);
}

static enum status run_destroy(const struct invocation *call)
{
	static const struct regions_act act = {
		.act = destroy, .function = "cmd_destroy_region", .done = "destroyed",
		.gone_is_done = true,
	};
	_cleanup_each_ struct each regions;

	find(call, &regions);
	if (regions.objects.count)
		qsort(regions.objects.list, regions.objects.count, sizeof(void *),
		      by_resource_descending);
	return regions_act_on(&regions, &act);
}

const struct command cmd_enable_region = {
	.name = "enable-region",
	.summary = "bind regions to their driver",
	.group = GROUP_REGIONS,
	.synopsis = "REGION... [options]",
	.log_env = "CXL_REGION_LOG",
	.options = enable_opts,
	.options_size = sizeof(struct region_options),
	.max_operands = OPERANDS_ANY,
	.run = run_enable,
};

const struct command cmd_disable_region = {
	.name = "disable-region",
	.summary = "offline the memory of regions and unbind their driver",
	.group = GROUP_REGIONS,
	.synopsis = "REGION... [options]",
	.log_env = "CXL_REGION_LOG",
	.options = disable_opts,
	.options_size = sizeof(struct region_options),
	.max_operands = OPERANDS_ANY,
	.run = run_disable,
};

const struct command cmd_destroy_region = {
	.name = "destroy-region",
	.summary = "destroy regions and free their DPA",
	.group = GROUP_REGIONS,
	.synopsis = "REGION... [options]",
	.log_env = "CXL_REGION_LOG",
	.options = destroy_opts,
	.options_size = sizeof(struct region_options),
	.max_operands = OPERANDS_ANY,
	.run = run_destroy,
};
