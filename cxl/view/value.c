// SPDX-License-Identifier: GPL-2.0-or-later
/* One value of an object in a view: known, unknown or not applicable. */
#include <stdio.h>
#include <string.h>

#include "core/scope.h"
#include "view/value.h"

void value_set(struct value *value, enum value_state kind, uint64_t number)
{
	value->kind = kind;
	value->number = number;
}

void value_set_text(struct value *value, const char *text)
{
	value->kind = VALUE_TEXT;
	snprintf(value->text, sizeof(value->text), "%s", text);
}

void value_add_word(struct value *value, const char *word)
{
	size_t len = value->kind == VALUE_TEXT ? strlen(value->text) : 0;

	value->kind = VALUE_TEXT;
	snprintf(value->text + len, sizeof(value->text) - len, "%s%s", len ? "," : "", word);
}

/* Never more than there is: what does not divide is cut, not rounded. */
static void format_size(uint64_t size, char *text)
{
	static const char units[] = "BKMGTPE";
	unsigned int power = 0;
	uint64_t tenths;

	while (power + 1 < sizeof(units) - 1 && size >> (10 * (power + 1)))
		power++;
	if (!power) {
		snprintf(text, TABLE_CELL_MAX, "%llu", (unsigned long long)size);
		return;
	}
	tenths = (size >> (10 * (power - 1))) % 1024 * 10 / 1024;
	size >>= 10 * power;
	if (power < 3 && !tenths)
		snprintf(text, TABLE_CELL_MAX, "%llu%c", (unsigned long long)size, units[power]);
	else
		snprintf(text, TABLE_CELL_MAX, "%llu.%llu%c", (unsigned long long)size,
			 (unsigned long long)tenths, units[power]);
}

void value_format(const struct value *value, bool bytes, char text[TABLE_CELL_MAX])
{
	switch (value->kind) {
	case VALUE_NONE:
		snprintf(text, TABLE_CELL_MAX, "-");
		break;
	case VALUE_UNKNOWN:
		snprintf(text, TABLE_CELL_MAX, "?");
		break;
	case VALUE_TEXT:
		snprintf(text, TABLE_CELL_MAX, "%s", value->text);
		break;
	case VALUE_ADDRESS:
		snprintf(text, TABLE_CELL_MAX, "0x%llx", (unsigned long long)value->number);
		break;
	case VALUE_SIZE:
		if (!bytes) {
			format_size(value->number, text);
			break;
		}
		/* fall through */
	case VALUE_NUMBER:
		snprintf(text, TABLE_CELL_MAX, "%llu%s", (unsigned long long)value->number,
			 value->unit ? value->unit : "");
	}
}

static bool is_number(const struct value *value)
{
	return value->kind >= VALUE_NUMBER;
}

int value_compare(const struct value *a, const struct value *b)
{
	if (is_number(a) && is_number(b))
		return a->number < b->number ? -1 : a->number > b->number;
	if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT)
		return strverscmp(a->text, b->text);
	return (int)a->kind - (int)b->kind;
}
