// SPDX-License-Identifier: GPL-2.0-or-later
/* libtracefs and libtraceevent, loaded when first asked for. */
#include <dlfcn.h>
#include <stdbool.h>

#include "cleanup.h"
#include "trace-calls.h"

/* It brings libtraceevent along. */
#define LIBTRACEFS "libtracefs.so.1"

static struct trace_calls calls;

static const struct symbol {
	const char *name;
	void *function;
} symbols[] = {
	{ "tep_alloc", &calls.tep_alloc },
	{ "tep_free", &calls.tep_free },
	{ "tep_get_field_raw", &calls.tep_get_field_raw },
	{ "tep_get_field_val", &calls.tep_get_field_val },
	{ "tep_parse_event", &calls.tep_parse_event },
	{ "tep_parse_header_page", &calls.tep_parse_header_page },
	{ "tep_set_file_bigendian", &calls.tep_set_file_bigendian },
	{ "tep_set_local_bigendian", &calls.tep_set_local_bigendian },
	{ "tep_set_page_size", &calls.tep_set_page_size },
	{ "tracefs_event_enable", &calls.tracefs_event_enable },
	{ "tracefs_event_file_read", &calls.tracefs_event_file_read },
	{ "tracefs_event_file_write", &calls.tracefs_event_file_write },
	{ "tracefs_instance_create", &calls.tracefs_instance_create },
	{ "tracefs_instance_destroy", &calls.tracefs_instance_destroy },
	{ "tracefs_instance_file_read", &calls.tracefs_instance_file_read },
	{ "tracefs_instance_free", &calls.tracefs_instance_free },
	{ "tracefs_instance_get_dir", &calls.tracefs_instance_get_dir },
	{ "tracefs_iterate_raw_events", &calls.tracefs_iterate_raw_events },
	{ "tracefs_tracing_dir", &calls.tracefs_tracing_dir },
};

static bool load_symbols(void)
{
	void *library = dlopen(LIBTRACEFS, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++) {
		void *symbol = library ? dlsym(library, symbols[i].name) : NULL;

		if (!symbol)
			return false;
		*(void **)symbols[i].function = symbol;
	}
	return true;
}

const struct trace_calls *trace_calls_load(void)
{
	static bool tried, loaded;

	if (!tried) {
		tried = true;
		loaded = load_symbols();
	}
	return loaded ? &calls : NULL;
}
