// SPDX-License-Identifier: GPL-2.0-or-later
/* The steps of a recovery as numbered lines: what --dry-run prints. */
#include <stdio.h>

#include "region/recover.h"
#include "region/show-recover.h"

void show_recoveries(const struct recoveries *all)
{
	for (size_t i = 0; i < all->count; i++)
		printf("%zu. %s: %s\n", i + 1, recovery_object(&all->list[i]),
		       all->list[i].what);
}
