// SPDX-License-Identifier: GPL-2.0-or-later
/* What somebody who mistyped a word may have meant. */
#include <string.h>

#include "cli/nearest.h"

#define WORD_MAX 40

static unsigned int min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Letters added, left out, replaced, or two that changed places. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[3][WORD_MAX + 1], len = (unsigned int)strlen(b);
	unsigned int *before = row[0], *last = row[1], *now = row[2], *spare;

	for (unsigned int j = 0; j <= len; j++)
		last[j] = j;
	for (unsigned int i = 1; a[i - 1]; i++) {
		now[0] = i;
		for (unsigned int j = 1; j <= len; j++) {
			unsigned int cost = a[i - 1] != b[j - 1];

			now[j] = min(min(last[j], now[j - 1]) + 1, last[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = min(now[j], before[j - 2] + 1);
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[len];
}

void nearest_try(struct nearest *nearest, const char *candidate)
{
	size_t len = strlen(nearest->word);
	unsigned int d, limit = len < 4 ? 1 : 2;

	if (len < 2 || len > WORD_MAX || strlen(candidate) > WORD_MAX)
		return;
	d = distance(nearest->word, candidate);
	if (d > limit || (nearest->found && d >= nearest->distance))
		return;
	nearest->found = candidate;
	nearest->distance = d;
}
