// SPDX-License-Identifier: GPL-2.0-or-later
/* What a command that acts makes of a captured machine, where there was nothing to do. */
#include "cli/claim.h"
#include "cli/command.h"
#include "core/say.h"

int claim_status(const struct invocation *call, const char *object, int status)
{
	if (!call->sysroot || status != STATUS_DONE)
		return status;
	say_error(object, NULL, "read-only (a captured machine is never written to)");
	return STATUS_FAILED;
}
