// SPDX-License-Identifier: GPL-2.0-or-later
/* What a test of the hardware goes through: debugfs. */
#include <unistd.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "media/debugfs.h"

enum status debugfs_check(struct cxl_ctx *ctx, const char *object)
{
	if (cxl_debugfs_exists(ctx))
		return STATUS_DONE;
	if (geteuid() != 0)
		say_error(object, NULL, "debugfs is accessible only to root (run as root)");
	else
		say_error(object, NULL,
			  "there is no debugfs with CXL in it (mount -t debugfs none /sys/kernel/debug)");
	return STATUS_FAILED;
}
