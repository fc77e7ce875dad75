/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a look at the machine found: sentences below the tables, and the exit status. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "view/look.h"
#include "view/screen.h"

struct output;

enum advice_level {
	ADVICE_ERROR,		/* broken */
	ADVICE_ACTION,		/* it works, but somebody has to do something */
	ADVICE_NOTE,		/* what could not be read: nobody knows whether it is well */
};

struct advice {
	struct advice_line {
		enum advice_level level;
		char *text;
	} *lines;
	size_t count;
	bool incomplete;	/* there was no memory for a line */
	/* How many devices could not be asked, and why not: the first error. */
	unsigned int no_health, no_poison;
	int health_error, poison_error;
};
void advice_done(struct advice *advice);

void advice_on_memdev(struct advice *advice, struct look *look);
void advice_on_region(struct advice *advice, struct look *look);

/* All lines, the worst first, or as items of --json=2. True: there is one. */
bool advice_print(struct advice *advice, const struct screen *screen);
bool advice_show(struct advice *advice, struct output *out);
