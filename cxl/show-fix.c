// SPDX-License-Identifier: GPL-2.0-or-later
/* The steps of a repair as numbered lines: what --dry-run prints. */
#include <stdio.h>

#include "fix.h"
#include "show-fix.h"

void show_fixes(const struct fixes *fixes)
{
	for (size_t i = 0; i < fixes->count; i++)
		printf("%zu. %s: %s\n", i + 1, fix_object(&fixes->list[i]),
		       fixes->list[i].what);
}
