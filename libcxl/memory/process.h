/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes as /proc shows them. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "core/cleanup.h"
#include "core/io.h"

#define NUMA_MAPS_MAX	8388608		/* bytes of a numa_maps that are believed */

/* Whether an entry of /proc is a process. */
bool process_is(const char *entry);

/* Whether @rc says that the process, or a file of it, is not there any more: what ends uses nothing. */
bool process_is_away(ssize_t rc);

/* The name of the process; "" where it cannot be read. */
void process_name(const struct io *io, const char *pid, char name[IO_TEXT_MAX]);

/*
 * The file "maps", "status" or another of the process, in @text of NUMA_MAPS_MAX
 * bytes: 1; 0 where the process has ended; or -errno.
 */
_must_check_ int process_load(const struct io *io, const char *pid, const char *file, char *text);

/* Not so in a container, whose processes are not all that there are. */
bool sees_all_processes(const struct io *io);
