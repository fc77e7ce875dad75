/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Replacing a file as a whole: it has its old content or the new one, also after a power failure. */
#pragma once

#include <sys/types.h>

/*
 * Calls @write with a new file that takes the name of @file once all is written,
 * with the access rights @mode. Returns 0, what @write returned, or -errno; @file
 * is then as it was, but for a directory that could not be flushed.
 */
int new_file_replace(const char *file, mode_t mode, int (*write)(const void *arg, int fd),
		     const void *arg);
