// SPDX-License-Identifier: GPL-2.0-or-later
/* A difference between listings as a line, or with --json=2 as an item. */
#include <stdio.h>
#include <string.h>

#include "core/envelope.h"
#include "core/output.h"
#include "core/utf8.h"
#include "diff/changes.h"
#include "diff/listing.h"
#include "diff/report.h"

/* As it is now, else as it was. */
static const struct listed *object_of(const struct listing_change *c)
{
	return c->now ? c->now : c->before;
}

/* The other name that it had; NULL: none. */
static const char *old_name_of(const struct listing_change *c)
{
	return c->before && c->now && strcmp(c->before->name, c->now->name) != 0 ? c->before->name : NULL;
}

/* Of an object that was removed or added there are none. */
static void print_values(struct output *out, const struct listing_change *c)
{
	if (c->attribute)
		output_text(out, "attribute", c->attribute);
	else
		output_unknown(out, "attribute");
	if (c->old)
		output_text(out, "old", c->old);
	else
		output_unknown(out, "old");
	if (c->new)
		output_text(out, "new", c->new);
	else
		output_unknown(out, "new");
}

static void print_item(struct output *out, const struct listing_change *c)
{
	static const char *const words[] = {
		[CHANGE_REMOVED] = "removed", [CHANGE_ADDED] = "added", [CHANGE_VALUE] = "changed",
	};
	const struct listed *object = object_of(c);

	output_open_object(out, NULL);
	output_text(out, "kind", "difference");
	output_text(out, "type", listing_kind_name(object->kind));
	output_text(out, "name", object->name);
	if (old_name_of(c))
		output_text(out, "old_name", old_name_of(c));
	else
		output_unknown(out, "old_name");
	output_text(out, "identity", object->identity);
	output_text(out, "change", words[c->kind]);
	print_values(out, c);
	output_close_object(out);
}

/* The words of a file that may come from anybody: nothing in them acts on a terminal. */
static void print_words(const char *text)
{
	while (*text) {
		size_t length = (unsigned char)*text < ' ' || *text == 0x7f ? 0 : utf8_length(text, strlen(text));

		if (length)
			printf("%.*s", (int)length, text);
		else
			fputs(UTF8_REPLACEMENT, stdout);
		text += length ? length : 1;
	}
}

static void print_names(const struct listing_change *c)
{
	const char *old = old_name_of(c);

	print_words(object_of(c)->name);
	if (old) {
		fputs(" (was ", stdout);
		print_words(old);
		fputs(")", stdout);
	}
	fputs(": ", stdout);
}

static void print_value(const struct listing_change *c)
{
	print_words(c->attribute);
	fputs(": ", stdout);
	print_words(c->old ? c->old : "none");
	fputs(" -> ", stdout);
	print_words(c->new ? c->new : "none");
}

static void print_line(const struct listing_change *c)
{
	print_names(c);
	if (c->kind == CHANGE_VALUE) {
		print_value(c);
	} else {
		fputs(c->kind == CHANGE_ADDED ? "added (" : "removed (", stdout);
		print_words(object_of(c)->identity);
		fputs(")", stdout);
	}
	fputs("\n", stdout);
}

void report_change(void *arg, const struct listing_change *change)
{
	struct output *out = envelope_get_items();

	if (out)
		print_item(out, change);
	else
		print_line(change);
}
