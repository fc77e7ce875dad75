/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's CXL trace events look like, read from tracefs, and nothing else of the kernel's. */
#pragma once

struct tep_handle;
struct trace_calls;

/*
 * Tell @tep the format of one event of CXL, or of all; 0 or -errno. With the
 * tracing libraries' own way to load a system come the symbols of the whole
 * kernel, which no event of CXL needs.
 */
int trace_format_parse(const struct trace_calls *lib, struct tep_handle *tep,
		       const char *event);
int trace_formats_parse(const struct trace_calls *lib, struct tep_handle *tep);
