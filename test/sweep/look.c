// SPDX-License-Identifier: GPL-2.0-or-later
/* A look at what the tool printed: is it JSON, and is no object a mixture of two? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "sweep.h"

static char wrong[160];

/* The sizes of a memdev must be those of the card that has its serial. */
static const char *look_at_memdev(struct json_object *o)
{
	struct json_object *serial = NULL, *ram = NULL, *pmem = NULL;
	const struct sim_card *card;
	uint64_t sizes[2];

	if (!json_object_object_get_ex(o, "serial", &serial))
		return NULL;
	card = sim_card(json_object_get_uint64(serial));
	if (!card) {
		snprintf(wrong, sizeof(wrong), "a memdev of serial %s was printed",
			 json_object_get_string(serial));
		return wrong;
	}
	json_object_object_get_ex(o, "ram_size", &ram);
	json_object_object_get_ex(o, "pmem_size", &pmem);
	sim_card_sizes(card, sizes);
	if ((ram && json_object_get_uint64(ram) != sizes[0]) ||
	    (pmem && json_object_get_uint64(pmem) != sizes[1])) {
		snprintf(wrong, sizeof(wrong), "a memdev is a mixture: %s",
			 json_object_to_json_string_ext(o, 0));
		return wrong;
	}
	return NULL;
}

static const char *look_at(struct json_object *o)
{
	const char *what = NULL;

	if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; !what && i < json_object_array_length(o); i++)
			what = look_at(json_object_array_get_idx(o, i));
		return what;
	}
	if (!json_object_is_type(o, json_type_object))
		return NULL;
	if (json_object_object_get_ex(o, "memdev", NULL))
		what = look_at_memdev(o);
	json_object_object_foreach(o, key, value) {
		(void)key;
		if (!what)
			what = look_at(value);
	}
	return what;
}

/* For people: a table, a tree, `cxl status` or a picture. */
static bool is_view(const char *text)
{
	return is_diagnosis(text) || strncmp(text, "<?xml ", strlen("<?xml ")) == 0 ||
	       strncmp(text, "digraph ", strlen("digraph ")) == 0 ||
	       strncmp(text, "CXL memory", strlen("CXL memory")) == 0 ||
	       strncmp(text, "NAME ", strlen("NAME ")) == 0;
}

bool has_advice(const char *view)
{
	return is_view(view) && (is_diagnosis(view) || strstr(view, "\nerror: ") || strstr(view, "\naction: ") ||
				 strstr(view, "\nnote: "));
}

const char *look_at_listing(const char *json)
{
	struct json_object *o;
	const char *what;

	if (!*json || is_view(json))
		return NULL;
	o = json_tokener_parse(json);
	if (!o)
		return "what was printed is no JSON";
	what = look_at(o);
	json_object_put(o);
	return what;
}

/* ---- held against another listing --------------------------------------- */

#define FACTS_MAX	4096
#define FACT_MAX	192

/* "memdev=mem0 serial=1", sorted. */
struct facts {
	char of[TEXT_MAX];
	size_t count;
	char all[FACTS_MAX][FACT_MAX];
};

static bool is_named(const char *key)
{
	static const char *const kinds[] = { "memdev", "region", "decoder", "port", "endpoint", "bus" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(key, kinds[i]))
			return true;
	return false;
}

/*
 * By its first key; what has no name of its own is something of what it lies in,
 * by the key @under which it is the only one, if that is so.
 */
static void identify(struct json_object *o, const char *in, const char *under, char *id)
{
	*id = '\0';
	json_object_object_foreach(o, key, value) {
		if (under && !is_named(key))
			snprintf(id, FACT_MAX / 2, "%.40s %.30s", in, under);
		else
			snprintf(id, FACT_MAX / 2, "%.40s %s=%.30s", is_named(key) ? "" : in, key,
				 json_object_get_string(value));
		return;
	}
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static const char *keep(struct facts *facts, const char *fact)
{
	if (facts->count < FACTS_MAX)
		strcpy(facts->all[facts->count++], fact);
	return NULL;
}

static bool has(const struct facts *facts, const char *fact)
{
	return bsearch(fact, facts->all, facts->count, FACT_MAX, compare);
}

/* That an object is there which the other leaves out, as it does nothing, is no lie. */
static bool is_another(const struct facts *facts, const char *fact)
{
	char id[FACT_MAX];
	size_t len = strcspn(fact + 1, " ") + 1;

	snprintf(id, sizeof(id), "%.*s%.*s", (int)len, fact, (int)len, fact);
	return !has(facts, id);
}

static const char *hold_against(struct facts *facts, const char *fact)
{
	if (has(facts, fact) || is_another(facts, fact))
		return NULL;
	snprintf(wrong, sizeof(wrong), "not so:%.140s", fact);
	return wrong;
}

/* That something cannot be seen is no lie, whatever the reason. */
static bool is_unknown(struct json_object *o)
{
	struct json_object *use;

	return json_object_object_get_ex(o, "use", &use) && !strcmp(json_object_get_string(use), "unknown");
}

static const char *each_fact(struct json_object *o, const char *in, const char *under, struct facts *facts,
			     const char *(*each)(struct facts *facts, const char *fact))
{
	char id[FACT_MAX / 2], fact[FACT_MAX];
	const char *what = NULL;

	if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; !what && i < json_object_array_length(o); i++)
			what = each_fact(json_object_array_get_idx(o, i), in, NULL, facts, each);
		return what;
	}
	if (!json_object_is_type(o, json_type_object) || is_unknown(o))
		return NULL;
	identify(o, in, under, id);
	json_object_object_foreach(o, key, value) {
		if (what)
			return what;
		if (json_object_is_type(value, json_type_array) ||
		    json_object_is_type(value, json_type_object)) {
			what = each_fact(value, id, key, facts, each);
			continue;
		}
		snprintf(fact, sizeof(fact), "%s %.30s=%.60s", id, key, json_object_get_string(value));
		what = each(facts, fact);
	}
	return what;
}

/* Most are held against the one that was learnt last. */
static void learn(struct facts *facts, const char *json)
{
	struct json_object *o;

	if (!strcmp(facts->of, json))
		return;
	strcpy(facts->of, json);
	facts->count = 0;
	o = json_tokener_parse(json);
	each_fact(o, "", NULL, facts, keep);
	json_object_put(o);
	qsort(facts->all, facts->count, FACT_MAX, compare);
}

const char *look_for_lies(const char *json, const char *clean)
{
	static struct facts facts;
	struct json_object *o;
	const char *what;

	if (!strcmp(json, clean))
		return NULL;
	if (is_diagnosis(clean))
		return is_diagnosis(json) ? look_for_well(json, clean) : NULL;
	learn(&facts, clean);
	o = json_tokener_parse(json);
	what = o ? each_fact(o, "", NULL, &facts, hold_against) : NULL;
	json_object_put(o);
	return what;
}
