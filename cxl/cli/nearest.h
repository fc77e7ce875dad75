/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What somebody who mistyped a word may have meant. */
#pragma once

/* The best so far; begin with { .word = what was typed }. */
struct nearest {
	const char *word;
	const char *found;	/* NULL: nothing is near */
	unsigned int distance;
};

/* Keep @candidate where it is nearer than what was found before. */
void nearest_try(struct nearest *nearest, const char *candidate);
