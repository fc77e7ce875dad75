// SPDX-License-Identifier: GPL-2.0-or-later
/* A look at what the tool printed: is it JSON, and is no object a mixture of two? */
#include <stdio.h>
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

const char *look_at_listing(const char *json)
{
	struct json_object *o;
	const char *what;

	if (!*json)
		return NULL;
	o = json_tokener_parse(json);
	if (!o)
		return "what was printed is no JSON";
	what = look_at(o);
	json_object_put(o);
	return what;
}
