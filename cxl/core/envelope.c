// SPDX-License-Identifier: GPL-2.0-or-later
/* --json=2: the one document that a command prints, whatever becomes of it. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/envelope.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"

#define SCHEMA		"cxl-2.json"
#define MAJOR		2
#define MINOR		0
#define SAID_ROOM	(4 << 20)
#define NO_TEXT		'\x01'

/* What one line says, in the order in which it is kept. */
enum said { SAID_OBJECT, SAID_STEP, SAID_ATTRIBUTE, SAID_VALUE, SAID_CAUSE, SAID_TEXT, SAID_REMEDY, NR_SAID };

/* Kept as the errno, whether it is a warning, and texts one after the other, each with its NUL. */
struct record_head {
	int number;
	bool warning;
};

/* All that the processes share. */
struct envelope {
	struct output out;
	const char *kind;	/* a literal: at the same place in each of them */
	size_t used;		/* of @said */
	size_t errors;		/* of the lines in it */
	size_t lost;		/* lines that it had no room for */
	char said[SAID_ROOM];
};

static struct {
	struct envelope *shared;	/* NULL: without --json=2 */
	pid_t owner;
} envelope;

/* ---- lines of stderr ----------------------------------------------------- */

static bool keep_bytes(const void *bytes, size_t len, size_t *at)
{
	if (len > SAID_ROOM - *at)
		return false;
	memcpy(envelope.shared->said + *at, bytes, len);
	*at += len;
	return true;
}

static bool keep_text(const char *text, size_t *at)
{
	static const char none[] = { NO_TEXT, '\0' };

	return keep_bytes(text ? text : none, text ? strlen(text) + 1 : sizeof(none), at);
}

/* Where the words in brackets at the end of @text begin, or NULL: the remedy. */
static char *find_remedy(char *text)
{
	size_t len = strlen(text);
	int depth = 0;

	if (!len || text[len - 1] != ')')
		return NULL;
	for (char *c = text + len - 1; c > text; c--) {
		depth += (*c == ')') - (*c == '(');
		if (!depth)
			return c[-1] == ' ' ? c : NULL;
	}
	return NULL;
}

/* A remedy that is part of the words becomes one of its own. */
static void split_remedy(char *text, const char **ret_remedy)
{
	char *remedy = find_remedy(text);

	if (!remedy)
		return;
	remedy[strlen(remedy) - 1] = '\0';
	remedy[-1] = '\0';
	*ret_remedy = remedy + 1;
}

static bool keep_texts(const struct saying *saying, char *text, size_t *at)
{
	const char *remedy = saying->remedy;

	if (!remedy && !saying->number && text)
		split_remedy(text, &remedy);
	return keep_text(saying->object, at) && keep_text(saying->step, at) &&
	       keep_text(saying->attribute, at) && keep_text(saying->value, at) &&
	       keep_text(saying->cause, at) && keep_text(text, at) && keep_text(remedy, at);
}

static void keep(const struct saying *saying)
{
	const struct record_head head = { abs(saying->number), saying->warning };
	_cleanup_free_ char *text = strdup(saying->text);
	size_t at = envelope.shared->used;

	envelope.shared->errors += !saying->warning;
	if (keep_bytes(&head, sizeof(head), &at) && keep_texts(saying, text, &at))
		envelope.shared->used = at;
	else
		envelope.shared->lost++;
}

/* ---- writing ------------------------------------------------------------ */

static void put(struct output *out, const char *key, const char *value)
{
	if (value)
		output_text(out, key, value);
	else
		output_unknown(out, key);
}

/* What has no name of its own has that of its status, where no other error can be the reason for it. */
static const char *cause_of_status(enum status status)
{
	switch ((int)status) {
	case STATUS_USAGE:	return "bad-request";
	case STATUS_TIMEOUT:	return "deadline-passed";
	case STATUS_OPTION:	return "bad-option";
	default:		return NULL;
	}
}

static void put_said(struct output *out, const struct record_head *head,
		     const char *const texts[NR_SAID], enum status status)
{
	static const char *const keys[NR_SAID] = {
		"object", "step", "attribute", "value", "cause", "text", "remedy",
	};

	output_open_object(out, NULL);
	put(out, "command", say_command());
	for (int i = 0; i < NR_SAID; i++)
		put(out, keys[i], texts[i] || i != SAID_CAUSE || head->warning ||
		    envelope.shared->errors > 1 ? texts[i] : cause_of_status(status));
	put(out, "errno", head->number ? strerrorname_np(head->number) : NULL);
	if (!head->warning)
		output_int(out, "status", (int)status);
	output_close_object(out);
}

/* The record at @at; where the next one is. */
static size_t read_said(size_t at, struct record_head *head, const char *texts[NR_SAID])
{
	memcpy(head, envelope.shared->said + at, sizeof(*head));
	at += sizeof(*head);
	for (int i = 0; i < NR_SAID; i++) {
		texts[i] = envelope.shared->said + at;
		at += strlen(texts[i]) + 1;
		if (texts[i][0] == NO_TEXT)
			texts[i] = NULL;
	}
	return at;
}

static void put_lost(struct output *out)
{
	char text[96];

	if (!envelope.shared->lost)
		return;
	snprintf(text, sizeof(text), "%zu more messages stand only on standard error",
		 envelope.shared->lost);
	put_said(out, &(struct record_head){ .warning = true },
		 (const char *const[NR_SAID]){ [SAID_TEXT] = text }, STATUS_DONE);
}

static void put_all(struct output *out, const char *key, bool warnings, enum status status)
{
	const char *texts[NR_SAID];
	struct record_head head;

	output_open_array(out, key);
	for (size_t at = 0; at < envelope.shared->used;) {
		at = read_said(at, &head, texts);
		if (head.warning == warnings)
			put_said(out, &head, texts, status);
	}
	if (warnings)
		put_lost(out);
	output_close_array(out);
}

static void open_items(struct output *out)
{
	output_open_object(out, NULL);
	output_text(out, "schema", SCHEMA);
	output_open_object(out, "version");
	output_int(out, "major", MAJOR);
	output_int(out, "minor", MINOR);
	output_close_object(out);
	output_text(out, "kind", envelope.shared->kind);
	output_open_array(out, "items");
}

/* ---- from its beginning to its end -------------------------------------- */

enum status envelope_begin(const char *format)
{
	void *room;
	bool line = !strcmp(format, "2,compact");

	if (!line && strcmp(format, "2")) {
		say_error("--json", NULL, "\"%s\" is no format (give 2 or 2,compact)", format);
		return STATUS_USAGE;
	}
	room = mmap(NULL, sizeof(*envelope.shared), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (room == MAP_FAILED)
		return say_errno("--json", NULL, -errno);
	envelope.shared = room;
	envelope.shared->kind = "result";
	envelope.owner = getpid();
	output_begin_contract(&envelope.shared->out, stdout, line, open_items);
	say_set_recorder(keep);
	return STATUS_DONE;
}

void envelope_set_kind(const char *kind)
{
	if (envelope.shared)
		envelope.shared->kind = kind;
}

struct output *envelope_get_output(void)
{
	return envelope.shared ? &envelope.shared->out : NULL;
}

struct output *envelope_get_items(void)
{
	struct output *out = envelope_get_output();

	if (out)
		output_begin_plain(out, stdout);
	return out;
}

void envelope_drop(void)
{
	if (envelope.shared)
		munmap(envelope.shared, sizeof(*envelope.shared));
	envelope.shared = NULL;
	say_set_recorder(NULL);
}

void envelope_end(enum status status)
{
	struct output *out = envelope_get_items();

	if (!out || getpid() != envelope.owner)
		return;
	output_close_to(out, OUTPUT_ITEMS);
	output_close_array(out);
	put_all(out, "warnings", true, status);
	put_all(out, "errors", false, status);
	output_close_object(out);
	output_end_contract(out);
	envelope_drop();
}
