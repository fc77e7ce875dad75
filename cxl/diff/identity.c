// SPDX-License-Identifier: GPL-2.0-or-later
/* What identifies an object when its number has changed: a serial number, a uuid, an address, what it belongs to. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/scope.h"
#include "diff/identity.h"

#define WAYS 3		/* to identify an object, the best first */

/* The keys that identify an object of the kind. Behind them its name does. */
static const char *const keys[LISTED_KINDS][WAYS] = {
	[LISTED_MEMDEV] = { "serial", "host" },
	[LISTED_REGION] = { "uuid", "resource" },
	[LISTED_BUS] = { "provider" },
	[LISTED_PORT] = { "host" },
	[LISTED_ENDPOINT] = { NULL, "parent_dport" },
};

/* ---- finding ------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct listed *const *)a)->name, (*(struct listed *const *)b)->name);
}

static int compare_identities(const struct listed *a, const struct listed *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (!a->identity || !b->identity)
		return !a->identity - !b->identity;
	return strcmp(a->identity, b->identity);
}

static int by_identity(const void *a, const void *b)
{
	return compare_identities(*(struct listed *const *)a, *(struct listed *const *)b);
}

struct listed *listing_find(const struct listing *l, const char *name)
{
	const struct listed wanted = { .name = name }, *key = &wanted;
	struct listed **found = l->count ? bsearch(&key, l->by_name, l->count, sizeof(*l->by_name), by_name) : NULL;

	return found ? *found : NULL;
}

struct listed *listing_find_same(const struct listing *l, const struct listed *like)
{
	struct listed **found = l->count ?
		bsearch(&like, l->by_identity, l->count, sizeof(*l->by_identity), by_identity) : NULL;

	return found && like->identity ? *found : NULL;
}

const struct listed *listing_find_twice(const struct listing *l)
{
	for (size_t i = 1; i < l->count; i++)
		if (!l->by_name[i]->is_hint && !by_name(&l->by_name[i - 1], &l->by_name[i]))
			return l->by_name[i];
	return NULL;
}

/* ---- one way to identify ------------------------------------------------ */

/* A number in hexadecimal, however the listing writes it; NULL where it identifies nothing. */
static char *number_identity(const char *key, const struct json *value)
{
	char *text = NULL, *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(value->text, &end, 0);
	if (errno || *end || !number || asprintf(&text, "%s 0x%llx", key, number) < 0)
		return NULL;
	return text;
}

static char *key_identity(const struct listed *o, const char *key)
{
	const struct json *value = key ? listing_child(o->json, key) : NULL;
	bool number = key && (!strcmp(key, "serial") || !strcmp(key, "resource"));
	char *text = NULL;

	if (!value || (value->type != JSON_TEXT && value->type != JSON_NUMBER) || !*value->text)
		return NULL;
	if (number)
		return number_identity(key, value);
	return asprintf(&text, "%s %s", key, value->text) < 0 ? NULL : text;
}

/* "decoder3.1" is decoder 1 of port 3, which is a port, an endpoint or the root. */
static const struct listed *port_of(const struct listing *l, const char *decoder)
{
	static const char *const heads[] = { "port", "endpoint", "root" };
	const struct listed *found = NULL;
	char name[64];

	for (size_t i = 0; i < ARRAY_SIZE(heads) && !found; i++) {
		snprintf(name, sizeof(name), "%s%.*s", heads[i], (int)strspn(decoder, "0123456789"), decoder);
		found = listing_find(l, name);
	}
	return found;
}

static char *decoder_identity(const struct listing *l, const struct listed *o)
{
	const char *number = strncmp(o->name, "decoder", 7) ? NULL : o->name + 7;
	const char *dot = number ? strchr(number, '.') : NULL;
	const struct listed *port = dot ? port_of(l, number) : NULL;
	char *text = NULL;

	if (!port || !port->identity || asprintf(&text, "%s, decoder %s", port->identity, dot + 1) < 0)
		return NULL;
	return text;
}

/* Its memdev, which --json=2 has as a key, and else is its host. */
static char *endpoint_identity(const struct listing *l, const struct listed *o)
{
	const struct json *host = listing_child(o->json, l->contract ? "memdev" : "host");
	const struct listed *memdev = host && host->type == JSON_TEXT ? listing_find(l, host->text) : NULL;
	char *text = NULL;

	if (!memdev || memdev->kind != LISTED_MEMDEV || !memdev->identity ||
	    asprintf(&text, "memdev of %s", memdev->identity) < 0)
		return NULL;
	return text;
}

static char *identity(const struct listing *l, const struct listed *o, int way)
{
	char *text = NULL;

	if (way == WAYS)
		return asprintf(&text, "name %s", o->name) < 0 ? NULL : text;
	if (!way && o->kind == LISTED_DECODER)
		return decoder_identity(l, o);
	if (!way && o->kind == LISTED_ENDPOINT)
		return endpoint_identity(l, o);
	return key_identity(o, keys[o->kind][way]);
}

/* ---- all of them -------------------------------------------------------- */

static void sort(struct listing *l)
{
	qsort(l->by_identity, l->count, sizeof(*l->by_identity), by_identity);
}

/* What several of a kind have identifies none; a hint is no second memdev. */
static void drop_common(struct listing *l, const bool *is_new)
{
	sort(l);
	for (size_t i = 0, end; i < l->count; i = end) {
		struct listed *first = l->by_identity[i];

		for (end = i + 1; end < l->count && !compare_identities(first, l->by_identity[end]); end++)
			;
		for (size_t k = i; k < end && end - i > 1; k++) {
			struct listed *o = l->by_identity[k];

			if (!is_new[o - l->list] || o->is_hint)
				continue;
			free(o->identity);
			o->identity = NULL;
		}
	}
}

static int identify_kind(struct listing *l, enum listed_kind kind, int way)
{
	_cleanup_free_ bool *is_new = calloc(l->count, sizeof(*is_new));

	if (!is_new)
		return -ENOMEM;
	for (size_t i = 0; i < l->count; i++) {
		struct listed *o = &l->list[i];

		if (o->kind != kind || o->identity)
			continue;
		o->identity = identity(l, o, way);
		if (!o->identity && way == WAYS)
			return -ENOMEM;
		is_new[i] = o->identity;
	}
	if (way < WAYS)
		drop_common(l, is_new);
	return 0;
}

/* A hint names a memdev of which the listing may have more. */
static void drop_hints(struct listing *l)
{
	bool has_memdevs = listing_has_kind(l, LISTED_MEMDEV);
	size_t left = 0;

	for (size_t i = 0; i < l->count; i++)
		if (!l->list[i].is_hint || !has_memdevs)
			l->list[left++] = l->list[i];
	l->count = left;
}

int listing_identify(struct listing *l)
{
	int rc = 0;

	drop_hints(l);
	if (!l->count)
		return 0;
	l->by_name = calloc(l->count, sizeof(*l->by_name));
	l->by_identity = calloc(l->count, sizeof(*l->by_identity));
	if (!l->by_name || !l->by_identity)
		return -ENOMEM;
	for (size_t i = 0; i < l->count; i++)
		l->by_name[i] = l->by_identity[i] = &l->list[i];
	qsort(l->by_name, l->count, sizeof(*l->by_name), by_name);
	for (int kind = 0; kind < LISTED_KINDS; kind++)
		for (int way = 0; way <= WAYS && !rc; way++)
			rc = identify_kind(l, (enum listed_kind)kind, way);
	sort(l);
	return rc;
}
