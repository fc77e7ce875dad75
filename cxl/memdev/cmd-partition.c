// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl set-partition: how much of a memdev is volatile after the next boot. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/mailbox.h"
#include "core/say.h"
#include "core/size.h"
#include "memdev/brake.h"
#include "memdev/memdevs.h"
#include "memdev/partition.h"
#include "show/show.h"

struct partition_options {
	struct memdev_choice which;
	struct brake brake;
	const char *type;
	struct opt_number size;
	bool align;
};

static const struct opt partition_opts[] = {
	OPT_TEXT('t', "type", partition_options, type, "TYPE",
		 "what --size is of: pmem (the default), ram or volatile"),
	OPT_SIZE('s', "size", partition_options, size, "SIZE",
		 "this much of that type (default: as much as possible)"),
	OPT_FLAG('a', "align", partition_options, align,
		 "round the size up to what the device can do"),
	BRAKE_OPTS(partition_options),
	MEMDEV_OPTS(partition_options),
	OPT_END,
};

/* What one call does on each memdev. */
struct partition_work {
	struct partition_request request;
	struct memdevs *m;
};

static enum status parse_type(const char *text, bool *ret_volatile)
{
	enum cxl_decoder_mode mode = text ? cxl_decoder_mode_from_ident(text) :
					    CXL_DECODER_MODE_PMEM;

	if (mode == CXL_DECODER_MODE_NONE) {
		say_error("--type", NULL, "\"%s\" is not pmem, ram or volatile", text);
		return STATUS_USAGE;
	}
	*ret_volatile = mode == CXL_DECODER_MODE_RAM;
	return STATUS_DONE;
}

static enum status ask_capacity(struct cxl_memdev *memdev, struct capacity *ret)
{
	_cleanup_cmd_ struct cxl_cmd *cmd = cxl_cmd_new_identify(memdev);
	enum status status = mailbox_send(memdev, cmd, "identify");

	if (status)
		return status;
	*ret = (struct capacity){
		.total = cxl_cmd_identify_get_total_size(cmd),
		.volatile_only = cxl_cmd_identify_get_volatile_only_size(cmd),
		.persistent_only = cxl_cmd_identify_get_persistent_only_size(cmd),
		.alignment = cxl_cmd_identify_get_partition_align(cmd),
	};
	return STATUS_DONE;
}

static enum status divide(struct cxl_memdev *memdev,
			  const struct partition_request *request, uint64_t *ret_volatile)
{
	char why[PARTITION_WHY_MAX];
	struct capacity capacity;
	enum status status = ask_capacity(memdev, &capacity);
	int rc;

	if (status)
		return status;
	rc = partition_divide(&capacity, request, ret_volatile, why);
	if (!rc)
		return STATUS_DONE;
	say_error(cxl_memdev_get_devname(memdev), "set partition", "%s", why);
	return rc == -EINVAL ? STATUS_USAGE : STATUS_FAILED;
}

/* For the next boot: the kernel refuses to do it under its own feet. */
static enum status set(struct cxl_memdev *memdev, uint64_t volatile_size)
{
	_cleanup_cmd_ struct cxl_cmd *cmd =
		cxl_cmd_new_set_partition(memdev, volatile_size);

	if (cmd)
		cxl_cmd_partition_set_mode(cmd, CXL_SETPART_NEXTBOOT);
	return mailbox_send(memdev, cmd, "set partition");
}

static enum status set_partition(struct cxl_memdev *memdev, void *arg)
{
	struct partition_work *work = arg;
	uint64_t volatile_size;
	enum status status = divide(memdev, &work->request, &volatile_size);

	if (status)
		return status;
	status = set(memdev, volatile_size);
	memdevs_show(work->m, memdev, NULL);
	return status;
}

/* -- before -- */

static enum status check(struct cxl_memdev *memdev, void *arg)
{
	const struct partition_work *work = arg;
	uint64_t volatile_size;

	return divide(memdev, &work->request, &volatile_size);
}

static void describe(struct cxl_memdev *memdev, void *arg, char text[BRAKE_TEXT_MAX])
{
	const struct partition_work *work = arg;
	char size[SIZE_TEXT_MAX] = "?";
	uint64_t volatile_size;

	if (!divide(memdev, &work->request, &volatile_size))
		size_human(volatile_size, size);
	snprintf(text, BRAKE_TEXT_MAX, "make %s of its partitionable capacity volatile from the next boot on",
		 size);
}

/* -- the command -- */

static enum status run_set_partition(const struct invocation *call)
{
	static const struct brake_act act = { .check = check, .describe = describe };
	const struct partition_options *o = call->options;
	_cleanup_memdevs_ struct memdevs m = {};
	struct partition_work work = {
		.request = { .sized = o->size.given, .size = o->size.value,
			     .align = o->align },
		.m = &m,
	};
	enum status status = parse_type(o->type, &work.request.volatile_type);

	if (status)
		return status;
	memdevs_find(call, &o->which, &m);
	if (!brake_release(&o->brake, &act, &work, &m.each))
		return m.each.status;
	memdevs_each(&m, set_partition, &work);
	memdevs_print(&m, (struct show_keys){ .partition = true });
	return memdevs_end(&m, "cmd_set_partition", "set_partition", "mem");
}

const struct command cmd_set_partition = {
	.name = "set-partition",
	.summary = "partition memory devices into volatile and persistent",
	.group = GROUP_MEMDEVS,
	.synopsis = "MEMDEV... [options]",
	.log_env = "CXL_MEMDEV_LOG",
	.options = partition_opts,
	.options_size = sizeof(struct partition_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_set_partition,
};
