// SPDX-License-Identifier: GPL-2.0-or-later
/* Text that devices wrote: which of its bytes can be printed. */
#include "core/scope.h"
#include "core/utf8.h"

/* Unicode 15, table 3-7: the first two bytes decide; what follows is 80 to BF. */
static const struct {
	unsigned char first, last;		/* of the first byte */
	unsigned char second_first, second_last;
	size_t length;
} forms[] = {
	{ 0x00, 0x7f, 0x00, 0xff, 1 },
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

size_t utf8_length(const char *text, size_t len)
{
	const unsigned char *c = (const unsigned char *)text;
	size_t i = 0;

	while (i < ARRAY_SIZE(forms) && (c[0] < forms[i].first || c[0] > forms[i].last))
		i++;
	if (i == ARRAY_SIZE(forms) || forms[i].length > len)
		return 0;
	if (forms[i].length > 1 &&
	    (c[1] < forms[i].second_first || c[1] > forms[i].second_last))
		return 0;
	for (size_t k = 2; k < forms[i].length; k++)
		if ((c[k] & 0xc0) != 0x80)
			return 0;
	return forms[i].length;
}
