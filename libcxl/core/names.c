// SPDX-License-Identifier: LGPL-2.1-or-later
/* The names of CXL objects: what a name tells, and those that one directory holds, in id order. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/io.h"
#include "core/names.h"
#include "core/text.h"

#define PREFIX(word)	{ word, sizeof(word) - 1 }

static const struct {
	const char *text;
	size_t len;
} prefixes[] = {
	[OBJECT_BUS] = PREFIX("root"),
	[OBJECT_PORT] = PREFIX("port"),
	[OBJECT_ENDPOINT] = PREFIX("endpoint"),
	[OBJECT_DECODER] = PREFIX("decoder"),
	[OBJECT_REGION] = PREFIX("region"),
	[OBJECT_MEMDEV] = PREFIX("mem"),
	[OBJECT_DPORT] = PREFIX("dport"),
};

/* "3.1" is decoder 1 of port 3. */
static int decoder_id_parse(const char *numbers, int *id)
{
	char port[16];
	size_t len = strcspn(numbers, ".");
	int port_id;

	if (len >= sizeof(port))
		return -EINVAL;
	memcpy(port, numbers, len);
	port[len] = '\0';
	if (text_to_id(port, "", &port_id) < 0)
		return -EINVAL;
	return text_to_id(numbers + len, ".", id);
}

/* Most names in a device's directory are those of attributes: words, no number. */
static size_t count_letters(const char *name)
{
	size_t len = 0;

	while (name[len] >= 'a' && name[len] <= 'z')
		len++;
	return name[len] >= '0' && name[len] <= '9' ? len : 0;
}

const char *object_name_kind(const char *name, enum object_kind *kind)
{
	size_t len = count_letters(name);

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (prefixes[i].len == len &&
		    !memcmp(prefixes[i].text, name, len)) {
			*kind = (enum object_kind)i;
			return name + len;
		}
	}
	return NULL;
}

int object_name_id(enum object_kind kind, const char *numbers, int *id)
{
	int rc = kind == OBJECT_DECODER ? decoder_id_parse(numbers, id) :
					  text_to_id(numbers, "", id);

	return rc < 0 ? -EINVAL : 0;
}

int object_name_parse(const char *name, enum object_kind *kind, int *id)
{
	const char *numbers = object_name_kind(name, kind);

	return numbers ? object_name_id(*kind, numbers, id) : -EINVAL;
}

/* ---- the names in a directory ------------------------------------------ */

static int make_room(struct device_names *names)
{
	size_t room = names->room ? names->room * 2 : 16;
	struct device_name *all;

	if (names->count < names->room)
		return 0;
	all = realloc(names->all, room * sizeof(*all));
	if (!all)
		return -ENOMEM;
	names->all = all;
	names->room = room;
	return 0;
}

static int add(void *arg, const char *text)
{
	struct device_names *names = arg;
	struct device_name name;
	const char *numbers = object_name_kind(text, &name.kind);
	int rc;

	if (!numbers || strlen(text) >= sizeof(name.text))
		return 0;
	if (names->kinds && !(names->kinds & OBJECT_BIT(name.kind)))
		return 0;
	if (object_name_id(name.kind, numbers, &name.id) < 0)
		return 0;
	rc = make_room(names);
	if (rc < 0)
		return rc;
	strcpy(name.text, text);
	names->all[names->count++] = name;
	return 0;
}

static int by_kind_and_id(const void *a, const void *b)
{
	const struct device_name *l = a, *r = b;

	if (l->kind != r->kind)
		return l->kind < r->kind ? -1 : 1;
	return (l->id > r->id) - (l->id < r->id);
}

/* There are as many lists as ports, and most are short. */
static void give_back_room(struct device_names *names)
{
	struct device_name *all = realloc(names->all, names->count * sizeof(*all));

	if (!all)
		return;
	names->all = all;
	names->room = names->count;
}

int names_read(struct device_names *names, const struct io *io, int dirfd,
	       const char *dir)
{
	int rc = io_list(io, dirfd, dir, add, names);

	if (!names->count)
		return rc;
	qsort(names->all, names->count, sizeof(*names->all), by_kind_and_id);
	give_back_room(names);
	return rc;
}

void names_done(struct device_names *names)
{
	free(names->all);
	*names = (struct device_names){ .kinds = names->kinds };
}
