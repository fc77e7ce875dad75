/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table, or a tree with columns, on a screen. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view/screen.h"

#define TABLE_CELL_MAX	128
#define TABLE_DEPTH	64
#define TABLE_COLUMNS	32

/*
 * struct table table = { .headings = { "NAME", "SIZE" }, .right = { [1] = true }, .columns = 2 };
 *
 * table_row(&table, 0);
 * table_cell(&table, PAINT_NONE, "mem0");
 * table_cell(&table, PAINT_NONE, "256M");
 * table_print(&table, &screen);
 * table_done(&table);
 */
struct table {
	const char *headings[TABLE_COLUMNS];
	bool right[TABLE_COLUMNS];	/* numbers end at the right */
	unsigned int columns;
	bool no_headings;
	bool raw;		/* values separated by one blank, all of them, without a frame */
	struct table_line *lines;
	size_t count, room;
	bool full;		/* there was no memory for a line */
};

/* Begin a row; its first cell is @depth steps below the top of the tree. */
void table_row(struct table *table, unsigned int depth);

/* The next cell of the row. What is no printable ASCII is shown as '?', and what is too long is cut. */
void table_cell(struct table *table, enum paint paint, const char *text);

/*
 * The headings and all rows. The columns that do not fit on the screen are left out, from
 * the right; the first is always there. 0, or -ENOMEM where rows are missing.
 */
int table_print(struct table *table, const struct screen *screen);
void table_done(struct table *table);
