/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions of libtracefs and libtraceevent that are used, as these declare
 * them. The libraries are loaded when first asked for: few runs read events.
 */
#pragma once

#include <event-parse.h>
#include <tracefs.h>

struct trace_calls {
	__typeof__(tep_alloc) *tep_alloc;
	__typeof__(tep_event_fields) *tep_event_fields;
	__typeof__(tep_free) *tep_free;
	__typeof__(tep_get_field_raw) *tep_get_field_raw;
	__typeof__(tep_get_field_val) *tep_get_field_val;
	__typeof__(tep_parse_event) *tep_parse_event;
	__typeof__(tep_parse_header_page) *tep_parse_header_page;
	__typeof__(tep_read_number) *tep_read_number;
	__typeof__(tep_set_file_bigendian) *tep_set_file_bigendian;
	__typeof__(tep_set_local_bigendian) *tep_set_local_bigendian;
	__typeof__(tep_set_page_size) *tep_set_page_size;
	__typeof__(tracefs_event_enable) *tracefs_event_enable;
	__typeof__(tracefs_event_file_read) *tracefs_event_file_read;
	__typeof__(tracefs_event_file_write) *tracefs_event_file_write;
	__typeof__(tracefs_instance_create) *tracefs_instance_create;
	__typeof__(tracefs_instance_destroy) *tracefs_instance_destroy;
	__typeof__(tracefs_instance_file_open) *tracefs_instance_file_open;
	__typeof__(tracefs_instance_file_read) *tracefs_instance_file_read;
	__typeof__(tracefs_instance_file_write) *tracefs_instance_file_write;
	__typeof__(tracefs_instance_free) *tracefs_instance_free;
	__typeof__(tracefs_instance_get_dir) *tracefs_instance_get_dir;
	__typeof__(tracefs_iterate_raw_events) *tracefs_iterate_raw_events;
	__typeof__(tracefs_list_free) *tracefs_list_free;
	__typeof__(tracefs_system_events) *tracefs_system_events;
	__typeof__(tracefs_tracing_dir) *tracefs_tracing_dir;
};

/* The functions, or NULL where the libraries are not installed. */
const struct trace_calls *trace_calls_load(void);
