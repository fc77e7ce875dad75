/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options: words typed, and the struct or the status that comes of them. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "tap.h"

struct given {
	bool targets, human;
	int verbose;
	const char *memdev;
	struct opt_number ways, address, size, wait;
};

static const struct opt table[] = {
	OPT_FLAG('T', "targets", given, targets, "a flag"),
	OPT_FLAG('u', "human", given, human, "another"),
	OPT_COUNT('v', "verbose", given, verbose, "a counter"),
	OPT_TEXT('m', "memdev", given, memdev, "MEMDEV", "a text"),
	OPT_TEXT(0, "memory", given, memdev, "MEMDEV", "begins like it"),
	OPT_DECIMAL('w', "ways", given, ways, 1, 16, "N", "a decimal number"),
	OPT_NUMBER('a', "address", given, address, "N", "a number"),
	OPT_MAYBE_DECIMAL("wait", given, wait, 0, 16, "N", "perhaps a number"),
	OPT_SIZE('s', "size", given, size, "SIZE", "a size"),
	OPT_DEBUG,
	OPT_END,
};

/* One row: a command line, what it gives. */
struct row {
	const char *line;
	enum status status;
	enum opt_help help;
	struct given given;
	const char *operands;	/* joined by blanks */
};

#define NUMBER(_value) { .given = true, .value = (_value) }

static const struct row rows[] = {
	{ "" },
	{ "-T", .given = { .targets = true } },
	{ "--targets", .given = { .targets = true } },
	{ "--targ", .given = { .targets = true } },
	{ "-T --no-targets" },
	{ "-Tu", .given = { .targets = true, .human = true } },
	{ "--wait", .given = { .wait = NUMBER(OPT_NO_VALUE) } },
	{ "--wait=3", .given = { .wait = NUMBER(3) } },
	{ "--wait 3", .given = { .wait = NUMBER(OPT_NO_VALUE) }, .operands = "3" },
	{ "--wait=", STATUS_USAGE },
	{ "--wait=17", STATUS_USAGE },
	{ "--no-wait", STATUS_OPTION },
	{ "-vvv", .given = { .verbose = 3 } },
	{ "-vv --no-verbose" },
	{ "-v --verbose", .given = { .verbose = 2 } },
	{ "-m mem0", .given = { .memdev = "mem0" } },
	{ "-mmem0", .given = { .memdev = "mem0" } },
	{ "-m=mem0", .given = { .memdev = "=mem0" } },
	{ "--memdev=mem0", .given = { .memdev = "mem0" } },
	{ "--memdev mem0", .given = { .memdev = "mem0" } },
	{ "--memdev=", .given = { .memdev = "" } },
	{ "-Tm mem0", .given = { .targets = true, .memdev = "mem0" } },
	{ "-w 4", .given = { .ways = NUMBER(4) } },
	{ "-w4", .given = { .ways = NUMBER(4) } },
	{ "-a 0x40", .given = { .address = NUMBER(64) } },
	{ "-s 256m", .given = { .size = NUMBER(256 << 20) } },
	{ "a -T b", .given = { .targets = true }, .operands = "a b" },
	{ "a -- -T b", .operands = "a -T b" },
	{ "-", .operands = "-" },
	{ "-h", .help = OPT_HELP_USAGE },
	{ "--help", .help = OPT_HELP_MANUAL },
	{ "--foo", STATUS_OPTION },
	{ "-x", STATUS_OPTION },
	{ "-Tx", STATUS_OPTION },
	{ "--mem", STATUS_OPTION },
	{ "--mem=mem0", STATUS_OPTION },
	{ "--targets=1", STATUS_OPTION },
	{ "--memdev", STATUS_OPTION },
	{ "-m", STATUS_OPTION },
	{ "--no-memdev", STATUS_OPTION },
	{ "--no-foo", STATUS_OPTION },
	{ "--no-", STATUS_OPTION },
	{ "--=1", STATUS_OPTION },
	{ "-w 0", STATUS_USAGE },
	{ "-w 17", STATUS_USAGE },
	{ "-w 0x4", STATUS_USAGE },
	{ "-w two", STATUS_USAGE },
	{ "-a foo", STATUS_USAGE },
	{ "-a -64", STATUS_USAGE },
	{ "-a 0x40z", STATUS_USAGE },
	{ "-s 256q", STATUS_USAGE },
	{ "--size=", STATUS_USAGE },
};

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_number(struct opt_number a, struct opt_number b)
{
	return a.given == b.given && a.value == b.value;
}

static bool same(const struct given *a, const struct given *b)
{
	return a->targets == b->targets && a->human == b->human &&
	       a->verbose == b->verbose && same_text(a->memdev, b->memdev) &&
	       same_number(a->ways, b->ways) && same_number(a->wait, b->wait) &&
	       same_number(a->address, b->address) &&
	       same_number(a->size, b->size);
}

static bool same_operands(char **operands, int nr, const char *wanted)
{
	char joined[64] = "";

	for (int i = 0; i < nr; i++) {
		if (i)
			strcat(joined, " ");
		strcat(joined, operands[i]);
	}
	return operands[nr] == NULL && strcmp(joined, wanted ? wanted : "") == 0;
}

static void test_row(const struct row *row)
{
	char line[64], *argv[16] = { (char *)"command" }, *at = line, *word;
	struct given given = { 0 };
	struct opt_parsed parsed = { OPT_HELP_NONE };
	int argc = 1;
	enum status status;

	strcpy(line, row->line);
	while ((word = strsep(&at, " ")))
		if (*word)
			argv[argc++] = word;
	status = opt_parse(table, argc, argv, &given, &parsed);
	if (row->status)
		ok(status == row->status, "'%s' gives %d", row->line, row->status);
	else if (row->help)
		ok(status == STATUS_DONE && parsed.help == row->help, "'%s' asks for help", row->line);
	else
		ok(status == STATUS_DONE && !parsed.help && same(&given, &row->given) &&
		   same_operands(argv, parsed.nr_operands, row->operands),
		   "'%s' fills the struct", row->line);
}

static void test_list(void)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	opt_list(table, file);
	fclose(file);
	ok(strcmp(text, "--targets --human --verbose --memdev --memory --ways --address --wait --size --debug --timeout --quiet --json --sysroot") == 0,
	   "the table gives the names to complete");
	free(text);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		test_row(&rows[i]);
	test_list();
	return tap_done();
}
