// SPDX-License-Identifier: GPL-2.0-or-later
/* The media_errors of a memdev or a region. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "show/item.h"
#include "show/keys.h"
#include "trace/trace.h"

/* CXL 3.0 8.2.9.8.4.1, table 8-108: the low bits of a record's address. */
static const char *source_name(unsigned int source)
{
	switch (source) {
	case 0:		return "Unknown";
	case 1:		return "External";
	case 2:		return "Internal";
	case 3:		return "Injected";
	case 7:		return "Vendor Specific";
	default:	return "Reserved";
	}
}

static void show_flags(struct output *out, unsigned int flags)
{
	static const struct {
		unsigned int bit;
		const char *name;
	} names[] = {
		{ TRACE_POISON_MORE, "More," },
		{ TRACE_POISON_SCANNING, "Scanning," },
		{ TRACE_POISON_OVERFLOW, "Overflow," },
	};
	char text[64] = "";

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].bit)
			strcat(text, names[i].name);
	if (*text)
		output_text(out, "flags", text);
}

/* @offset is NULL where the address could not be translated. */
static void show_poison(struct output *out, const struct poison_record *record,
			const uint64_t *offset)
{
	output_open_object(out, NULL);
	if (offset)
		output_address(out, "offset", *offset);
	output_size(out, "length", record->length);
	output_text(out, "source", source_name(record->source));
	show_flags(out, record->flags);
	if (record->flags & TRACE_POISON_OVERFLOW)
		output_address(out, "overflow_t", record->overflow_time);
	output_close_object(out);
}

/*
 * A device without a poison list has none to read, nor has one that is disabled,
 * by @look and @enabled: the listing lacks nothing.
 */
static void say_unread(struct show_media *media, const char *name, int rc, int look, bool enabled)
{
	say_errno(name, "read the poison list", rc);
	if (rc != -ENOENT && rc != -EOPNOTSUPP && (look < 0 || enabled))
		media->unread = true;
}

static bool read_memdev(struct show_media *media, struct cxl_memdev *memdev,
			struct poison_list *list)
{
	int rc = trace_read_memdev(media->trace, memdev, list), look;
	bool enabled = false;

	if (!rc)
		return true;
	look = cxl_memdev_query_enabled(memdev, &enabled);
	say_unread(media, cxl_memdev_get_devname(memdev), rc, look, enabled);
	return false;
}

static bool read_region(struct show_media *media, struct cxl_region *region,
			struct poison_list *list)
{
	int rc = trace_read_region(media->trace, region, list), look;
	bool enabled = false;

	if (!rc)
		return true;
	look = cxl_region_query_enabled(region, &enabled);
	say_unread(media, cxl_region_get_devname(region), rc, look, enabled);
	return false;
}

/* Of a memdev its own address, of a region the offset from its start. */
static void show_each(struct output *out, const struct record *record,
		      const struct poison_record *poison)
{
	uint64_t start, offset;

	if (out->contract) {
		item_poison(out, record, poison, source_name(poison->source));
		return;
	}
	if (record->kind == RECORD_MEMDEV) {
		show_poison(out, poison, &poison->dpa);
		return;
	}
	start = cxl_region_get_resource(record->region);
	offset = poison->hpa - start;
	show_poison(out, poison, start != UINT64_MAX && poison->hpa != UINT64_MAX ? &offset : NULL);
}

void show_media_errors(const struct show *show, const struct record *record)
{
	_cleanup_poison_ struct poison_list list = { 0 };

	if (record->kind == RECORD_MEMDEV ? !read_memdev(show->media, record->memdev, &list) :
					    !read_region(show->media, record->region, &list)) {
		output_unknown(show->out, "media_errors");
		return;
	}
	output_open_array(show->out, "media_errors");
	for (size_t i = 0; i < list.count; i++)
		show_each(show->out, record, &list.records[i]);
	output_close_array(show->out);
}
