// SPDX-License-Identifier: GPL-2.0-or-later
/* Comparing two listings: names may differ where they name the same object. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/scope.h"
#include "diff/changes.h"
#include "diff/identity.h"
#include "diff/listing.h"

struct comparison {
	const struct listing *before, *now;
	const struct listed *old, *new;		/* the objects that are compared */
	change_fn *tell;
	void *arg;
};

/* Where a value stands, from the object down. */
struct path {
	const struct path *above;
	const char *key;		/* NULL: an element */
	size_t at;
};

/* ---- one value ---------------------------------------------------------- */

static void format_path(const struct path *path, char *text, size_t size)
{
	size_t used;

	*text = '\0';
	if (path->above)
		format_path(path->above, text, size);
	used = strlen(text);
	if (path->key)
		snprintf(text + used, size - used, "%s%s", used ? "." : "", path->key);
	else
		snprintf(text + used, size - used, "[%zu]", path->at);
}

/* Of a list or an object that only one of them has, the first value. */
static const char *text_of(const struct json *value)
{
	static const char *const words[] = {
		[JSON_NULL] = "unknown", [JSON_ARRAY] = "[]", [JSON_OBJECT] = "{}",
	};

	if (!value)
		return NULL;
	if (value->type == JSON_BOOL)
		return value->truth ? "true" : "false";
	return value->text ? value->text : words[value->type];
}

/* The same name of two objects says nothing: what identifies them does. */
static const char *identity_of(const struct listing *l, const struct json *value)
{
	const struct listed *o = listing_find(l, value->text);

	return o ? o->identity : value->text;
}

static void tell_value(const struct comparison *c, const struct path *path, const struct json *old,
		       const struct json *new)
{
	bool is_name = old && new && old->type == JSON_TEXT && new->type == JSON_TEXT && !strcmp(old->text, new->text);
	char attribute[256];

	format_path(path, attribute, sizeof(attribute));
	c->tell(c->arg, &(struct listing_change){
			.kind = CHANGE_VALUE, .before = c->old, .now = c->new, .attribute = attribute,
			.old = is_name ? identity_of(c->before, old) : text_of(old),
			.new = is_name ? identity_of(c->now, new) : text_of(new) });
}

/* Names of objects that no listing has, and that another boot gives another number: "decoder3.1" is decoder 1 of some port. */
static bool is_renumbered(const char *old, const char *new)
{
	static const char *const heads[] = { "decoder", "endpoint", "port", "dax_region", "dax" };

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++) {
		size_t head = strlen(heads[i]), a, b;

		if (strncmp(old, heads[i], head) || strncmp(new, heads[i], head))
			continue;
		a = strspn(old + head, "0123456789");
		b = strspn(new + head, "0123456789");
		if (a && b)
			return !strcmp(old + head + a, new + head + b);
	}
	return false;
}

static bool is_same_text(const struct comparison *c, const char *old, const char *new)
{
	const struct listed *before = listing_find(c->before, old), *now = listing_find(c->now, new);

	if (before && now)
		return before->kind == now->kind && !strcmp(before->identity, now->identity);
	return !strcmp(old, new) || (!before && !now && is_renumbered(old, new));
}

static bool is_same_value(const struct comparison *c, const struct json *old, const struct json *new)
{
	if (old->type != new->type)
		return false;
	if (old->type == JSON_TEXT)
		return is_same_text(c, old->text, new->text);
	return old->type == JSON_NUMBER ? !strcmp(old->text, new->text) : old->truth == new->truth;
}

/* ---- objects in objects ------------------------------------------------- */

static void compare_values(const struct comparison *c, const struct path *path, const struct json *old,
			   const struct json *new);

static bool is_tree(const struct json *value)
{
	return value && (value->type == JSON_OBJECT || value->type == JSON_ARRAY);
}

/* Its name, what is below it, a number that is part of its name, and what only a trace can read again. */
static bool is_skipped(const struct path *above, const struct json *value)
{
	if (above)
		return !strcmp(value->key, "id") && above->key && !strcmp(above->key, "daxregion");
	return listing_is_below(value) || !strcmp(value->key, "name") || !strcmp(value->key, "media_errors");
}

static void compare_keys(const struct comparison *c, const struct path *above, const struct json *old,
			 const struct json *new)
{
	const struct json *json;

	for (json = old ? old->first : NULL; json; json = json->next)
		if (!is_skipped(above, json))
			compare_values(c, &(struct path){ above, json->key, 0 }, json,
				       new ? listing_child(new, json->key) : NULL);
	for (json = new ? new->first : NULL; json; json = json->next)
		if (!is_skipped(above, json) && (!old || !listing_child(old, json->key)))
			compare_values(c, &(struct path){ above, json->key, 0 }, NULL, json);
}

static void compare_elements(const struct comparison *c, const struct path *path, const struct json *old,
			     const struct json *new)
{
	const struct json *a = old ? old->first : NULL, *b = new ? new->first : NULL;

	for (size_t i = 0; a || b; i++) {
		compare_values(c, &(struct path){ path, NULL, i }, a, b);
		a = a ? a->next : NULL;
		b = b ? b->next : NULL;
	}
}

static void compare_values(const struct comparison *c, const struct path *path, const struct json *old,
			   const struct json *new)
{
	const struct json *either = is_tree(old) ? old : new;
	bool same_tree = is_tree(either) && (!old || !new || old->type == new->type);

	if (same_tree && either->type == JSON_OBJECT)
		compare_keys(c, path, old, new);
	else if (same_tree)
		compare_elements(c, path, old, new);
	else if (!old || !new || !is_same_value(c, old, new))
		tell_value(c, path, old, new);
}

/* ---- listings ----------------------------------------------------------- */

static void pair(struct listing *before, struct listing *now)
{
	for (size_t i = 0; i < before->count; i++) {
		struct listed *o = &before->list[i];

		o->same = listing_find_same(now, o);
		if (o->same)
			o->same->same = o;
	}
}

static bool has_idle(const struct listing *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (listed_is_idle(&l->list[i]))
			return true;
	return false;
}

static void tell_object(const struct comparison *c, enum listing_change_kind kind)
{
	c->tell(c->arg, &(struct listing_change){ .kind = kind, .before = c->old, .now = c->new });
}

/* The key of its name is not compared: that is what the kernel numbers. */
static void compare_objects(const struct comparison *c)
{
	struct json old = *c->old->json, new = *c->new->json;

	if (!c->before->contract) {
		old.first = old.first->next;
		new.first = new.first->next;
	}
	compare_keys(c, NULL, &old, &new);
}

void changes_find(struct listing *before, struct listing *now, change_fn *tell, void *arg)
{
	struct comparison c = { .before = before, .now = now, .tell = tell, .arg = arg };
	bool idle = has_idle(before);

	pair(before, now);
	for (size_t i = 0; i < before->count; i++) {
		c.old = &before->list[i];
		c.new = c.old->same;
		if (c.old->is_hint)
			continue;
		if (c.new)
			compare_objects(&c);
		else
			tell_object(&c, CHANGE_REMOVED);
	}
	c.old = NULL;
	for (size_t i = 0; i < now->count; i++) {
		c.new = &now->list[i];
		/* Without -i, the listing has not got what is idle: then it may have been there. */
		if (!c.new->same && !c.new->is_hint && (idle || !listed_is_idle(c.new)))
			tell_object(&c, CHANGE_ADDED);
	}
}
