// SPDX-License-Identifier: GPL-2.0-or-later
/* Where a command found nothing: the likely cause, in one line. */
#include <unistd.h>

#include "cli/command.h"
#include "core/say.h"
#include "doctor/doctor.h"
#include "doctor/hint.h"

void doctor_hint(const struct invocation *call)
{
	struct doctor d = {
		.ctx = call->ctx, .sysroot = call->sysroot ? call->sysroot : "/",
		.captured = call->sysroot,
	};
	const char *cause;

	if (!isatty(STDERR_FILENO) && !doctor_has_cards(&d))
		return;
	doctor_run(&d, NULL);
	cause = doctor_find_cause(&d);
	if (cause)
		say_warning(NULL, "%s (see cxl doctor)", cause);
	doctor_done(&d);
}
