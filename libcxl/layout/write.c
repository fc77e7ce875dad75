// SPDX-License-Identifier: LGPL-2.1-or-later
/* A layout as the text of a file. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <uuid/uuid.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/buffer.h"
#include "layout/layout.h"
#include "memory/dax-driver.h"

static void put_string(struct buffer *to, const char *text)
{
	buffer_put(to, "\"");
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20)
			buffer_print(to, "\\u%04x", (unsigned int)*text);
		else
			buffer_print(to, strchr("\"\\", *text) ? "\\%c" : "%c", *text);
	}
	buffer_put(to, "\"");
}

static void put_key(struct buffer *to, const char *key, const char *text, bool first)
{
	if (!text)
		return;
	buffer_print(to, "%s\"%s\":", first ? "" : ",", key);
	put_string(to, text);
}

static void put_member(struct buffer *to, const struct layout_member *m)
{
	buffer_put(to, "\n        {");
	if (m->has_serial)
		buffer_print(to, "\"serial\":\"0x%" PRIx64 "\"", m->serial);
	put_key(to, "slot", m->slot, !m->has_serial);
	put_key(to, "host", m->host, !m->has_serial && !m->slot);
	buffer_put(to, "}");
}

static void put_members(struct buffer *to, const struct cxl_layout_entry *e)
{
	buffer_put(to, ",\n      \"members\":[");
	for (unsigned int i = 0; i < e->ways; i++) {
		if (i)
			buffer_put(to, ",");
		put_member(to, &e->members[i]);
	}
	buffer_put(to, "\n      ]");
}

static void put_window(struct buffer *to, const struct layout_window *w)
{
	const char *comma = "";

	if (!w->given)
		return;
	buffer_put(to, ",\n      \"window\":{");
	if (w->has_base) {
		buffer_print(to, "\"base\":\"0x%" PRIx64 "\"", w->base);
		comma = ",";
	}
	if (w->ways) {
		buffer_print(to, "%s\"ways\":%u", comma, w->ways);
		comma = ",";
	}
	if (w->nr_targets)
		buffer_print(to, "%s\"targets\":[", comma);
	for (unsigned int i = 0; i < w->nr_targets; i++) {
		if (i)
			buffer_put(to, ",");
		put_string(to, w->targets[i]);
	}
	buffer_put(to, w->nr_targets ? "]}" : "}");
}

static void put_use(struct buffer *to, const struct cxl_layout_entry *e)
{
	const struct layout_use *use = &e->use;

	if (e->kind == MEMORY_PMEM)
		buffer_put(to, ",\n      \"use\":{\"mode\":\"pmem\"}");
	if (!use->given)
		return;
	buffer_print(to, ",\n      \"use\":{\"mode\":\"%s\"", memory_mode_name(use->mode));
	if (use->mode == CXL_MEMORY_MODE_SYSTEM_RAM)
		buffer_put(to, use->zone == CXL_MEMORY_ZONE_NONE ? ",\"online\":false" :
		      use->zone == CXL_MEMORY_ZONE_KERNEL ? ",\"online\":true,\"zone\":\"kernel\"" :
							    ",\"online\":true,\"zone\":\"movable\"");
	buffer_put(to, "}");
}

static void put_entry(struct buffer *to, const struct cxl_layout_entry *e)
{
	char uuid[UUID_STR_LEN];

	buffer_put(to, "\n    {\n      \"name\":");
	put_string(to, e->name);
	buffer_print(to, ",\n      \"type\":\"%s\",\n      \"size\":%" PRIu64
		",\n      \"ways\":%u,\n      \"granularity\":%u",
		e->kind == MEMORY_PMEM ? "pmem" : "ram", e->size, e->ways, e->granularity);
	if (e->has_uuid) {
		uuid_unparse(e->uuid, uuid);
		buffer_print(to, ",\n      \"uuid\":\"%s\"", uuid);
	}
	put_members(to, e);
	put_window(to, &e->window);
	put_use(to, e);
	if (e->allow_replacement)
		buffer_put(to, ",\n      \"allow_replacement\":true");
	buffer_put(to, "\n    }");
}

EXPORT int cxl_layout_write(struct cxl_layout *layout, char **ret)
{
	_cleanup_buffer_ struct buffer to = {};

	buffer_print(&to, "{\n  \"version\":%d,\n  \"regions\":[", LAYOUT_VERSION);
	for (const struct cxl_layout_entry *e = layout->first; e; e = e->next) {
		put_entry(&to, e);
		if (e->next)
			buffer_put(&to, ",");
	}
	buffer_put(&to, layout->first ? "\n  ]\n}\n" : "]\n}\n");
	return buffer_end(&to, ret);
}
