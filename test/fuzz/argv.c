// SPDX-License-Identifier: GPL-2.0-or-later
/* What people type: the words of a command line, one a line, before options of every kind. */
#include "fuzz.h"
#include "cli/opt.h"
#include "core/say.h"

#define WORDS_MAX 64

struct options {
	bool flag;
	int count;
	const char *text;
	struct opt_number decimal, number, size;
};

static const struct opt table[] = {
	OPT_FLAG('f', "force", options, flag, "flag"),
	OPT_COUNT('v', "verbose", options, count, "count"),
	OPT_TEXT('m', "memdev", options, text, "NAME", "text"),
	OPT_DECIMAL('w', "ways", options, decimal, 1, 16, "N", "decimal"),
	OPT_NUMBER('a', "address", options, number, "N", "number"),
	OPT_SIZE('s', "size", options, size, "SIZE", "size"),
	OPT_DEBUG,
	OPT_END,
};

static int split(char *text, char **argv)
{
	int argc = 1;

	argv[0] = (char *)"cxl";
	for (char *word = strtok(text, "\n"); word && argc < WORDS_MAX; word = strtok(NULL, "\n"))
		argv[argc++] = word;
	argv[argc] = NULL;
	return argc;
}

/* Every operand is one of the words, and the options stand within their limits. */
static void check(const struct options *o, char **operands, int nr, char **words, int argc)
{
	always(nr < argc && !operands[nr]);
	for (int i = 0, at = 1; i < nr; i++, at++) {
		while (at < argc && words[at] != operands[i])
			at++;
		always(at < argc);
	}
	always(o->count >= 0);
	always(!o->decimal.given || (o->decimal.value >= 1 && o->decimal.value <= 16));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *argv[WORDS_MAX + 1], *words[WORDS_MAX + 1];
	char *text = fuzz_text(data, size);
	struct options o = {};
	int argc = split(text, argv);
	struct opt_parsed parsed = { OPT_HELP_NONE };

	memcpy(words, argv, sizeof(argv));
	if (opt_parse(table, argc, argv, &o, &parsed) == STATUS_DONE && !parsed.help)
		check(&o, argv, parsed.nr_operands, words, argc);
	free(text);
	return 0;
}
