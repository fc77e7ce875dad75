/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A selection for people: as tables, or as a tree. */
#pragma once

#include <stdbool.h>

#include "core/status.h"
#include "view/screen.h"

struct selection;

/* What --table and its companions ask for. */
struct table_request {
	const char *columns;	/* -o: "NAME,SIZE", or "+SIZE" beyond the usual ones; NULL: those */
	const char *sort;	/* the name of a column; NULL: by name */
	bool no_headings, raw, bytes;
	bool decode;		/* of trees: windows, regions and their members */
	bool captured;		/* the machine is */
};

/* A column that does not exist is refused. */
enum status table_request_check(const struct table_request *request);

/* One table for each kind of objects, with a blank line between. */
enum status show_tables(const struct table_request *request, const struct selection *selection,
			const struct screen *screen);

/* The same objects as they are connected; an endpoint and its memdev are one line. */
enum status show_tree(const struct table_request *request, const struct selection *selection,
		      const struct screen *screen);
