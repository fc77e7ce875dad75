// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl help: the usage of the whole tool, and the manual page of one command. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cmd-help.h"
#include "core/envelope.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"

static const char *const headings[NR_GROUPS] = {
	[GROUP_LOOK] = "Look",
	[GROUP_REGIONS] = "Regions",
	[GROUP_MEMDEVS] = "Memory devices",
	[GROUP_PORTS] = "Ports and buses",
	[GROUP_TESTING] = "Testing",
};

void help_show_usage(FILE *file)
{
	fputs("usage: cxl [--version] [--help] [--sysroot DIR] [--json=2] COMMAND [ARGS]\n", file);
	for (int group = 0; group < NR_GROUPS; group++) {
		fprintf(file, "\n%s:\n", headings[group]);
		for (const struct command *const *c = commands; *c; c++)
			if ((int)(*c)->group == group)
				fprintf(file, "  %-22s %s\n", (*c)->name, (*c)->summary);
	}
	fputs("\nSee 'cxl help COMMAND' for more information on a specific command.\n", file);
}

enum status help_show_manual(const char *name)
{
	const char *viewer = secure_getenv("CXL_MAN_VIEWER");
	_cleanup_free_ char *page = NULL;

	if (envelope_get_output()) {
		say_error("--json", NULL, "a manual page is not JSON (cxl %s -h --json=2 has the options)", name);
		return STATUS_OPTION;
	}
	if (!viewer || !*viewer)
		viewer = "man";
	if (asprintf(&page, "cxl-%s", name) < 0)
		return STATUS_FAILED;
	fflush(stdout);
	execlp(viewer, viewer, page, (char *)NULL);
	say_error(viewer, "show the manual page", "%s (set CXL_MAN_VIEWER to a program that is there)",
		  strerror(errno));
	return STATUS_NO_VIEWER;
}

static void show_commands(struct output *out)
{
	for (const struct command *const *c = commands; *c; c++) {
		output_open_object(out, NULL);
		output_text(out, "kind", "command");
		output_text(out, "name", (*c)->name);
		output_text(out, "text", (*c)->summary);
		output_text(out, "synopsis", (*c)->synopsis);
		output_close_object(out);
	}
}

static enum status run_help(const struct invocation *call)
{
	const char *name = call->operands[0];

	if (!name && envelope_get_output()) {
		show_commands(envelope_get_items());
		return STATUS_DONE;
	}
	if (!name) {
		help_show_usage(stdout);
		return STATUS_DONE;
	}
	if (!command_find(name)) {
		command_say_unknown(name);
		return STATUS_USAGE;
	}
	return help_show_manual(name);
}

const struct command cmd_help = {
	.name = "help",
	.summary = "show the commands, or the manual page of one",
	.group = GROUP_LOOK,
	.synopsis = "[COMMAND]",
	.max_operands = 1,
	.no_context = true,
	.only_looks = true,
	.run = run_help,
};
