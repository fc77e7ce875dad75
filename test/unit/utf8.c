// SPDX-License-Identifier: GPL-2.0-or-later
/* What is UTF-8, and how long its characters are. */
#include <string.h>

#include "tap.h"
#include "core/utf8.h"

static const struct {
	const char *name, *text;
	size_t length;
} texts[] = {
	{ "a letter",			"x",			1 },
	{ "a control character",	"\033",			1 },
	{ "an umlaut",			"\303\274x",		2 },
	{ "the last of two bytes",	"\337\277",		2 },
	{ "the first of three",		"\340\240\200",		3 },
	{ "the last before surrogates",	"\355\237\277",		3 },
	{ "the first behind them",	"\356\200\200",		3 },
	{ "what stands for others",	UTF8_REPLACEMENT,	3 },
	{ "the first of four",		"\360\220\200\200",	4 },
	{ "the last of all",		"\364\217\277\277",	4 },
	{ "no first byte",		"\200",			0 },
	{ "Latin 1",			"\374ber",		0 },
	{ "all ones",			"\377\376",		0 },
	{ "an overlong slash",		"\300\257",		0 },
	{ "the same in three",		"\340\200\257",		0 },
	{ "the same in four",		"\360\200\200\257",	0 },
	{ "a surrogate",		"\355\240\200",		0 },
	{ "beyond the last",		"\364\220\200\200",	0 },
	{ "five bytes",			"\370\210\200\200\200",	0 },
	{ "the end missing",		"\342\202",		0 },
	{ "another in its place",	"\342\202x",		0 },
	{ "the second one missing",	"\303",			0 },
};

int main(void)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		ok(utf8_length(texts[i].text, strlen(texts[i].text)) == texts[i].length,
		   "%s: %zu bytes", texts[i].name, texts[i].length);
	return tap_done();
}
