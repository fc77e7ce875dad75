// SPDX-License-Identifier: LGPL-2.1-or-later
/* From a file's text to the entries of a layout; what is not exactly as it must be is refused. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/text.h"
#include "layout/json.h"
#include "layout/layout.h"
#include "memory/dax-driver.h"

/* One file on its way into a layout. */
struct layout_reading {
	struct cxl_layout *layout;
	const char *file;
	struct cxl_layout_entry *entry;
	struct layout_member *member;
};

/* A key that an object may have, and what reads its value. */
struct field {
	const char *key;
	int (*read)(struct layout_reading *r, const struct json *value);
	bool needed;
};

static int refuse(const struct layout_reading *r, const struct json *value, const char *reason)
{
	return layout_refuse(r->layout, r->file, value->line, value->key, "%s", reason);
}

static const struct json *child(const struct json *object, const char *key)
{
	const struct json *json = object->first;

	while (json && strcmp(json->key, key) != 0)
		json = json->next;
	return json;
}

static int read_fields(struct layout_reading *r, const struct json *object,
		       const struct field *fields, size_t count)
{
	size_t i;
	int rc;

	if (object->type != JSON_OBJECT)
		return refuse(r, object, "must be an object");
	for (const struct json *json = object->first; json; json = json->next) {
		for (i = 0; i < count && strcmp(fields[i].key, json->key); i++)
			;
		if (i == count)
			return refuse(r, json, "unknown key");
	}
	for (i = 0; i < count; i++) {
		const struct json *json = child(object, fields[i].key);

		if (!json && fields[i].needed)
			return layout_refuse(r->layout, r->file, object->line, fields[i].key,
					     "the key is missing");
		rc = json ? fields[i].read(r, json) : 0;
		if (rc)
			return rc;
	}
	return 0;
}

static int read_text(struct layout_reading *r, const struct json *value, char **ret)
{
	if (value->type != JSON_TEXT || !*value->text)
		return refuse(r, value, "must be a string that is not empty");
	if (strlen(value->text) > 127)
		return refuse(r, value, "is longer than 127 bytes");
	*ret = strdup(value->text);
	return *ret ? 0 : -ENOMEM;
}

static int read_bool(struct layout_reading *r, const struct json *value, bool *ret)
{
	*ret = value->truth;
	return value->type == JSON_BOOL ? 0 : refuse(r, value, "must be true or false");
}

static int read_ways(struct layout_reading *r, const struct json *value, unsigned int *ret)
{
	uint64_t ways;

	if (!json_u64(value, &ways) || ways < 1 || ways > WAYS_MAX ||
	    !(ways & (ways - 1) ? ways % 3 == 0 && ways != 9 && ways != 15 : true))
		return refuse(r, value, "must be 1, 2, 3, 4, 6, 8, 12 or 16");
	*ret = (unsigned int)ways;
	return 0;
}

/* -- members -- */

static int read_serial(struct layout_reading *r, const struct json *value)
{
	struct layout_member *m = r->member;

	if (value->type != JSON_TEXT || text_to_u64(value->text, &m->serial) < 0)
		return refuse(r, value, "must be a number in a string, such as \"0x1004\"");
	if (!m->serial)
		return refuse(r, value, "0 does not identify a memdev (use \"slot\" or \"host\")");
	m->has_serial = true;
	return 0;
}

static int read_slot(struct layout_reading *r, const struct json *value)
{
	return read_text(r, value, &r->member->slot);
}

static int read_host(struct layout_reading *r, const struct json *value)
{
	return read_text(r, value, &r->member->host);
}

static const struct field member_fields[] = {
	{ "serial", read_serial, false },
	{ "slot", read_slot, false },
	{ "host", read_host, false },
};

static bool is_same(const struct layout_member *a, const struct layout_member *b)
{
	if (a->has_serial && b->has_serial)
		return a->serial == b->serial;
	if (a->slot && b->slot)
		return !strcmp(a->slot, b->slot);
	return a->host && b->host && !strcmp(a->host, b->host);
}

static int read_member(struct layout_reading *r, const struct json *value, unsigned int at)
{
	int rc;

	r->member = &r->entry->members[at];
	rc = read_fields(r, value, member_fields, ARRAY_SIZE(member_fields));
	if (rc)
		return rc;
	if (!value->first)
		return layout_refuse(r->layout, r->file, value->line, "members",
				     "a member has no \"serial\", \"slot\" or \"host\"");
	for (unsigned int i = 0; i < at; i++)
		if (is_same(&r->entry->members[i], r->member))
			return layout_refuse(r->layout, r->file, value->line, "members",
					     "a memdev occurs twice");
	return 0;
}

static int read_members(struct layout_reading *r, const struct json *value)
{
	unsigned int count = 0;
	int rc = value->type == JSON_ARRAY ? 0 : refuse(r, value, "must be an array");

	for (const struct json *json = value->first; json && !rc; json = json->next)
		rc = count < r->entry->ways ? read_member(r, json, count++) :
			refuse(r, value, "has more elements than \"ways\"");
	if (!rc && count < r->entry->ways)
		rc = refuse(r, value, "has fewer elements than \"ways\"");
	return rc;
}

/* -- the window -- */

static int read_base(struct layout_reading *r, const struct json *value)
{
	struct layout_window *w = &r->entry->window;

	if (value->type != JSON_TEXT || text_to_u64(value->text, &w->base) < 0)
		return refuse(r, value, "must be an address in a string, such as \"0x6d0000000\"");
	w->has_base = true;
	return 0;
}

static int read_window_ways(struct layout_reading *r, const struct json *value)
{
	return read_ways(r, value, &r->entry->window.ways);
}

static int read_targets(struct layout_reading *r, const struct json *value)
{
	struct layout_window *w = &r->entry->window;
	int rc = value->type == JSON_ARRAY ? 0 : refuse(r, value, "must be an array");

	for (const struct json *json = value->first; json && !rc; json = json->next)
		rc = w->nr_targets < WAYS_MAX ?
			read_text(r, json, &w->targets[w->nr_targets++]) :
			refuse(r, value, "has more than 16 elements");
	return rc;
}

static const struct field window_fields[] = {
	{ "base", read_base, false },
	{ "ways", read_window_ways, false },
	{ "targets", read_targets, false },
};

static int read_window(struct layout_reading *r, const struct json *value)
{
	r->entry->window.given = true;
	return read_fields(r, value, window_fields, ARRAY_SIZE(window_fields));
}

/* -- its use -- */

static int read_mode(struct layout_reading *r, const struct json *value)
{
	struct layout_use *use = &r->entry->use;
	const char *name;

	if (value->type == JSON_TEXT && r->entry->kind == MEMORY_PMEM)
		return strcmp(value->text, "pmem") ?
			refuse(r, value, "must be \"pmem\" for a pmem region") : 0;
	for (int i = 0; value->type == JSON_TEXT &&
			(name = memory_mode_name((enum cxl_memory_mode)i)); i++) {
		if (strcmp(value->text, name))
			continue;
		use->given = true;
		use->mode = (enum cxl_memory_mode)i;
		return 0;
	}
	return refuse(r, value, "must be \"system-ram\", \"devdax\" or \"famfs\"");
}

static bool is_system_ram(const struct layout_use *use)
{
	return use->given && use->mode == CXL_MEMORY_MODE_SYSTEM_RAM;
}

static int read_online(struct layout_reading *r, const struct json *value)
{
	bool online;
	int rc = read_bool(r, value, &online);

	if (!rc && !is_system_ram(&r->entry->use))
		rc = refuse(r, value, "only system-ram can be online");
	r->entry->use.zone = online ? CXL_MEMORY_ZONE_MOVABLE : CXL_MEMORY_ZONE_NONE;
	return rc;
}

static int read_zone(struct layout_reading *r, const struct json *value)
{
	struct layout_use *use = &r->entry->use;

	if (!is_system_ram(use) || use->zone == CXL_MEMORY_ZONE_NONE)
		return refuse(r, value, "only system-ram that is online has a zone");
	if (value->type == JSON_TEXT && !strcmp(value->text, "kernel"))
		use->zone = CXL_MEMORY_ZONE_KERNEL;
	else if (value->type != JSON_TEXT || strcmp(value->text, "movable") != 0)
		return refuse(r, value, "must be \"movable\" or \"kernel\"");
	return 0;
}

static const struct field use_fields[] = {
	{ "mode", read_mode, true },
	{ "online", read_online, false },
	{ "zone", read_zone, false },
};

static int read_use(struct layout_reading *r, const struct json *value)
{
	r->entry->use.zone = CXL_MEMORY_ZONE_MOVABLE;
	return read_fields(r, value, use_fields, ARRAY_SIZE(use_fields));
}

/* -- an entry -- */

static int read_name(struct layout_reading *r, const struct json *value)
{
	struct cxl_layout_entry *other;
	int rc = read_text(r, value, &r->entry->name);

	if (rc)
		return rc;
	for (const char *c = r->entry->name; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return refuse(r, value, "contains a blank or a control character");
	other = layout_find(r->layout, r->entry->name);
	return !other ? 0 :
		layout_refuse(r->layout, r->file, value->line, value->key,
			      "\"%s\" is already the name of an entry (%.100s:%u)",
			      other->name, other->file ? other->file : "machine", other->line);
}

static int read_type(struct layout_reading *r, const struct json *value)
{
	bool pmem = value->type == JSON_TEXT && !strcmp(value->text, "pmem");

	if (!pmem && (value->type != JSON_TEXT || strcmp(value->text, "ram") != 0))
		return refuse(r, value, "must be \"ram\" or \"pmem\"");
	r->entry->kind = pmem ? MEMORY_PMEM : MEMORY_RAM;
	return 0;
}

static int read_entry_ways(struct layout_reading *r, const struct json *value)
{
	return read_ways(r, value, &r->entry->ways);
}

/* Behind the ways: each member contributes whole units. */
static int read_size(struct layout_reading *r, const struct json *value)
{
	uint64_t unit = r->entry->ways * CAPACITY_UNIT;

	if (!json_u64(value, &r->entry->size) || !r->entry->size)
		return refuse(r, value, "must be a number of bytes, greater than 0");
	if (r->entry->size % unit)
		return layout_refuse(r->layout, r->file, value->line, value->key,
				     "must be a multiple of %u times 256 MiB", r->entry->ways);
	return 0;
}

static int read_granularity(struct layout_reading *r, const struct json *value)
{
	uint64_t g;

	if (!json_u64(value, &g) || g < 256 || g > 16384 || g & (g - 1))
		return refuse(r, value, "must be a power of 2 from 256 to 16384");
	r->entry->granularity = (unsigned int)g;
	return 0;
}

static int read_uuid(struct layout_reading *r, const struct json *value)
{
	if (r->entry->kind != MEMORY_PMEM)
		return refuse(r, value, "only a pmem region has a uuid");
	if (value->type != JSON_TEXT || uuid_parse(value->text, r->entry->uuid) < 0 ||
	    uuid_is_null(r->entry->uuid))
		return refuse(r, value, "is not a uuid");
	r->entry->has_uuid = true;
	return 0;
}

static int read_replacement(struct layout_reading *r, const struct json *value)
{
	return read_bool(r, value, &r->entry->allow_replacement);
}

/* In the order of reading: what others depend on goes first. */
static const struct field entry_fields[] = {
	{ "name", read_name, true },
	{ "type", read_type, true },
	{ "ways", read_entry_ways, true },
	{ "size", read_size, true },
	{ "granularity", read_granularity, true },
	{ "members", read_members, true },
	{ "uuid", read_uuid, false },
	{ "window", read_window, false },
	{ "use", read_use, false },
	{ "allow_replacement", read_replacement, false },
};

static int check_uuid(struct layout_reading *r, const struct json *value)
{
	for (struct cxl_layout_entry *e = r->layout->first; e; e = e->next)
		if (e->has_uuid && r->entry->has_uuid && !uuid_compare(e->uuid, r->entry->uuid))
			return layout_refuse(r->layout, r->file, value->line, "uuid",
					     "entry \"%s\" has the same uuid", e->name);
	return 0;
}

static int read_entry(struct layout_reading *r, const struct json *value)
{
	_cleanup_layout_entry_ struct cxl_layout_entry *entry = layout_entry_new(r->layout);
	int rc;

	if (!entry)
		return -ENOMEM;
	r->entry = entry;
	entry->line = value->line;
	entry->file = strdup(r->file);
	if (!entry->file)
		return -ENOMEM;
	rc = read_fields(r, value, entry_fields, ARRAY_SIZE(entry_fields));
	if (!rc)
		rc = check_uuid(r, value);
	if (!rc)
		layout_add(r->layout, take_ptr(entry));
	return rc;
}

/* -- the file -- */

static int read_version(struct layout_reading *r, const struct json *value)
{
	uint64_t version;

	if (json_u64(value, &version) && version == LAYOUT_VERSION)
		return 0;
	return refuse(r, value, "must be 1");
}

static int read_regions(struct layout_reading *r, const struct json *value)
{
	unsigned int count = 0;
	int rc = value->type == JSON_ARRAY ? 0 : refuse(r, value, "must be an array");

	for (const struct json *json = value->first; json && !rc; json = json->next)
		rc = count++ < LAYOUT_ENTRIES_MAX ? read_entry(r, json) :
			refuse(r, value, "has too many elements");
	return rc;
}

static const struct field file_fields[] = {
	{ "version", read_version, true },
	{ "regions", read_regions, true },
};

EXPORT int cxl_layout_read(struct cxl_layout *layout, const char *file,
			   const char *text, size_t length)
{
	struct layout_reading r = { .layout = layout, .file = file };
	_cleanup_json_ struct json *json = NULL;
	struct json_fault fault = {};
	int rc = json_parse(text, length, &json, &fault);

	*layout->error = '\0';
	if (rc == -EINVAL)
		return layout_refuse(layout, file, fault.line, fault.key, "%s", fault.reason);
	if (rc)
		return rc;
	return read_fields(&r, json, file_fields, ARRAY_SIZE(file_fields));
}
