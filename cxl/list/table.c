// SPDX-License-Identifier: GPL-2.0-or-later
/* A selection as tables: one for each kind of objects. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/say.h"
#include "core/scope.h"
#include "list/select.h"
#include "list/table.h"
#include "view/column.h"
#include "view/table.h"

/* ---- which columns ------------------------------------------------------- */

struct choice {
	const struct column *columns[TABLE_COLUMNS];
	unsigned int count;
};

static void choose(struct choice *choice, const struct column *column)
{
	for (unsigned int i = 0; i < choice->count; i++)
		if (choice->columns[i] == column)
			return;
	if (choice->count < TABLE_COLUMNS)
		choice->columns[choice->count++] = column;
}

static enum status unknown_column(const char *option, const char *name, size_t len)
{
	char names[512] = "";
	size_t used = 0;

	for (const struct column *c = columns; c->name; c++)
		used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s",
					 used ? ", " : "", c->name);
	say_error(option, NULL, "\"%.*s\" is not a column (%s)", (int)len, name, names);
	return STATUS_USAGE;
}

/* The columns that -o names and objects of @kind have; 0: of any kind. */
static enum status choose_named(const char *names, unsigned int kind, struct choice *choice)
{
	for (size_t len; ; names += len + 1) {
		const struct column *column;

		len = strcspn(names, ",");
		column = column_find(names, len);
		if (!column)
			return unknown_column("-o", names, len);
		if (!kind || (column->kinds & kind))
			choose(choice, column);
		if (!names[len])
			return STATUS_DONE;
	}
}

static void choose_columns(const struct table_request *request, unsigned int kind,
			   struct choice *choice)
{
	const char *named = request->columns;
	bool more = !named || *named == '+';

	for (const struct column *c = columns; more && c->name; c++)
		if (c->usual & kind)
			choose(choice, c);
	if (named)
		choose_named(named + (*named == '+'), kind, choice);
}

enum status table_request_check(const struct table_request *request)
{
	struct choice any = { .count = 0 };

	if (request->sort && !column_find(request->sort, strlen(request->sort)))
		return unknown_column("--sort", request->sort, strlen(request->sort));
	if (!request->columns)
		return STATUS_DONE;
	return choose_named(request->columns + (*request->columns == '+'), 0, &any);
}

/* ---- which objects, in which order ---------------------------------------- */

struct listed_row {
	struct look look;
	struct value key;	/* what the rows are sorted by */
};

struct listed_rows {
	struct listed_row *rows;
	size_t count, room;
	bool full;		/* there was no memory for a row */
};

static void add_row(struct listed_rows *rows, const struct pick *pick, struct look_machine *machine)
{
	size_t room = rows->room ? 2 * rows->room : 64;
	struct listed_row *more;

	if (rows->count == rows->room) {
		more = reallocarray(rows->rows, room, sizeof(*more));
		if (!more) {
			rows->full = true;
			return;
		}
		rows->rows = more;
		rows->room = room;
	}
	rows->rows[rows->count++] = (struct listed_row){
		.look = { .record = pick->record, .machine = machine },
	};
}

static void collect(struct listed_rows *rows, enum record_kind kind, const struct picks *picks,
		    struct look_machine *machine)
{
	for (unsigned int i = 0; i < picks->count; i++) {
		const struct pick *pick = picks->picks[i];

		if (pick->record.kind == kind)
			add_row(rows, pick, machine);
		for (int c = 0; c < NR_CHILDREN; c++)
			collect(rows, kind, &pick->children[c], machine);
	}
}

static int compare_rows(const void *x, const void *y)
{
	const struct listed_row *a = x, *b = y;

	return value_compare(&a->key, &b->key);
}

static void sort(const struct table_request *request, struct listed_rows *rows)
{
	const char *name = request->sort ? request->sort : "NAME";
	const struct column *column = column_find(name, strlen(name));

	for (size_t i = 0; i < rows->count; i++)
		column_get(column, &rows->rows[i].look, &rows->rows[i].key);
	if (rows->count > 1)
		qsort(rows->rows, rows->count, sizeof(*rows->rows), compare_rows);
}

static void rows_done(struct listed_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		look_done(&rows->rows[i].look);
	free(rows->rows);
}

/* ---- tables --------------------------------------------------------------- */

static void fill(const struct table_request *request, const struct choice *choice,
		 struct listed_rows *rows, struct table *table)
{
	char text[TABLE_CELL_MAX];
	struct value value;

	for (unsigned int c = 0; c < choice->count; c++) {
		table->headings[c] = choice->columns[c]->name;
		table->right[c] = choice->columns[c]->right;
	}
	for (size_t i = 0; i < rows->count; i++) {
		table_row(table, 0);
		for (unsigned int c = 0; c < choice->count; c++) {
			column_get(choice->columns[c], &rows->rows[i].look, &value);
			value_format(&value, request->bytes, text);
			table_cell(table, value.paint, text);
		}
	}
}

static int print(const struct table_request *request, struct listed_rows *rows, enum record_kind kind,
		 bool follows, const struct screen *screen)
{
	struct choice choice = { .count = 0 };
	struct table table = { .no_headings = request->no_headings, .raw = request->raw };
	int rc;

	choose_columns(request, 1u << kind, &choice);
	table.columns = choice.count;
	sort(request, rows);
	fill(request, &choice, rows, &table);
	if (follows)
		screen_write(screen, PAINT_NONE, "\n");
	rc = table_print(&table, screen);
	table_done(&table);
	return rows->full ? -ENOMEM : rc;
}

static int show_kind(const struct table_request *request, const struct selection *selection,
		     enum record_kind kind, struct look_machine *machine, bool *follows,
		     const struct screen *screen)
{
	struct listed_rows rows = { .count = 0 };
	int rc = 0;

	for (int t = 0; t < NR_TOP; t++)
		collect(&rows, kind, &selection->top[t], machine);
	if (rows.count || rows.full)
		rc = print(request, &rows, kind, *follows, screen);
	*follows |= rows.count;
	rows_done(&rows);
	return rc;
}

enum status show_tables(const struct table_request *request, const struct selection *selection,
			const struct screen *screen)
{
	static const enum record_kind kinds[] = {
		RECORD_MEMDEV, RECORD_BUS, RECORD_PORT, RECORD_ENDPOINT, RECORD_DECODER, RECORD_REGION,
	};
	struct look_machine machine = { .captured = request->captured };
	bool follows = false;
	int rc = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !rc; i++)
		rc = show_kind(request, selection, kinds[i], &machine, &follows, screen);
	look_machine_done(&machine);
	if (!rc && machine.full)
		rc = -ENOMEM;
	return rc ? say_errno(NULL, "show the table", rc) : STATUS_DONE;
}
