// SPDX-License-Identifier: GPL-2.0-or-later
/* A source of events: the records of the kernel's CXL trace events. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uuid/uuid.h>

#include "core/scope.h"
#include "events/monitor-records.h"
#include "events/monitor.h"
#include "trace/instances.h"
#include "trace/trace-calls.h"
#include "trace/trace-formats.h"

#define SYSTEM "cxl"

/* What our instances are called: this, and the process. */
#define PREFIX "cxl-monitor-"

static const struct trace_calls *lib;

struct records {
	struct tep_handle *tep;
	struct tracefs_instance *instance;
	int pipe;	/* only to wait: the records are read from each processor's own */
};

/* -- life -- */

void records_close(struct records *records)
{
	if (!records)
		return;
	if (records->pipe >= 0)
		close(records->pipe);	/* an instance in use stays */
	instance_remove(lib, records->instance);
	if (records->tep)
		lib->tep_free(records->tep);
	free(records);
}

static void records_closep(struct records **records)
{
	records_close(*records);
}
#define _cleanup_records_ __attribute__((cleanup(records_closep)))

int records_fd(const struct records *records)
{
	return records->pipe;
}

/* The tracing libraries say that they failed; why is in errno, sometimes. */
static int cause(void)
{
	return errno ? -errno : -ENOENT;
}

static int read_formats(struct records *records)
{
	if (!lib->tracefs_tracing_dir())
		return cause();
	records->tep = lib->tep_alloc();
	return records->tep ? trace_formats_parse(lib, records->tep) : -ENOMEM;
}

static int make_instance(struct records *records)
{
	records->instance = instance_make(lib, PREFIX);
	if (!records->instance ||
	    lib->tracefs_instance_file_write(records->instance, "trace_clock",
					     "mono") < 0 ||
	    lib->tracefs_event_enable(records->instance, SYSTEM, NULL) < 0)
		return cause();
	records->pipe = lib->tracefs_instance_file_open(
		records->instance, "trace_pipe",
		O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return records->pipe < 0 ? cause() : 0;
}

int records_open(struct records **ret)
{
	_cleanup_records_ struct records *records = NULL;
	int rc;

	lib = trace_calls_load();
	if (!lib)
		return -ENOSYS;
	records = calloc(1, sizeof(*records));
	if (!records)
		return -ENOMEM;
	records->pipe = -1;
	errno = 0;
	rc = read_formats(records);
	if (!rc)
		rc = make_instance(records);
	if (!rc)
		*ret = take_ptr(records);
	return rc;
}

/* -- one record -- */

static void put_number(struct output *out, const char *key,
		       const struct tep_format_field *field, const void *raw, int size)
{
	uint64_t value = lib->tep_read_number(field->event->tep, raw, size);
	int unused = 64 - 8 * size;

	if (field->flags & TEP_FIELD_IS_SIGNED)
		output_int(out, key, (int64_t)(value << unused) >> unused);
	else
		output_uint(out, key, value);
}

static void put_array(struct output *out, const struct tep_format_field *field,
		      const char *raw, int len)
{
	int size = field->elementsize ? (int)field->elementsize : 1;

	output_open_array(out, field->name);
	for (int at = 0; at + size <= len; at += size)
		put_number(out, NULL, field, raw + at, size);
	output_close_array(out);
}

static void put_uuid(struct output *out, const char *key, const void *raw)
{
	char text[UUID_STR_LEN];

	uuid_unparse_lower(raw, text);
	output_text(out, key, text);
}

static bool is_text(const struct tep_format_field *field)
{
	return field->flags & TEP_FIELD_IS_STRING &&
	       field->flags & (TEP_FIELD_IS_DYNAMIC | TEP_FIELD_IS_RELATIVE);
}

/* What the kernel keeps as text ends with a zero, but it is input like any other. */
static char *copy_text(const struct tep_format_field *field,
		       struct tep_record *record)
{
	const char *raw;
	int len;

	raw = lib->tep_get_field_raw(NULL, field->event, field->name, record, &len, 0);
	return raw && len > 0 ? strndup(raw, (size_t)len) : NULL;
}

static void put_text(struct output *out, const struct tep_format_field *field,
		     struct tep_record *record)
{
	_cleanup_free_ char *text = copy_text(field, record);

	output_text(out, field->name, text ? text : "");
}

static void put_field(struct output *out, const struct tep_format_field *field,
		      struct tep_record *record)
{
	const void *raw;
	int len;

	if (is_text(field)) {
		put_text(out, field, record);
		return;
	}
	raw = lib->tep_get_field_raw(NULL, field->event, field->name, record, &len, 0);
	if (!raw)
		return;
	if (strcmp(field->type, "uuid_t") == 0 && len == sizeof(uuid_t))
		put_uuid(out, field->name, raw);
	else if (field->flags & TEP_FIELD_IS_ARRAY)
		put_array(out, field, raw, len);
	else if (len > 0 && (size_t)len <= sizeof(uint64_t))
		put_number(out, field->name, field, raw, len);
}

static struct tep_format_field *find_field(struct tep_format_field **fields,
					   const char *name)
{
	for (; *fields; fields++)
		if (strcmp((*fields)->name, name) == 0)
			return *fields;
	return NULL;
}

/* Text of the first of these fields that there is, or NULL. */
static char *text_of(struct tep_format_field **fields, struct tep_record *record,
		     const char *name, const char *other)
{
	const struct tep_format_field *field = find_field(fields, name);

	if (!field)
		field = find_field(fields, other);
	return field && is_text(field) ? copy_text(field, record) : NULL;
}

static int tell_record(struct monitor *m, struct tep_event *event,
		       struct tep_record *record)
{
	_cleanup_free_ struct tep_format_field **fields = lib->tep_event_fields(event);
	_cleanup_free_ char *device = NULL, *region = NULL;
	struct output *out;

	if (!fields)
		return -ENOMEM;
	device = text_of(fields, record, "memdev", "device");
	region = text_of(fields, record, "region", "region_name");
	if (!monitor_wants(m, event->name, device, region))
		return 0;
	out = monitor_begin(m, SYSTEM, event->name, record->ts);
	for (size_t i = 0; out && fields[i]; i++)
		put_field(out, fields[i], record);
	return monitor_end(m);
}

/* The kernel's buffer was full; how many it cost is not always known. */
static int tell_lost(struct monitor *m, struct tep_record *record)
{
	struct output *out;

	if (!record->missed_events || !monitor_wants(m, "lost", NULL, NULL))
		return 0;
	out = monitor_begin(m, SYSTEM, "lost", record->ts);
	if (out && record->missed_events > 0)
		output_int(out, "count", record->missed_events);
	return monitor_end(m);
}

struct telling {
	struct monitor *m;
	int error;
};

static int tell(struct tep_event *event, struct tep_record *record, int cpu,
		void *data)
{
	struct telling *t = data;

	t->error = tell_lost(t->m, record);
	if (!t->error)
		t->error = tell_record(t->m, event, record);
	return t->error ? -1 : 0;
}

int records_read(struct records *records, struct monitor *m)
{
	struct telling t = { .m = m };
	int rc = lib->tracefs_iterate_raw_events(records->tep, records->instance,
						 NULL, 0, tell, &t);

	if (t.error)
		return t.error;
	return rc < 0 ? -EIO : 0;
}
