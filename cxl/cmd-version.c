// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl version: the version of this project, and with -v what was built in. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/envelope.h"
#include "core/output.h"

/* The version of the packaged cxl whose commands, options and output these are. */
#define COMPATIBLE_WITH "85"

struct version_options {
	bool verbose;
};

static const struct opt version_opts[] = {
	OPT_FLAG('v', "verbose", version_options, verbose, "also what it is compatible with, and the features built in"),
	OPT_END,
};

static const struct {
	const char *name;
	const char *what;
	bool built_in;
} features[] = {
	{ "daxctl", "DAX devices of regions: list -X", WITH_DAXCTL },
	{ "tracefs", "poison lists and trace events: list -L, monitor", WITH_TRACEFS },
};

static void print_features(void)
{
	for (size_t i = 0; i < sizeof(features) / sizeof(*features); i++)
		printf("%s: %s (%s)\n", features[i].name, features[i].built_in ? "built in" : "not built in",
		       features[i].what);
}

static void show_version(struct output *out)
{
	output_open_object(out, NULL);
	output_text(out, "kind", "version");
	output_text(out, "version", CXL_VERSION);
	output_text(out, "compatible_with", COMPATIBLE_WITH);
	output_open_object(out, "features");
	for (size_t i = 0; i < sizeof(features) / sizeof(*features); i++)
		output_bool(out, features[i].name, features[i].built_in);
	output_close_object(out);
	output_close_object(out);
}

static enum status run_version(const struct invocation *call)
{
	const struct version_options *o = call->options;

	if (envelope_get_output()) {
		show_version(envelope_get_items());
		return STATUS_DONE;
	}
	puts(CXL_VERSION);
	if (o->verbose) {
		puts("compatible with: " COMPATIBLE_WITH);
		print_features();
	}
	return STATUS_DONE;
}

const struct command cmd_version = {
	.name = "version",
	.summary = "print the version",
	.group = GROUP_LOOK,
	.synopsis = "[options]",
	.options = version_opts,
	.options_size = sizeof(struct version_options),
	.no_context = true,
	.only_looks = true,
	.run = run_version,
};
