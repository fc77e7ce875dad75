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

#define BLOCK_MAX 32

/* The memory block that failed, as the library knows it until the next failure; or "". */
static void failed_block(struct cxl_region *region, char block[BLOCK_MAX])
{
	const struct cxl_error *error = cxl_get_error(cxl_region_get_ctx(region));
	const char *attribute = error ? cxl_error_get_attribute(error) : NULL;
	bool is_block = attribute && !strncmp(attribute, "memory", strlen("memory"));

	snprintf(block, BLOCK_MAX, "%.*s", BLOCK_MAX - 1, is_block ? attribute : "");
}

/* -- a region after a failure -- */

struct left {
	unsigned int online, total;
	char zone[32];		/* of the block that failed; "" */
};

static void read_left(struct cxl_region *region, const char *failed, struct left *ret)
{
	struct cxl_memory_block *block;
	struct cxl_memory *memory;

	*ret = (struct left){ 0 };
	if (cxl_memory_new(region, &memory))
		return;
	cxl_memory_query_blocks(memory, &ret->online, &ret->total, NULL);
	cxl_memory_block_foreach(memory, block) {
		const char *zone = cxl_memory_block_get_zone(block);

		if (zone && !strcmp(cxl_memory_block_get_devname(block), failed))
			snprintf(ret->zone, sizeof(ret->zone), "%s", zone);
	}
	cxl_memory_free(memory);
}

/* -- offline -- */

#define PINNED "memory in it cannot be moved: a device or a program has pinned it, or there is no room elsewhere"

/* What the kernel says of a block that it does not let go; its zone tells more. */
static void words_of_held(const struct left *left, struct lack_words *ret)
{
	if (*left->zone && strcmp(left->zone, "Movable")) {
		snprintf(ret->cause, sizeof(ret->cause),
			 "it is in zone %s, where the kernel keeps its own data", left->zone);
		snprintf(ret->remedy, sizeof(ret->remedy),
			 "online it with --zone=movable after the next boot");
		return;
	}
	snprintf(ret->cause, sizeof(ret->cause), PINNED);
	snprintf(ret->remedy, sizeof(ret->remedy), "free memory, and try again");
}

static void words_of_late(unsigned int ms, struct lack_words *ret)
{
	snprintf(ret->cause, sizeof(ret->cause),
		 "still online after %u s: memory in it is pinned, or moves slowly", ms / 1000);
	snprintf(ret->remedy, sizeof(ret->remedy), "stop what uses it, or raise --timeout");
}

static void words_of(int rc, unsigned int ms, const struct left *left, struct lack_words *ret)
{
	*ret = (struct lack_words){ "" };
	if (rc == -ETIMEDOUT)
		words_of_late(ms, ret);
	else if (rc == -EBUSY)
		words_of_held(left, ret);
	else if (rc == -EINTR && signals_noticed())
		snprintf(ret->cause, sizeof(ret->cause), "%s", signals_name(signals_noticed()));
	else
		snprintf(ret->cause, sizeof(ret->cause), "%s", say_cause(rc));
}

/* Reports blocks that could not be onlined again: the machine is not as it was. */
static enum status say_not_offline(struct cxl_region *region, int rc, unsigned int ms,
			   unsigned int before)
{
	char block[BLOCK_MAX], step[64], rest[128] = "";
	struct lack_words words;
	struct left left;

	failed_block(region, block);
	snprintf(step, sizeof(step), "offline %s", *block ? block : "its memory");
	read_left(region, block, &left);
	words_of(rc, ms, &left, &words);
	if (left.online < before)
		snprintf(rest, sizeof(rest), "; %u of %u memory blocks are offline now (cxl online-region %s)",
			 left.total - left.online, left.total, name_of(region));
	if (*words.remedy)
		say_error(name_of(region), step, "%s (%s)%s", words.cause, words.remedy, rest);
	else
		say_error(name_of(region), step, "%s%s", words.cause, rest);
	return rc == -ETIMEDOUT ? STATUS_TIMEOUT : STATUS_FAILED;
}

static enum status offline(struct cxl_region *region, const struct invocation *call)
{
	struct left before;
	int rc;

	read_left(region, "", &before);
	rc = cxl_region_memory_offline(region);
	return rc ? say_not_offline(region, rc, call->timeout_ms, before.online) :
		    STATUS_DONE;
}

/* -- online -- */

static enum status parse_zone(const char *text, enum cxl_memory_zone *ret)
{
	*ret = CXL_MEMORY_ZONE_DEFAULT;
	if (!text)
		return STATUS_DONE;
	if (!strcmp(text, "movable"))
		*ret = CXL_MEMORY_ZONE_MOVABLE;
	else if (!strcmp(text, "kernel"))
		*ret = CXL_MEMORY_ZONE_KERNEL;
	else {
		say_error("--zone", NULL, "\"%s\" is not movable or kernel", text);
		return STATUS_USAGE;
	}
	return STATUS_DONE;
}

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

	parse_zone(o->zone, &zone);
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
	enum status status = parse_zone(o->zone, &zone);

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
