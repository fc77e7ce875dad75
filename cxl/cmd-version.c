// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl version: the version of the reference whose interface this is. */
#include <stdio.h>

#include "cli/command.h"

static int run_version(const struct invocation *call)
{
	puts(CXL_VERSION);
	return STATUS_DONE;
}

const struct command cmd_version = {
	.name = "version",
	.summary = "print the version",
	.synopsis = "",
	.no_context = true,
	.only_looks = true,
	.run = run_version,
};
