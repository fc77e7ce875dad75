// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl online-region, offline-region: the memory blocks of a region, all of them or none. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/signals.h"
#include "memory/held.h"
#include "memory/refused.h"
#include "region/holders.h"
#include "region/mode.h"
#include "region/regions.h"
#include "wait/lack.h"

struct memory_options {
	const char *bus;
	const char *decoder;
	const char *zone;
};

#define MEMORY_OPTS							\
	OPT_TEXT('b', "bus", memory_options, bus, "BUS",		\
		 "only regions of this bus"),				\
	OPT_TEXT('d', "decoder", memory_options, decoder, "DECODER",	\
		 "only regions of this root decoder"),			\
	OPT_DEBUG

static const struct opt online_opts[] = {
	OPT_TEXT('z', "zone", memory_options, zone, "ZONE",
		 "movable, or kernel (default: the kernel chooses)"),
	MEMORY_OPTS,
	OPT_END,
};

static const struct opt offline_opts[] = {
	MEMORY_OPTS,
	OPT_END,
};

static const char *name_of(struct cxl_region *region)
{
	return cxl_region_get_devname(region);
}

/* -- offline -- */

static enum status offline(struct cxl_region *region, const struct invocation *call)
{
	char block[BLOCK_MAX];
	struct left before;
	enum status status;
	int rc;

	read_left(region, "", &before);
	rc = cxl_region_memory_offline(region);
	if (!rc)
		return STATUS_DONE;
	if (say_refused(region, rc))
		return STATUS_FAILED;
	failed_block(region, block);
	status = say_not_offline(region, rc, call->timeout_ms, before.online);
	say_holders(region, block);
	return status;
}

/* -- online -- */

/* Why it has no memory block: the first step that is missing. */
static enum status say_no_blocks(struct cxl_region *region)
{
	struct lack_words words = { "it has no memory blocks", "" };
	enum cxl_memory_lack lack = CXL_MEMORY_LACKS_NOTHING;
	struct cxl_memory *memory;

	if (!cxl_memory_new(region, &memory)) {
		if (!cxl_memory_query_lack(memory, CXL_MEMORY_PRESENT, &lack) && lack)
			lack_describe(memory, lack, &words);
		cxl_memory_free(memory);
	}
	if (*words.remedy)
		say_error(name_of(region), "online", "%s (%s)", words.cause, words.remedy);
	else
		say_error(name_of(region), "online", "%s", words.cause);
	return STATUS_FAILED;
}

static enum status say_not_online(struct cxl_region *region, int rc)
{
	char block[BLOCK_MAX];
	struct left left;

	failed_block(region, block);
	if (rc == -ENXIO)
		return say_no_blocks(region);
	read_left(region, block, &left);
	if (rc == -EEXIST)
		say_error(name_of(region), "online",
			  "%s is online in zone %s (offline it first: cxl offline-region %s)",
			  block, *left.zone ? left.zone : "?", name_of(region));
	else
		say_errno(name_of(region), "online", rc);
	return STATUS_FAILED;
}

static enum status online(struct cxl_region *region, const struct invocation *call)
{
	const struct memory_options *o = call->options;
	enum cxl_memory_zone zone;
	int rc;

	zone_parse(o->zone, &zone);
	rc = cxl_region_memory_online(region, zone);
	return rc ? say_not_online(region, rc) : STATUS_DONE;
}

/* -- each -- */

/* The blocks have the names of addresses: with the windows locked no other cxl creates a region there. */
static enum status act_on(const struct invocation *call, const struct regions_act *act)
{
	const struct memory_options *o = call->options;
	_cleanup_each_ struct each regions;

	regions_find(call, o->bus, o->decoder, &regions);
	return regions_act_on(&regions, act);
}

static enum status run_online(const struct invocation *call)
{
	static const struct regions_act act = {
		.act = online, .function = "cmd_online_region", .done = "onlined",
	};
	const struct memory_options *o = call->options;
	enum cxl_memory_zone zone;
	enum status status = zone_parse(o->zone, &zone);

	return status ? status : act_on(call, &act);
}

static enum status run_offline(const struct invocation *call)
{
	static const struct regions_act act = {
		.act = offline, .function = "cmd_offline_region", .done = "offlined",
	};

	return act_on(call, &act);
}

const struct command cmd_online_region = {
	.name = "online-region",
	.summary = "online the memory of regions",
	.group = GROUP_REGIONS,
	.synopsis = "REGION... [options]",
	.log_env = "CXL_REGION_LOG",
	.options = online_opts,
	.options_size = sizeof(struct memory_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_online,
};

const struct command cmd_offline_region = {
	.name = "offline-region",
	.summary = "offline the memory of regions",
	.group = GROUP_REGIONS,
	.synopsis = "REGION... [options]",
	.log_env = "CXL_REGION_LOG",
	.options = offline_opts,
	.options_size = sizeof(struct memory_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_offline,
};
