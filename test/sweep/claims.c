// SPDX-License-Identifier: GPL-2.0-or-later
/* What the tool says of objects, compared with the machine; and the remedies that it names. */
#include <stdio.h>
#include <string.h>

#include "sweep.h"

#define NAME_MAX_LEN 64

static char wrong[REASON_MAX];

/* ---- of which object --------------------------------------------------- */

/* "cxl COMMAND: OBJECT: ..." */
static void subject(const char *line, const char *words, char *name)
{
	const char *at = strstr(line, ": ");

	snprintf(name, NAME_MAX_LEN, "%.*s", at ? (int)strcspn(at + 2, ":") : 0,
		 at ? at + 2 : "");
}

static bool ends_word(char c)
{
	return strchr(" (,", c);
}

/* The word before, be it the subject: "mem1 (serial 0x2) was removed", "its memory is online". */
static void word_before(const char *line, const char *words, char *name)
{
	const char *paren = strstr(line, " (serial "), *end = words, *at;

	if (paren && paren < words)
		end = paren;
	while (end > line && ends_word(end[-1]))
		end--;
	for (at = end; at > line && !ends_word(at[-1]); at--)
		;
	snprintf(name, NAME_MAX_LEN, "%.*s", (int)(end - at), at);
	if (!strcmp(name, "it") || !strcmp(name, "memory"))
		subject(line, words, name);
}

/* ---- what is claimed --------------------------------------------------- */

static bool is_away(const char *name) { return !sim_lives(name); }
static bool is_unbound(const char *name) { return !sim_is_bound(name); }
static bool is_uncommitted(const char *name) { return !sim_is_committed(name); }
static bool never(const char *name) { return !sim_lives(name); }

/* Of the words that say what is so: of which object, and whether it can be. */
static const struct claim {
	const char *words;
	void (*of)(const char *line, const char *words, char *name);
	bool (*may_be)(const char *name);
	bool moves;		/* it may have been true when printed, if something left since */
} claims[] = {
	{ ": no such ", subject, is_away },
	{ "there is no such ", subject, is_away },
	{ "already gone", subject, is_away },
	{ ": the device is gone", subject, is_away, true },
	{ ": it is gone", subject, is_away, true },
	{ ": the region is gone", subject, is_away },
	{ "the device was removed", subject, is_away },
	{ "another program deleted", subject, is_away },
	{ ", which does not exist", word_before, is_away },
	{ "the memdev is disabled", subject, is_unbound },
	{ "it lost its driver", subject, is_unbound },
	{ "it is not committed", subject, is_uncommitted },
	{ " below it is enabled (", word_before, sim_is_bound, true },
	{ " is locked: the platform", word_before, sim_is_locked },
	{ " is online", word_before, sim_is_online, true },
	{ "not supported by this memdev", subject, never },
};

/* Who names two causes has not claimed one. */
static bool is_hedged(const char *line, const char *words, size_t len)
{
	return (words >= line + 4 && !strncmp(words - 4, " or ", 4)) ||
	       !strncmp(words + len, " or ", 4);
}

static const char *check(const char *line, const struct claim *claim)
{
	const char *at = strstr(line, claim->words);
	char name[NAME_MAX_LEN];

	if (!at || is_hedged(line, at, strlen(claim->words)))
		return NULL;
	claim->of(line, at, name);
	if (claim->may_be(name))
		return NULL;
	snprintf(wrong, sizeof(wrong), "not true: %.*s", (int)strcspn(line, "\n"), line);
	return wrong;
}

const char *check_claims(const char *text, bool stood_still)
{
	char line[512];

	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		const char *what = NULL;

		snprintf(line, sizeof(line), "%.*s\n", (int)strcspn(at, "\n"), at);
		for (size_t i = 0; !what && i < sizeof(claims) / sizeof(*claims); i++)
			if (stood_still || !claims[i].moves)
				what = check(line, &claims[i]);
		if (what)
			return what;
	}
	return NULL;
}

/* ---- what is left, and the command that removes it ---------------------- */

/* The first of the remedies in @text; NULL: there is none. */
static const char *find_remedy(const char *text)
{
	static const char *const heads[] = { "(free it: ", "(destroy it: ", "(restore it: ",
					     "(create it again: " };
	const char *first = NULL;

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		const char *at = strstr(text, heads[i]);

		if (at && (!first || at < first))
			first = at;
	}
	return first;
}

const char *next_remedy(const char *text, char *command)
{
	const char *at = find_remedy(text), *end;

	if (!at)
		return NULL;
	at = strchr(at, ':') + 2;
	end = strchr(at, '\n');
	end = end ? end : at + strlen(at);
	snprintf(command, REMEDY_MAX, "%.*s", (int)(end - at), at);
	if (strrchr(command, ')'))
		*strrchr(command, ')') = '\0';
	return end;
}

/* As a shell would do it. */
bool write_by_remedy(const char *command)
{
	char value[64], path[160];

	if (sscanf(command, "echo %63s >/%159s", value, path) != 2)
		return false;
	sim_write(path, value);
	return true;
}
