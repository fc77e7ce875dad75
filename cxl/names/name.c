// SPDX-License-Identifier: GPL-2.0-or-later
/* Which object is named "mem0", "0", "0000:35:00.0", "serial:0x1004", "slot:2", "ACPI.CXL", "switch", "3.0", "all". */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/scope.h"
#include "core/size.h"
#include "names/name.h"

/* What a memdev's serial number stands behind. */
#define SERIAL "serial:"

/* And the name of its slot. */
#define SLOT "slot:"

/* How one word names objects. */
enum word_form {
	WORD_ALL,
	WORD_ID,	/* mem3, 3 */
	WORD_PAIR,	/* decoder3.0, 3.0 */
	WORD_SERIAL,
	WORD_SLOT,
	WORD_TYPE,	/* root, switch, endpoint */
	WORD_NAME,	/* root0, endpoint5: ports under their own names */
	WORD_HOST,	/* a device name, a provider */
};

struct word {
	enum word_form form;
	unsigned int id;	/* of the port, of a pair */
	unsigned int sub;	/* of the decoder, of a pair */
	uint64_t serial;
	const char *text;
};

struct names {
	enum name_kind kind;
	char *text;
	struct word *words;
	unsigned int *ids;
	uint64_t *pairs;
	size_t count;
};

/* The forms that a kind accepts beside its ids, and how to explain them. */
static const struct word_forms {
	const char *prefix;
	bool pairs, types, hosts;
	const char *spelling;
} kinds[] = {
	[NAME_MEMDEV] = { "mem", .hosts = true,
		.spelling = "a memdev (mem0, 0, serial:0x1004, slot:2, or a host device such as 0000:35:00.0)" },
	[NAME_SERIAL] = { NULL,
		.spelling = "a serial number (decimal, or hexadecimal after 0x)" },
	[NAME_BUS] = { "root", .hosts = true,
		.spelling = "a bus (root0, 0, or a provider such as ACPI.CXL)" },
	[NAME_PORT] = { "port", .types = true, .hosts = true,
		.spelling = "a port (port1, 1, root0, endpoint5, root, switch, endpoint, or a host device)" },
	[NAME_ENDPOINT] = { "endpoint", .hosts = true,
		.spelling = "an endpoint (endpoint5, 5, or its memdev such as mem0)" },
	[NAME_DECODER] = { "decoder", .pairs = true, .types = true,
		.spelling = "a decoder (decoder0.1, 0.1, root, switch or endpoint)" },
	[NAME_REGION] = { "region",
		.spelling = "a region (region0 or 0)" },
};

const char *names_spelling(enum name_kind kind)
{
	return kinds[kind].spelling;
}

/* Decimal, no leading zero, nothing but digits up to @end. */
static int parse_id(const char *text, const char *end, unsigned int *ret)
{
	char digits[12];
	size_t len = (size_t)(end - text);
	uint64_t value;

	if (!len || len >= sizeof(digits) || (text[0] == '0' && len > 1))
		return -EINVAL;
	memcpy(digits, text, len);
	digits[len] = '\0';
	if (number_parse_decimal(digits, &value) < 0 || value > INT_MAX)
		return -EINVAL;
	*ret = (unsigned int)value;
	return 0;
}

static int parse_pair(const char *text, struct word *word)
{
	const char *dot = strchr(text, '.');

	if (!dot || parse_id(text, dot, &word->id) < 0 ||
	    parse_id(dot + 1, text + strlen(text), &word->sub) < 0)
		return -EINVAL;
	word->form = WORD_PAIR;
	return 0;
}

/* The id behind the kind's own prefix, or bare. */
static int parse_numbered(const struct word_forms *kind, const char *text,
			  struct word *word)
{
	size_t len = strlen(kind->prefix);

	if (strncmp(text, kind->prefix, len) == 0)
		text += len;
	if (kind->pairs)
		return parse_pair(text, word);
	word->form = WORD_ID;
	return parse_id(text, text + strlen(text), &word->id);
}

static bool is_type(const char *text)
{
	return strcmp(text, "root") == 0 || strcmp(text, "switch") == 0 ||
	       strcmp(text, "endpoint") == 0;
}

/* Ports that are no switches bear the name of their type. */
static int parse_port_name(const char *text, struct word *word)
{
	static const char *const types[] = { "root", "endpoint" };
	const char *end = text + strlen(text);

	word->form = WORD_NAME;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (strncmp(text, types[i], strlen(types[i])) == 0)
			return parse_id(text + strlen(types[i]), end, &word->id);
	return -EINVAL;
}

static bool is_device_name(const char *text)
{
	if (!isalnum((unsigned char)*text))
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("_:.-", *text))
			return false;
	return true;
}

/*
 * Could @text be the name of a device? Those of PCI and platform devices have
 * a colon or a dot; without one, the only name that makes sense is an
 * endpoint's memdev or a bus provider ("cxl_test").
 */
static bool is_host(enum name_kind kind, const char *text)
{
	const char *end = text + strlen(text);
	unsigned int id;

	switch (kind) {
	case NAME_ENDPOINT:
		return strncmp(text, "mem", 3) == 0 &&
		       parse_id(text + 3, end, &id) == 0;
	case NAME_BUS:
		return is_device_name(text) && isalpha((unsigned char)*text) &&
		       strncmp(text, "root", 4) != 0;
	default:
		return is_device_name(text) && strpbrk(text, ":.");
	}
}

static int parse_serial(const char *text, struct word *word)
{
	word->form = WORD_SERIAL;
	return number_parse(text, &word->serial);
}

/* 0 and all ones tell no device from another: many have none. */
static int parse_one_serial(const char *text, struct word *word)
{
	int rc = parse_serial(text, word);

	return rc || (word->serial && word->serial != UINT64_MAX) ? rc : -EINVAL;
}

/* The kernel's name of a slot: "2", "12-1". */
static int parse_slot(const char *text, struct word *word)
{
	word->form = WORD_SLOT;
	return *text && !strchr(text, '/') && *text != '.' ? 0 : -EINVAL;
}

static int parse_word(enum name_kind kind, const char *text, struct word *word)
{
	const struct word_forms *k = &kinds[kind];

	word->text = text;
	if (kind == NAME_SERIAL)
		return parse_serial(text, word);
	if (kind == NAME_MEMDEV && strncmp(text, SERIAL, strlen(SERIAL)) == 0)
		return parse_one_serial(text + strlen(SERIAL), word);
	if (kind == NAME_MEMDEV && strncmp(text, SLOT, strlen(SLOT)) == 0)
		return parse_slot(text + strlen(SLOT), word);
	if (strcmp(text, "all") == 0) {
		word->form = WORD_ALL;
		return 0;
	}
	if (parse_numbered(k, text, word) == 0)
		return 0;
	if (k->types && is_type(text)) {
		word->form = WORD_TYPE;
		return 0;
	}
	if (kind == NAME_PORT && parse_port_name(text, word) == 0)
		return 0;
	if (k->hosts && is_host(kind, text)) {
		word->form = WORD_HOST;
		return 0;
	}
	return -EINVAL;
}

static int add_word(struct names *names, const char *text)
{
	struct word *words = reallocarray(names->words, names->count + 1,
					  sizeof(*words));

	if (!words)
		return -ENOMEM;
	names->words = words;
	memset(&words[names->count], 0, sizeof(*words));
	if (parse_word(names->kind, text, &words[names->count]) < 0)
		return -EINVAL;
	names->count++;
	return 0;
}

static int refuse_word(const char *text, char **ret_bad)
{
	*ret_bad = strdup(text);
	return *ret_bad ? -EINVAL : -ENOMEM;
}

int names_parse(enum name_kind kind, const char *text, struct names **ret,
		char **ret_bad)
{
	_cleanup_names_ struct names *names = calloc(1, sizeof(*names));
	const char *separator = strchr(text, ' ') ? " " : ",";
	char *at, *word;
	int rc;

	if (!names)
		return -ENOMEM;
	names->kind = kind;
	names->text = at = strdup(text);
	if (!at)
		return -ENOMEM;
	while ((word = strsep(&at, separator))) {
		if (!*word)
			continue;
		rc = add_word(names, word);
		if (rc == -EINVAL)
			return refuse_word(word, ret_bad);
		if (rc < 0)
			return rc;
	}
	if (!names->count)
		return refuse_word(text, ret_bad);
	*ret = take_ptr(names);
	return 0;
}

void names_free(struct names *names)
{
	if (!names)
		return;
	free(names->text);
	free(names->words);
	free(names->ids);
	free(names->pairs);
	free(names);
}

size_t names_count(const struct names *names)
{
	return names->count;
}

const char *names_word(const struct names *names, size_t at)
{
	return names->words[at].text;
}

/* Sorts them and keeps each once; returns how many that are. */
static size_t sort_once(void *array, size_t count, size_t size,
			int (*compare)(const void *a, const void *b))
{
	char *all = array;
	size_t kept = 0;

	qsort(array, count, size, compare);
	for (size_t i = 0; i < count; i++)
		if (!kept || compare(all + (kept - 1) * size, all + i * size))
			memmove(all + kept++ * size, all + i * size, size);
	return kept;
}

static int compare_ids(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

/* "root" and "root0" are of one type. */
static bool is_of_type(const struct word *word, const char *type)
{
	return (word->form == WORD_TYPE && strcmp(word->text, type) == 0) ||
	       (word->form == WORD_NAME &&
		strncmp(word->text, type, strlen(type)) == 0);
}

int names_only_ids(struct names *names, const unsigned int **ret_ids)
{
	size_t count = 0;

	if (!names)
		return -1;
	if (!names->ids) {
		names->ids = calloc(names->count, sizeof(*names->ids));
		if (!names->ids)
			return -1;
	}
	for (size_t i = 0; i < names->count; i++) {
		if (names->words[i].form != WORD_ID)
			return -1;
		names->ids[count++] = names->words[i].id;
	}
	*ret_ids = names->ids;
	return (int)sort_once(names->ids, count, sizeof(*names->ids), compare_ids);
}

static int compare_pairs(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

int names_only_pairs(struct names *names, const uint64_t **ret_pairs)
{
	if (!names)
		return -1;
	if (!names->pairs) {
		names->pairs = calloc(names->count, sizeof(*names->pairs));
		if (!names->pairs)
			return -1;
	}
	for (size_t i = 0; i < names->count; i++) {
		const struct word *word = &names->words[i];

		if (word->form != WORD_PAIR)
			return -1;
		names->pairs[i] = (uint64_t)word->id << 32 | word->sub;
	}
	*ret_pairs = names->pairs;
	return (int)sort_once(names->pairs, names->count, sizeof(*names->pairs),
			      compare_pairs);
}

bool names_have_type(const struct names *names, const char *type)
{
	for (size_t i = 0; names && i < names->count; i++)
		if (is_of_type(&names->words[i], type))
			return true;
	return false;
}

static bool have_form(const struct names *names, enum word_form form)
{
	for (size_t i = 0; names && i < names->count; i++)
		if (names->words[i].form == form)
			return true;
	return false;
}

bool names_have_all(const struct names *names)
{
	return have_form(names, WORD_ALL);
}

bool names_have_serial(const struct names *names)
{
	return have_form(names, WORD_SERIAL);
}

bool names_have_slot(const struct names *names)
{
	return have_form(names, WORD_SLOT);
}

/* What a word is held against. */
struct subject {
	unsigned int id, sub;
	uint64_t serial;
	const char *host;
	const char *slot;
	const char *provider;
	const char *type;
};

static bool is_named(const char *name, const char *text)
{
	return name && strcmp(name, text) == 0;
}

static bool word_matches(const struct word *word, const struct subject *s)
{
	switch (word->form) {
	case WORD_ALL:
		return true;
	case WORD_ID:
		return word->id == s->id;
	case WORD_PAIR:
		return word->id == s->id && word->sub == s->sub;
	case WORD_SERIAL:
		return word->serial == s->serial;
	case WORD_SLOT:
		return is_named(s->slot, word->text + strlen(SLOT));
	case WORD_TYPE:
		return is_named(s->type, word->text);
	case WORD_NAME:
		return word->id == s->id && is_of_type(word, s->type);
	case WORD_HOST:
		return is_named(s->host, word->text) ||
		       is_named(s->provider, word->text);
	}
	return false;
}

static bool names_match(const struct names *names, const struct subject *s)
{
	for (size_t i = 0; i < names->count; i++)
		if (word_matches(&names->words[i], s))
			return true;
	return false;
}

static const char *port_type(struct cxl_port *port)
{
	if (cxl_port_is_root(port))
		return "root";
	return cxl_port_is_endpoint(port) ? "endpoint" : "switch";
}

bool names_match_memdev(const struct names *names, struct cxl_memdev *memdev)
{
	return !names || names_match(names, &(struct subject){
		.id = (unsigned int)cxl_memdev_get_id(memdev),
		.serial = cxl_memdev_get_serial(memdev),
		.host = cxl_memdev_get_host(memdev),
		.slot = names_have_slot(names) ? cxl_memdev_get_slot(memdev) : NULL,
	});
}

bool names_match_bus(const struct names *names, struct cxl_bus *bus)
{
	return !names || names_match(names, &(struct subject){
		.id = (unsigned int)cxl_bus_get_id(bus),
		.host = cxl_port_get_host(cxl_bus_get_port(bus)),
		.provider = cxl_bus_get_provider(bus),
	});
}

bool names_match_port(const struct names *names, struct cxl_port *port)
{
	return !names || names_match(names, &(struct subject){
		.id = (unsigned int)cxl_port_get_id(port),
		.host = cxl_port_get_host(port),
		.type = port_type(port),
	});
}

bool names_match_endpoint(const struct names *names, struct cxl_endpoint *endpoint)
{
	return !names || names_match(names, &(struct subject){
		.id = (unsigned int)cxl_endpoint_get_id(endpoint),
		.host = cxl_endpoint_get_host(endpoint),
	});
}

bool names_match_decoder(const struct names *names, struct cxl_decoder *decoder)
{
	struct cxl_port *port = cxl_decoder_get_port(decoder);

	return !names || names_match(names, &(struct subject){
		.id = (unsigned int)cxl_port_get_id(port),
		.sub = (unsigned int)cxl_decoder_get_id(decoder),
		.type = port_type(port),
	});
}

bool names_match_decoders_of(const struct names *names, struct cxl_port *port)
{
	struct subject s = {
		.id = (unsigned int)cxl_port_get_id(port),
		.type = port_type(port),
	};

	for (size_t i = 0; names && i < names->count; i++) {
		s.sub = names->words[i].sub;
		if (word_matches(&names->words[i], &s))
			return true;
	}
	return !names;
}

bool names_match_region(const struct names *names, struct cxl_region *region)
{
	return !names || names_match(names, &(struct subject){
		.id = (unsigned int)cxl_region_get_id(region),
	});
}
