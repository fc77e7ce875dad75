// SPDX-License-Identifier: GPL-2.0-or-later
/* What a command that acts makes of a captured machine, where there was nothing to do. */
#include "cli/claim.h"
#include "cli/command.h"
#include "core/say.h"

enum status claim_status(const struct invocation *call, const char *object, enum status status)
{
	if (!call->sysroot || status != STATUS_DONE)
		return status;
	return say_error_as("captured-machine", object, NULL, "read-only (a captured machine is never written to)");
}
