// SPDX-License-Identifier: GPL-2.0-or-later
/* A table, or a tree with columns, on a screen. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/scope.h"
#include "view/table.h"

#define GAP 2		/* blanks between columns */

struct table_cell {
	char *text;
	enum paint paint;
};

struct table_line {
	unsigned int depth, used;
	uint64_t more;		/* bit n: another row of depth n follows in the same branch */
	struct table_cell cells[TABLE_COLUMNS];
};

static bool grow(struct table *table)
{
	size_t room = table->room ? 2 * table->room : 64;
	struct table_line *lines = reallocarray(table->lines, room, sizeof(*lines));

	if (!lines)
		return false;
	table->lines = lines;
	table->room = room;
	return true;
}

void table_row(struct table *table, unsigned int depth)
{
	if (table->count == table->room && !grow(table)) {
		table->full = true;
		return;
	}
	table->lines[table->count++] = (struct table_line){
		.depth = depth < TABLE_DEPTH ? depth : TABLE_DEPTH - 1,
	};
}

void table_cell(struct table *table, enum paint paint, const char *text)
{
	struct table_line *line = table->count ? &table->lines[table->count - 1] : NULL;
	char *copy;

	if (table->full || !line || line->used == table->columns)
		return;
	copy = strndup(text, TABLE_CELL_MAX);
	if (!copy) {
		table->full = true;
		return;
	}
	for (char *c = copy; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	line->cells[line->used++] = (struct table_cell){ copy, paint };
}

/* From the last to the first: whether a row has a later sibling, and each of its ancestors. */
static void find_branches(struct table *table)
{
	uint64_t more = 0;

	for (size_t i = table->count; i-- > 0;) {
		struct table_line *line = &table->lines[i];
		uint64_t here = 1ULL << line->depth;

		more &= (here << 1) - 1;
		line->more = more;
		more |= here;
	}
}

/* What stands before the first cell: two characters for each step. */
static void print_branches(const struct table_line *line, const struct screen *screen)
{
	static const char *const marks[2][4] = {
		{ "  ", "| ", "`-", "|-" },
		{ "  ", "\u2502 ", "\u2514\u2500", "\u251c\u2500" },
	};

	for (unsigned int d = 1; d <= line->depth; d++)
		screen_write(screen, PAINT_NONE, "%s",
			     marks[screen->utf8][2 * (d == line->depth) + ((line->more >> d) & 1)]);
}

static unsigned int width_of(const struct table_line *line, unsigned int column)
{
	unsigned int branches = column ? 0 : 2 * line->depth;

	return branches + (column < line->used ? (unsigned int)strlen(line->cells[column].text) : 0);
}

static void measure(const struct table *table, unsigned int *widths)
{
	for (unsigned int c = 0; c < table->columns; c++) {
		widths[c] = table->no_headings ? 0 : (unsigned int)strlen(table->headings[c]);
		for (size_t i = 0; i < table->count; i++)
			if (width_of(&table->lines[i], c) > widths[c])
				widths[c] = width_of(&table->lines[i], c);
	}
}

/* How many of the columns fit, from the left. */
static unsigned int count_fitting(const struct table *table, const unsigned int *widths,
				  unsigned int room)
{
	unsigned int c, used = 0;

	for (c = 0; c < table->columns; c++) {
		used += widths[c] + (c ? GAP : 0);
		if (c && used > room)
			break;
	}
	return c;
}

/* Blanks come only before something: no line ends with one. */
struct pen {
	const struct screen *screen;
	unsigned int due;
};

static void print_cell(struct pen *pen, const struct table_line *branches, enum paint paint,
		       const char *text, bool right, unsigned int pad)
{
	if (right)
		pen->due += pad;
	if (*text || branches) {
		screen_write(pen->screen, PAINT_NONE, "%*s", (int)pen->due, "");
		pen->due = 0;
		if (branches)
			print_branches(branches, pen->screen);
		screen_write(pen->screen, paint, "%s", text);
	}
	pen->due += (right ? 0 : pad) + GAP;
}

static void print_headings(const struct table *table, const struct screen *screen,
			   const unsigned int *widths, unsigned int columns)
{
	struct pen pen = { screen, 0 };

	for (unsigned int c = 0; c < columns; c++)
		print_cell(&pen, NULL, PAINT_HEADING, table->headings[c], table->right[c],
			   widths[c] - (unsigned int)strlen(table->headings[c]));
	screen_write(screen, PAINT_NONE, "\n");
}

static void print_line(const struct table *table, const struct table_line *line,
		       const struct screen *screen, const unsigned int *widths,
		       unsigned int columns)
{
	struct pen pen = { screen, 0 };

	for (unsigned int c = 0; c < columns; c++) {
		bool there = c < line->used;

		print_cell(&pen, c ? NULL : line, there ? line->cells[c].paint : PAINT_NONE,
			   there ? line->cells[c].text : "", table->right[c],
			   widths[c] - width_of(line, c));
	}
	screen_write(screen, PAINT_NONE, "\n");
}

static void print_raw_line(const struct table_line *line, const struct screen *screen)
{
	for (unsigned int c = 0; c < line->used; c++) {
		for (char *blank = line->cells[c].text; *blank; blank++)
			if (*blank == ' ')
				*blank = '_';
		screen_write(screen, PAINT_NONE, "%s%s", c ? " " : "",
			     *line->cells[c].text ? line->cells[c].text : "-");
	}
	screen_write(screen, PAINT_NONE, "\n");
}

/* For a program: as many words in each line as there are columns. */
static void print_raw(const struct table *table, const struct screen *screen)
{
	for (unsigned int c = 0; !table->no_headings && c < table->columns; c++)
		screen_write(screen, PAINT_NONE, "%s%s", table->headings[c],
			     c + 1 < table->columns ? " " : "\n");
	for (size_t i = 0; i < table->count; i++)
		print_raw_line(&table->lines[i], screen);
}

int table_print(struct table *table, const struct screen *screen)
{
	unsigned int widths[TABLE_COLUMNS], columns;

	if (table->raw) {
		print_raw(table, screen);
		return table->full ? -ENOMEM : 0;
	}
	find_branches(table);
	measure(table, widths);
	columns = count_fitting(table, widths, screen->width);
	if (!table->no_headings)
		print_headings(table, screen, widths, columns);
	for (size_t i = 0; i < table->count; i++)
		print_line(table, &table->lines[i], screen, widths, columns);
	return table->full ? -ENOMEM : 0;
}

void table_done(struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		for (unsigned int c = 0; c < table->lines[i].used; c++)
			free(table->lines[i].cells[c].text);
	free(table->lines);
}
