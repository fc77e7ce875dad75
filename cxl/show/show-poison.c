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
#include "show/show.h"
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
static void show_record(struct output *out, const struct poison_record *record,
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

/* A device without a poison list, or out of use, has none to read: no failure. */
static void say_unread(const char *name, int rc, bool enabled,
		       const struct show *what)
{
	say_errno(name, "read the poison list", rc);
	if (rc != -ENOENT && rc != -EOPNOTSUPP && enabled)
		*what->failed = true;
}

void show_memdev_media_errors(struct output *out, struct cxl_memdev *memdev,
			      const struct show *what)
{
	_cleanup_poison_ struct poison_list list = { 0 };
	int rc = trace_read_memdev(what->trace, memdev, &list);

	if (rc < 0) {
		say_unread(cxl_memdev_get_devname(memdev), rc,
			   rc == -ENODEV || cxl_memdev_is_enabled(memdev) > 0,
			   what);
		return;
	}
	output_open_array(out, "media_errors");
	for (size_t i = 0; i < list.count; i++)
		show_record(out, &list.records[i], &list.records[i].dpa);
	output_close_array(out);
}

void show_region_media_errors(struct output *out, struct cxl_region *region,
			      const struct show *what)
{
	_cleanup_poison_ struct poison_list list = { 0 };
	uint64_t start = cxl_region_get_resource(region);
	int rc = trace_read_region(what->trace, region, &list);

	if (rc < 0) {
		say_unread(cxl_region_get_devname(region), rc,
			   rc == -ENODEV || cxl_region_is_enabled(region) > 0,
			   what);
		return;
	}
	output_open_array(out, "media_errors");
	for (size_t i = 0; i < list.count; i++) {
		uint64_t offset = list.records[i].hpa - start;
		bool known = start != UINT64_MAX &&
			     list.records[i].hpa != UINT64_MAX;

		show_record(out, &list.records[i], known ? &offset : NULL);
	}
	output_close_array(out);
}
