// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl export: the regions of the machine as a layout. */
#include <errno.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/objects.h"
#include "core/say.h"
#include "core/scope.h"
#include "layout/entries.h"
#include "layout/write-out.h"
#include "names/layout-files.h"
#include "names/name.h"

struct export_options {
	const char *output;
};

static const struct opt export_opts[] = {
	OPT_TEXT('o', "output", export_options, output, "FILE",
		 "write the layout to this file (default: standard output)"),
	OPT_DEBUG,
	OPT_END,
};

static int by_address(const void *a, const void *b)
{
	unsigned long long one = cxl_region_get_resource(*(struct cxl_region *const *)a);
	unsigned long long other = cxl_region_get_resource(*(struct cxl_region *const *)b);

	return (one > other) - (one < other);
}

static enum status find(const struct invocation *call, struct objects *regions)
{
	if (call->nr_operands)
		return name_find_regions(call->ctx, call->operands, NULL, NULL, regions);
	return entries_find_regions(call->ctx, regions);
}

static enum status run_export(const struct invocation *call)
{
	const struct export_options *o = call->options;
	_cleanup_layout_ struct cxl_layout *layout = cxl_layout_new(call->ctx);
	_cleanup_objects_ struct objects regions = {};
	enum status status = layout ? find(call, &regions) : say_errno(NULL, NULL, ENOMEM);

	if (regions.count)
		qsort(regions.list, regions.count, sizeof(*regions.list), by_address);
	for (size_t i = 0; !status && i < regions.count; i++)
		status = export_add(layout, regions.list[i]);
	if (!status)
		status = say_missing(call->ctx, NULL, "export");
	return status ? status : export_write(layout, o->output);
}

const struct command cmd_export = {
	.name = "export",
	.summary = "print the regions as a layout",
	.group = GROUP_REGIONS,
	.synopsis = "[REGION...] [options]",
	.log_env = "CXL_REGION_LOG",
	.options = export_opts,
	.options_size = sizeof(struct export_options),
	.max_operands = OPERANDS_ANY,
	.streams = true,	/* a layout has a form of its own */
	.only_looks = true,
	.run = run_export,
};
