// SPDX-License-Identifier: GPL-2.0-or-later
/* From the JSON of a saved listing to its objects, however they are nested. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/scope.h"
#include "diff/identity.h"
#include "diff/listing.h"

static const char *const kind_names[LISTED_KINDS] = {
	[LISTED_MEMDEV] = "memdev",
	[LISTED_REGION] = "region",
	[LISTED_BUS] = "bus",
	[LISTED_PORT] = "port",
	[LISTED_ENDPOINT] = "endpoint",
	[LISTED_DECODER] = "decoder",
};

const char *listing_kind_name(enum listed_kind kind)
{
	return kind_names[kind];
}

const struct json *listing_child(const struct json *object, const char *key)
{
	const struct json *json = object->type == JSON_OBJECT ? object->first : NULL;

	while (json && strcmp(json->key, key) != 0)
		json = json->next;
	return json;
}

static int refuse(const struct json *at, struct json_fault *fault, const char *reason)
{
	fault->line = at->line;
	snprintf(fault->key, sizeof(fault->key), "%s", at->key ? at->key : "");
	fault->reason = reason;
	return -EINVAL;
}

/* ---- objects ------------------------------------------------------------ */

static bool is_kind(const char *word, enum listed_kind *ret)
{
	for (int i = 0; i < LISTED_KINDS; i++)
		if (!strcmp(word, kind_names[i])) {
			*ret = (enum listed_kind)i;
			return true;
		}
	return false;
}

/* The name of an object and its kind: in --json=2 of two keys, else the first key and its value. */
static const struct json *name_of(const struct listing *l, const struct json *object,
				  enum listed_kind *ret)
{
	const struct json *kind = l->contract ? listing_child(object, "kind") : object->first;
	const struct json *name = l->contract ? listing_child(object, "name") : kind;
	const char *word = NULL;

	if (kind && kind->type == JSON_TEXT)
		word = l->contract ? kind->text : kind->key;
	if (!word || !name || name->type != JSON_TEXT || !*name->text || !is_kind(word, ret))
		return NULL;
	return name;
}

static struct listed *add(struct listing *l, enum listed_kind kind, const char *name,
			  const struct json *json)
{
	if (l->count == l->room) {
		size_t room = l->room ? l->room * 2 : 64;
		struct listed *more = reallocarray(l->list, room, sizeof(*more));

		if (!more)
			return NULL;
		l->list = more;
		l->room = room;
	}
	l->list[l->count] = (struct listed){ .kind = kind, .name = name, .json = json };
	return &l->list[l->count++];
}

/* "ports:root0", and the one memdev of an endpoint. */
bool listing_is_below(const struct json *child)
{
	return (child->type == JSON_ARRAY && strchr(child->key, ':')) ||
	       (child->type == JSON_OBJECT && !strcmp(child->key, "memdev"));
}

static int add_value(struct listing *l, const struct json *value, struct json_fault *fault);

static int add_all(struct listing *l, const struct json *array, struct json_fault *fault)
{
	int rc = array->type == JSON_ARRAY ? 0 : refuse(array, fault, "must be an array");

	for (const struct json *json = array->first; json && !rc; json = json->next)
		rc = add_value(l, json, fault);
	return rc;
}

/* A mapping of --json=2 says which memdev it is, also where memdevs were not listed. */
static int add_hints(struct listing *l, const struct json *region)
{
	const struct json *mappings = listing_child(region, "mappings");

	if (!mappings || mappings->type != JSON_ARRAY)
		return 0;
	for (const struct json *json = mappings->first; json; json = json->next) {
		const struct json *name = listing_child(json, "memdev");
		struct listed *hint;

		if (!name || name->type != JSON_TEXT || !listing_child(json, "serial"))
			continue;
		hint = add(l, LISTED_MEMDEV, name->text, json);
		if (!hint)
			return -ENOMEM;
		hint->is_hint = true;
	}
	return 0;
}

static int add_object(struct listing *l, enum listed_kind kind, const struct json *name,
		      const struct json *object, struct json_fault *fault)
{
	int rc = add(l, kind, name->text, object) ? 0 : -ENOMEM;

	if (!rc && kind == LISTED_REGION)
		rc = add_hints(l, object);
	for (const struct json *json = object->first; json && !rc; json = json->next)
		if (listing_is_below(json))
			rc = json->type == JSON_ARRAY ? add_all(l, json, fault) : add_value(l, json, fault);
	return rc;
}

/* { "memdevs": [...] }: a list for each kind of several. */
static int add_named_lists(struct listing *l, const struct json *object, struct json_fault *fault)
{
	int rc = 0;

	for (const struct json *json = object->first; json && !rc; json = json->next)
		rc = add_all(l, json, fault);
	return rc;
}

static int add_value(struct listing *l, const struct json *value, struct json_fault *fault)
{
	enum listed_kind kind;
	const struct json *name;

	if (value->type != JSON_OBJECT)
		return refuse(value, fault, "must be an object");
	name = name_of(l, value, &kind);
	if (name)
		return add_object(l, kind, name, value, fault);
	if (l->contract || !value->first || value->first->type != JSON_ARRAY)
		return refuse(value, fault, "is no bus, port, endpoint, decoder, memdev or region");
	return add_named_lists(l, value, fault);
}

/* ---- questions ---------------------------------------------------------- */

bool listing_has_key(const struct listing *l, const char *key)
{
	for (size_t i = 0; i < l->count; i++)
		if (listing_child(l->list[i].json, key))
			return true;
	return false;
}

bool listing_has_kind(const struct listing *l, enum listed_kind kind)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->list[i].kind == kind && !l->list[i].is_hint)
			return true;
	return false;
}

static bool is_zero(const struct json *size)
{
	return size && (size->type == JSON_NULL || (size->type == JSON_NUMBER && !strcmp(size->text, "0")));
}

bool listed_is_idle(const struct listed *o)
{
	const struct json *state = listing_child(o->json, "state");
	const struct json *enabled = listing_child(o->json, "enabled");

	return (state && state->type == JSON_TEXT && !strcmp(state->text, "disabled")) ||
	       (enabled && enabled->type == JSON_BOOL && !enabled->truth) ||
	       (o->kind == LISTED_DECODER && is_zero(listing_child(o->json, "size")));
}

/* ---- the whole ---------------------------------------------------------- */

/* With units, what is a number else. */
static bool is_human(const struct listing *l)
{
	static const char *const keys[] = { "size", "ram_size", "pmem_size", "serial", "resource" };

	for (size_t i = 0; i < l->count && !l->contract; i++)
		for (size_t k = 0; k < ARRAY_SIZE(keys); k++) {
			const struct json *value = listing_child(l->list[i].json, keys[k]);

			if (value)
				return value->type == JSON_TEXT;
		}
	return false;
}

bool listing_is(const struct json *json)
{
	struct listing single = {};
	enum listed_kind kind;

	if (json->type == JSON_ARRAY)
		return true;
	return json->type == JSON_OBJECT && (listing_child(json, "items") || name_of(&single, json, &kind));
}

/* The document of --json=2: of which version, and of what. */
static int check_document(struct listing *l, struct json_fault *fault)
{
	const struct json *version = listing_child(l->json, "version"), *errors = listing_child(l->json, "errors");
	const struct json *major = version ? listing_child(version, "major") : NULL;
	const struct json *kind = listing_child(l->json, "kind");

	if (!major || major->type != JSON_NUMBER || strcmp(major->text, "2") != 0)
		return refuse(version ? version : l->json, fault, "must be a document of --json=2");
	if (!kind || kind->type != JSON_TEXT || strcmp(kind->text, "list") != 0)
		return refuse(kind ? kind : l->json, fault, "must be what cxl list printed");
	l->incomplete = errors && errors->first;
	return 0;
}

static int read_all(struct listing *l, const struct json *items, struct json_fault *fault)
{
	int rc = items->type == JSON_ARRAY ? add_all(l, items, fault) : add_value(l, items, fault);
	const struct listed *twice;

	l->human = is_human(l);
	if (!rc)
		rc = listing_identify(l);
	twice = rc ? NULL : listing_find_twice(l);
	return twice ? refuse(twice->json, fault, "the object occurs twice") : rc;
}

static int read_as(struct json *json, bool contract, bool document, struct listing **ret,
		   struct json_fault *fault)
{
	_cleanup_listing_ struct listing *l = calloc(1, sizeof(*l));
	int rc;

	if (!l) {
		json_free(json);
		return -ENOMEM;
	}
	l->json = json;
	l->contract = contract;
	rc = document ? check_document(l, fault) : 0;
	if (!rc)
		rc = read_all(l, document ? listing_child(json, "items") : json, fault);
	if (!rc)
		*ret = take_ptr(l);
	return rc;
}

int listing_read(struct json *json, struct listing **ret, struct json_fault *fault)
{
	bool document = listing_child(json, "items");

	return read_as(json, document, document, ret, fault);
}

int listing_read_items(struct json *json, struct listing **ret, struct json_fault *fault)
{
	return read_as(json, true, false, ret, fault);
}

void listing_free(struct listing *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++)
		free(l->list[i].identity);
	free(l->list);
	free(l->by_name);
	free(l->by_identity);
	json_free(l->json);
	free(l);
}
