// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl diff: show where the machine differs from a layout, or from a listing that was saved. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/envelope.h"
#include "core/say.h"
#include "core/scope.h"
#include "diff/changes.h"
#include "diff/listing.h"
#include "diff/now.h"
#include "diff/report.h"
#include "layout/entries.h"
#include "names/layout-files.h"

/* A listing with all details of a large machine. */
#define LISTING_MIB 32u

struct diff_options {
	bool all;
};

static const struct opt diff_opts[] = {
	OPT_FLAG('a', "all", diff_options, all,
		 "all files of the layout directories (default)"),
	OPT_DEBUG,
	OPT_END,
};

/* -- a layout -- */

static enum status diff_layout(const struct invocation *call, struct cxl_layout *layout)
{
	enum status status = entries_compare(call->ctx, layout, false);

	return status ? status : entries_report_all(layout, true);
}

/* -- a listing -- */

static enum status refuse(const char *file, const struct json_fault *fault)
{
	char where[sizeof(fault->key) + 256];

	snprintf(where, sizeof(where), "%.200s:%u%s%s", file, fault->line, *fault->key ? ": " : "", fault->key);
	say_error(where, NULL, "%s: the listing is not used", fault->reason);
	return STATUS_USAGE;
}

static enum status diff_listing(const struct invocation *call, const char *file, struct json *json)
{
	_cleanup_listing_ struct listing *before = NULL, *now = NULL;
	struct json_fault fault = {};
	int rc = listing_read(json, &before, &fault);
	enum status status;

	if (rc == -EINVAL)
		return refuse(file, &fault);
	if (rc)
		return say_errno(file, "read", rc);
	if (before->incomplete)
		say_warning(file, "the listing is incomplete: what it lacks counts as added");
	envelope_set_kind("diff");
	status = now_list(call, before, &now);
	if (!status)
		changes_find(before, now, report_change, NULL);
	return status;
}

/* Whether the text can only be that of a listing. */
static bool is_array(const struct file_text *text)
{
	size_t at = 0;

	while (at < text->length && text->text[at] && strchr(" \t\r\n", text->text[at]))
		at++;
	return at < text->length && text->text[at] == '[';
}

/* Returns STATUS_DONE and the listing, or NULL for what may be a layout. */
static enum status read_listing(const struct file_text *text, struct json **ret)
{
	_cleanup_json_ struct json *json = NULL;
	struct json_fault fault = {};
	int rc = json_parse(text->text, text->length, &json, &fault);

	if (rc == -EINVAL && is_array(text))
		return refuse(text->name, &fault);
	if (rc && rc != -EINVAL)
		return say_errno(text->name, "read", rc);
	if (json && listing_is(json))
		*ret = take_ptr(json);
	return STATUS_DONE;
}

/* -- the files -- */

static enum status diff_file(const struct invocation *call, struct cxl_layout *layout, const char *file)
{
	_cleanup_file_text_ struct file_text text = {};
	_cleanup_json_ struct json *listing = NULL;
	enum status status = files_read_text(file, LISTING_MIB, &text);

	if (!status)
		status = read_listing(&text, &listing);
	if (!status && listing)
		return diff_listing(call, text.name, take_ptr(listing));
	if (!status)
		status = files_parse(layout, text.name, text.text, text.length);
	return status ? status : diff_layout(call, layout);
}

static enum status diff_files(const struct invocation *call, struct cxl_layout *layout)
{
	enum status status = files_read(layout, call->operands);

	return status ? status : diff_layout(call, layout);
}

static enum status run_diff(const struct invocation *call)
{
	_cleanup_layout_ struct cxl_layout *layout = cxl_layout_new(call->ctx);
	const struct diff_options *o = call->options;

	if (!layout)
		return say_errno(NULL, NULL, ENOMEM);
	if (o->all && call->nr_operands) {
		say_error("--all", NULL, "excludes files (name files, or omit them)");
		return STATUS_USAGE;
	}
	envelope_set_kind("layout");
	return call->nr_operands == 1 ? diff_file(call, layout, call->operands[0]) : diff_files(call, layout);
}

const struct command cmd_diff = {
	.name = "diff",
	.summary = "show where the machine differs from a layout or listing",
	.group = GROUP_REGIONS,
	.synopsis = "[FILE...] [options]",
	.log_env = "CXL_REGION_LOG",
	.options = diff_opts,
	.options_size = sizeof(struct diff_options),
	.max_operands = OPERANDS_ANY,
	.only_looks = true,
	.run = run_diff,
};
