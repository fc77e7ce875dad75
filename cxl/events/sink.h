/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the lines of a monitor go: standard output, a file, the journal or syslog. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct sink {
	int (*write)(const struct sink *sink, const char *text, size_t len);
	int fd;		/* -1: none */
};

/* @where: "standard", "journal", "syslog", or else a file to append to. 0 or -errno. */
int sink_open(struct sink *sink, const char *where);
void sink_close(struct sink *sink);
#define _cleanup_sink_ __attribute__((cleanup(sink_close)))

/* Whether each event must be one line there. */
bool sink_takes_lines(const struct sink *sink);

/* All of @text, which ends with a newline; 0 or -errno. */
int sink_write(const struct sink *sink, const char *text, size_t len);
