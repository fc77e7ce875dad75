// SPDX-License-Identifier: GPL-2.0-or-later
/* The options that every command has, before its name or behind it. */
#include <string.h>

#include "cli/globals.h"

/* How many words of @words are the option @name with its value: 0 to 2. */
static int take(const char *name, char **words, const char **ret)
{
	size_t len = strlen(name);

	if (strncmp(words[0], name, len))
		return 0;
	if (words[0][len] == '=') {
		*ret = words[0] + len + 1;
		return 1;
	}
	if (words[0][len] || !words[1])
		return 0;
	*ret = words[1];
	return 2;
}

static int take_any(struct globals *globals, char **words)
{
	int nr = take("--sysroot", words, &globals->sysroot);

	return nr ? nr : take("--json", words, &globals->json);
}

int globals_skip(struct globals *globals, int argc, char **argv)
{
	int at = 1, nr = 1;

	for (; nr && at < argc; at += nr)
		nr = take_any(globals, argv + at);
	return at;
}

int globals_take(struct globals *globals, int argc, char **argv)
{
	int kept = 1, at = 1;

	while (at < argc && strcmp(argv[at], "--") && strcmp(argv[at], "--complete")) {
		int nr = take_any(globals, argv + at);

		if (!nr)
			argv[kept++] = argv[at++];
		at += nr;
	}
	while (at < argc)
		argv[kept++] = argv[at++];
	argv[kept] = NULL;
	return kept;
}
