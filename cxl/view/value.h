/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One value of an object in a view: known, unknown or not applicable. */
#pragma once

#include <stdint.h>

#include "view/screen.h"
#include "view/table.h"

enum value_state {
	VALUE_NONE,		/* not applicable: "-" */
	VALUE_UNKNOWN,		/* it could not be read: "?", never a number and never "ok" */
	VALUE_TEXT,
	VALUE_NUMBER,
	VALUE_ADDRESS,
	VALUE_SIZE,		/* in bytes */
};

struct value {
	enum value_state kind;
	enum paint paint;
	uint64_t number;
	const char *unit;		/* follows a number; NULL: nothing does */
	char text[TABLE_CELL_MAX];	/* of VALUE_TEXT */
};

void value_set(struct value *value, enum value_state kind, uint64_t number);
void value_set_text(struct value *value, const char *text);
/* Append to a list of words, with a comma between. */
void value_add_word(struct value *value, const char *word);

/* As it is shown. Sizes are short ("256M", "3.5G"), or with @bytes all their digits. */
void value_format(const struct value *value, bool bytes, char text[TABLE_CELL_MAX]);

/* What a table sorts by: less than, equal to or greater than 0. Numbers by value, also those in text. */
int value_compare(const struct value *a, const struct value *b);
