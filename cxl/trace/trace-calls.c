// SPDX-License-Identifier: GPL-2.0-or-later
/* libtracefs and libtraceevent, loaded when first asked for. */
#include "core/dlopen-note.h"
#include "core/library.h"
#include "core/scope.h"
#include "trace/trace-calls.h"

/* It brings libtraceevent along. */
#define LIBTRACEFS "libtracefs.so.1"

DLOPEN_NOTE("tracefs", "poison lists and trace events", LIBTRACEFS);
DLOPEN_NOTE("traceevent", "the formats of trace events", "libtraceevent.so.1");

static struct trace_calls calls;

static const struct library_symbol symbols[] = {
	{ "tep_alloc", &calls.tep_alloc },
	{ "tep_event_fields", &calls.tep_event_fields },
	{ "tep_free", &calls.tep_free },
	{ "tep_get_field_raw", &calls.tep_get_field_raw },
	{ "tep_get_field_val", &calls.tep_get_field_val },
	{ "tep_parse_event", &calls.tep_parse_event },
	{ "tep_parse_header_page", &calls.tep_parse_header_page },
	{ "tep_read_number", &calls.tep_read_number },
	{ "tep_set_file_bigendian", &calls.tep_set_file_bigendian },
	{ "tep_set_local_bigendian", &calls.tep_set_local_bigendian },
	{ "tep_set_page_size", &calls.tep_set_page_size },
	{ "tracefs_event_enable", &calls.tracefs_event_enable },
	{ "tracefs_event_file_read", &calls.tracefs_event_file_read },
	{ "tracefs_event_file_write", &calls.tracefs_event_file_write },
	{ "tracefs_instance_create", &calls.tracefs_instance_create },
	{ "tracefs_instance_destroy", &calls.tracefs_instance_destroy },
	{ "tracefs_instance_file_open", &calls.tracefs_instance_file_open },
	{ "tracefs_instance_file_read", &calls.tracefs_instance_file_read },
	{ "tracefs_instance_file_write", &calls.tracefs_instance_file_write },
	{ "tracefs_instance_free", &calls.tracefs_instance_free },
	{ "tracefs_instance_get_dir", &calls.tracefs_instance_get_dir },
	{ "tracefs_iterate_raw_events", &calls.tracefs_iterate_raw_events },
	{ "tracefs_list_free", &calls.tracefs_list_free },
	{ "tracefs_system_events", &calls.tracefs_system_events },
	{ "tracefs_tracing_dir", &calls.tracefs_tracing_dir },
};

const struct trace_calls *trace_calls_load(void)
{
	static struct library libtracefs = { LIBTRACEFS };

	return library_load(&libtracefs, symbols, ARRAY_SIZE(symbols)) ? &calls : NULL;
}
