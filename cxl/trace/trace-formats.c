// SPDX-License-Identifier: GPL-2.0-or-later
/* What the kernel's CXL trace events look like, read from tracefs, and nothing else of the kernel's. */
#include <errno.h>
#include <unistd.h>

#include "core/scope.h"
#include "trace/trace-calls.h"
#include "trace/trace-formats.h"

#define SYSTEM "cxl"

/* The tracing libraries say that they failed; why is in errno, sometimes. */
static int cause(void)
{
	return errno ? -errno : -ENOENT;
}

/* Byte order and sizes, and where a page of the ring buffer has its data. */
static int parse_header(const struct trace_calls *lib, struct tep_handle *tep)
{
	_cleanup_free_ char *text = NULL;
	enum tep_endian endian = tep_is_bigendian() ? TEP_BIG_ENDIAN :
						      TEP_LITTLE_ENDIAN;
	int size;

	lib->tep_set_file_bigendian(tep, endian);
	lib->tep_set_local_bigendian(tep, endian);
	lib->tep_set_page_size(tep, getpagesize());
	text = lib->tracefs_instance_file_read(NULL, "events/header_page", &size);
	if (!text)
		return cause();
	if (lib->tep_parse_header_page(tep, text, (unsigned long)size,
				       sizeof(long)) < 0)
		return -EINVAL;
	return 0;
}

static int parse_format(const struct trace_calls *lib, struct tep_handle *tep,
			const char *event)
{
	_cleanup_free_ char *text = NULL;
	int size;

	text = lib->tracefs_event_file_read(NULL, SYSTEM, event, "format", &size);
	if (!text)
		return cause();
	if (lib->tep_parse_event(tep, text, (unsigned long)size, SYSTEM))
		return -EINVAL;
	return 0;
}

static int parse_formats(const struct trace_calls *lib, struct tep_handle *tep)
{
	char **events = lib->tracefs_system_events(NULL, SYSTEM);
	int rc = 0;

	if (!events)
		return cause();
	for (size_t i = 0; !rc && events[i]; i++)
		rc = parse_format(lib, tep, events[i]);
	lib->tracefs_list_free(events);
	return rc;
}

int trace_format_parse(const struct trace_calls *lib, struct tep_handle *tep,
		       const char *event)
{
	int rc;

	errno = 0;
	rc = parse_header(lib, tep);
	return rc ? rc : parse_format(lib, tep, event);
}

int trace_formats_parse(const struct trace_calls *lib, struct tep_handle *tep)
{
	int rc;

	errno = 0;
	rc = parse_header(lib, tep);
	return rc ? rc : parse_formats(lib, tep);
}
