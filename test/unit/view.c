/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values, tables and trees as they are shown: what fits, what is cut, what is unknown. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "view/column.h"
#include "view/table.h"
#include "view/value.h"

static const struct {
	uint64_t size;
	const char *text, *bytes;
} sizes[] = {
	{ 0, "0", "0" },
	{ 1, "1", "1" },
	{ 1023, "1023", "1023" },
	{ 1024, "1K", "1024" },
	{ 1536, "1.5K", "1536" },
	{ 256ULL << 20, "256M", "268435456" },
	{ (1ULL << 30) - 1, "1023.9M", "1073741823" },
	{ 1ULL << 30, "1.0G", "1073741824" },
	{ 3584ULL << 20, "3.5G", "3758096384" },
	{ (4ULL << 30) - 1, "3.9G", "4294967295" },
	{ 16ULL << 40, "16.0T", "17592186044416" },
	{ UINT64_MAX, "15.9E", "18446744073709551615" },
};

static void try_sizes(void)
{
	char text[TABLE_CELL_MAX], bytes[TABLE_CELL_MAX];

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		const struct value value = { .kind = VALUE_SIZE, .number = sizes[i].size };

		value_format(&value, false, text);
		value_format(&value, true, bytes);
		ok(!strcmp(text, sizes[i].text) && !strcmp(bytes, sizes[i].bytes), "%s is \"%s\"",
		   sizes[i].bytes, text);
	}
}

static void try_values(void)
{
	struct value unknown = { .kind = VALUE_UNKNOWN }, none = { .kind = VALUE_NONE };
	struct value list = { .kind = VALUE_NONE }, two = { .kind = VALUE_NONE }, ten = two;
	char text[TABLE_CELL_MAX];

	value_format(&unknown, false, text);
	ok(!strcmp(text, "?"), "what is unknown is \"%s\"", text);
	value_format(&none, false, text);
	ok(!strcmp(text, "-"), "what is not applicable is \"%s\"", text);
	value_add_word(&list, "mem0");
	value_add_word(&list, "mem7");
	ok(!strcmp(list.text, "mem0,mem7"), "a list: \"%s\"", list.text);
	for (int i = 0; i < 100; i++)
		value_add_word(&list, "mem4711");
	ok(strlen(list.text) == TABLE_CELL_MAX - 1, "a long list is cut");
	value_set_text(&two, "mem2");
	value_set_text(&ten, "mem10");
	ok(value_compare(&two, &ten) < 0, "mem2 stands before mem10");
	value_set(&two, VALUE_SIZE, 2);
	value_set(&ten, VALUE_SIZE, 10);
	ok(value_compare(&ten, &two) > 0 && !value_compare(&two, &two), "sizes sort by value");
	ok(value_compare(&unknown, &two) < 0, "what is unknown stands first");
}

static void try_columns(void)
{
	for (const struct column *c = columns; c->name; c++)
		ok(column_find(c->name, strlen(c->name)) == c && *c->help && c->kinds &&
		   (c->usual & ~c->kinds) == 0, "%s: found, explained, usual only where it exists", c->name);
	ok(column_find("size", 4) && !column_find("SIZ", 3) && !column_find("", 0), "names are whole, in any case");
}

/* A window with two regions, of which the first has a member. */
static void fill(struct table *table)
{
	static const struct {
		unsigned int depth;
		const char *name, *size;
	} rows[] = {
		{ 0, "decoder0.0", "4.0G" }, { 1, "region0", "256M" }, { 2, "m\033em1", "256M" },
		{ 1, "region1", "?" }, { 0, "decoder0.1", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		table_row(table, rows[i].depth);
		table_cell(table, i ? PAINT_NONE : PAINT_BROKEN, rows[i].name);
		table_cell(table, PAINT_NONE, rows[i].size);
		table_cell(table, PAINT_NONE, "on");
	}
}

static void shows(struct screen screen, struct table table, const char *wanted, const char *what)
{
	FILE *before = stdout;
	char *text = NULL;
	size_t len;

	fill(&table);
	stdout = open_memstream(&text, &len);
	table_print(&table, &screen);
	fclose(stdout);
	stdout = before;
	ok(!strcmp(text, wanted), "%s", what);
	if (strcmp(text, wanted))
		printf("# not:\n%s", text);
	free(text);
	table_done(&table);
}

#define HEADS .headings = { "NAME", "SIZE", "STATE" }, .right = { [1] = true }, .columns = 3

static void try_tables(void)
{
	shows((struct screen){ .width = 80 }, (struct table){ HEADS },
	      "NAME        SIZE  STATE\n"
	      "decoder0.0  4.0G  on\n"
	      "|-region0   256M  on\n"
	      "| `-m?em1   256M  on\n"
	      "`-region1      ?  on\n"
	      "decoder0.1        on\n", "a tree in ASCII, without control characters");
	shows((struct screen){ .width = 23, .utf8 = true }, (struct table){ HEADS, .no_headings = true },
	      "decoder0.0  4.0G  on\n"
	      "\u251c\u2500region0   256M  on\n"
	      "\u2502 \u2514\u2500m?em1   256M  on\n"
	      "\u2514\u2500region1      ?  on\n"
	      "decoder0.1        on\n", "all of it in the width that it has");
	shows((struct screen){ .width = 22 }, (struct table){ HEADS },
	      "NAME        SIZE\n"
	      "decoder0.0  4.0G\n"
	      "|-region0   256M\n"
	      "| `-m?em1   256M\n"
	      "`-region1      ?\n"
	      "decoder0.1\n", "what does not fit is left out, from the right");
	shows((struct screen){ .width = 3 }, (struct table){ HEADS, .no_headings = true },
	      "decoder0.0\n|-region0\n| `-m?em1\n`-region1\ndecoder0.1\n", "the first column is always there");
	shows((struct screen){ .width = 3, .color = true }, (struct table){ HEADS },
	      "\033[1mNAME\033[0m\n\033[31mdecoder0.0\033[0m\n|-region0\n| `-m?em1\n`-region1\ndecoder0.1\n",
	      "colours");
	shows((struct screen){ .width = 3, .color = true }, (struct table){ HEADS, .raw = true },
	      "NAME SIZE STATE\ndecoder0.0 4.0G on\nregion0 256M on\nm?em1 256M on\nregion1 ? on\ndecoder0.1 - on\n",
	      "raw: without colours, all columns");
}

int main(void)
{
	try_sizes();
	try_values();
	try_columns();
	try_tables();
	return tap_done();
}
