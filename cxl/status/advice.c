// SPDX-License-Identifier: GPL-2.0-or-later
/* What a look at the machine found: sentences below the tables, and the exit status. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "status/advice.h"
#include "view/column.h"
#include "wait/lack.h"

void advice_done(struct advice *advice)
{
	for (size_t i = 0; i < advice->count; i++)
		free(advice->lines[i].text);
	free(advice->lines);
}

static void add(struct advice *advice, enum advice_level level, const char *format, ...)
	SAY_FORMAT(3, 4);

static void add(struct advice *advice, enum advice_level level, const char *format, ...)
{
	struct advice_line *lines;
	char *text;
	va_list args;
	int rc;

	va_start(args, format);
	rc = vasprintf(&text, format, args);
	va_end(args);
	lines = rc < 0 ? NULL : reallocarray(advice->lines, advice->count + 1, sizeof(*lines));
	if (!lines) {
		if (rc >= 0)
			free(text);
		advice->incomplete = true;
		return;
	}
	advice->lines = lines;
	advice->lines[advice->count++] = (struct advice_line){ level, text };
}

/* ---- memdevs ------------------------------------------------------------- */

static void note_unread(unsigned int *count, int *error, int rc)
{
	if (!rc || rc == -EOPNOTSUPP)
		return;
	if (!(*count)++)
		*error = rc;
}

static void advise_on_health(struct advice *advice, struct look *look, const char *name)
{
	struct value value = { .kind = VALUE_NONE };

	column_health(look, &value);
	if (value.paint != PAINT_NONE)
		add(advice, value.paint == PAINT_BROKEN ? ADVICE_ERROR : ADVICE_ACTION,
		    "%s: its health is \"%s\" (see: cxl list -H -m %s)", name, value.text, name);
	value = (struct value){ .kind = VALUE_NONE };
	column_temperature(look, &value);
	if (value.paint != PAINT_NONE)
		add(advice, value.paint == PAINT_BROKEN ? ADVICE_ERROR : ADVICE_ACTION,
		    "%s: its temperature is %s (see: cxl list -H -m %s)", name,
		    value.paint == PAINT_BROKEN ? "critical" : "high", name);
	value = (struct value){ .kind = VALUE_NONE };
	column_life(look, &value);
	if (value.paint != PAINT_NONE)
		add(advice, value.paint == PAINT_BROKEN ? ADVICE_ERROR : ADVICE_ACTION,
		    "%s: %llu%% of its life is used (see: cxl list -H -m %s)", name,
		    (unsigned long long)value.number, name);
}

static void advise_on_poison(struct advice *advice, struct look *look, const char *name)
{
	uint64_t locations;

	if (!look_poison(look, &locations) && locations)
		add(advice, ADVICE_ACTION, "%s: it has %llu poisoned location%s (see: cxl list -M -L -m %s)",
		    name, (unsigned long long)locations, locations == 1 ? "" : "s", name);
}

static void advise_on_link(struct advice *advice, struct look *look, const char *name)
{
	struct value value = { .kind = VALUE_NONE };

	column_link(look, &value);
	if (value.paint != PAINT_NONE)
		add(advice, ADVICE_ACTION, "%s: its PCI link is slower than both ends support: %s (see: lspci -vv -s %s)",
		    name, value.text, cxl_memdev_get_host(look->record.memdev));
}

void advice_on_memdev(struct advice *advice, struct look *look)
{
	const char *name = cxl_memdev_get_devname(look->record.memdev);
	struct cxl_cmd *cmd;
	uint64_t locations;
	bool enabled;
	int rc = cxl_memdev_query_enabled(look->record.memdev, &enabled);

	if (rc)
		add(advice, ADVICE_NOTE, "%s: its state cannot be read: %s", name, say_cause(rc));
	else if (!enabled)
		add(advice, ADVICE_ACTION, "%s: it is disabled (cxl enable-memdev %s)", name, name);
	advise_on_health(advice, look, name);
	advise_on_poison(advice, look, name);
	advise_on_link(advice, look, name);
	note_unread(&advice->no_health, &advice->health_error, look_health(look, &cmd));
	note_unread(&advice->no_poison, &advice->poison_error, look_poison(look, &locations));
}

/* ---- regions ------------------------------------------------------------- */

static void advise_on_memory(struct advice *advice, struct look *look, const char *name)
{
	enum cxl_memory_lack lack = CXL_MEMORY_LACKS_NOTHING;
	struct cxl_memory *memory;
	struct lack_words words;
	int rc = look_memory(look, &memory);

	if (!rc)
		rc = lack_of_programs(memory, &lack);
	if (rc) {
		add(advice, ADVICE_NOTE, "%s: its memory cannot be read: %s", name,
		    look->machine->captured ? "the captured machine does not have it" : say_cause(rc));
		return;
	}
	if (!lack)
		return;
	lack_describe(memory, lack, &words);
	add(advice, ADVICE_ACTION, "%s: its memory cannot be used: %s%s%s%s", name, words.cause,
	    *words.remedy ? " (" : "", words.remedy, *words.remedy ? ")" : "");
}

void advice_on_region(struct advice *advice, struct look *look)
{
	struct cxl_region *region = look->record.region;
	const char *name = cxl_region_get_devname(region);
	bool orphan;

	if (!cxl_region_query_orphan(region, &orphan) && orphan)
		add(advice, ADVICE_ACTION, "%s: a command that made or destroyed it was interrupted (cxl recover)",
		    name);
	else
		advise_on_memory(advice, look, name);
}

/* ---- all ----------------------------------------------------------------- */

static void add_unread(struct advice *advice, unsigned int count, const char *what, int rc)
{
	if (count)
		add(advice, ADVICE_NOTE, "the %s of %u device%s cannot be read: %s", what, count,
		    count == 1 ? "" : "s", rc == -EROFS ? "the machine is captured" : say_cause(rc));
}

static void add_all_unread(struct advice *advice)
{
	add_unread(advice, advice->no_health, "health", advice->health_error);
	add_unread(advice, advice->no_poison, "poison list", advice->poison_error);
}

/* For --json=2: each line is an item. */
static void show_line(struct output *out, const char *level, const char *text)
{
	output_open_object(out, NULL);
	output_text(out, "kind", "advice");
	output_text(out, "level", level);
	output_text(out, "text", text);
	output_close_object(out);
}

bool advice_show(struct advice *advice, struct output *out)
{
	static const char *const levels[] = {
		[ADVICE_ERROR] = "error", [ADVICE_ACTION] = "action", [ADVICE_NOTE] = "note",
	};

	add_all_unread(advice);
	for (size_t i = 0; i < advice->count; i++)
		show_line(out, levels[advice->lines[i].level], advice->lines[i].text);
	return advice->count || advice->incomplete;
}

static void print_level(const struct advice *advice, enum advice_level level,
			const struct screen *screen)
{
	static const struct {
		const char *word;
		enum paint paint;
	} levels[] = {
		[ADVICE_ERROR] = { "error:  ", PAINT_BROKEN },
		[ADVICE_ACTION] = { "action: ", PAINT_ACTION },
		[ADVICE_NOTE] = { "note:   ", PAINT_NONE },
	};

	for (size_t i = 0; i < advice->count; i++) {
		if (advice->lines[i].level != level)
			continue;
		screen_write(screen, levels[level].paint, "%s", levels[level].word);
		screen_write(screen, PAINT_NONE, "%s\n", advice->lines[i].text);
	}
}

bool advice_print(struct advice *advice, const struct screen *screen)
{
	add_all_unread(advice);
	if (advice->count)
		screen_write(screen, PAINT_NONE, "\n");
	for (enum advice_level level = ADVICE_ERROR; level <= ADVICE_NOTE; level++)
		print_level(advice, level, screen);
	return advice->count || advice->incomplete;
}
