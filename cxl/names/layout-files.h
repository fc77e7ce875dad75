/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a layout: which there are, reading them, and replacing one as a whole. */
#pragma once

#include <stddef.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "core/status.h"

static inline void layout_unrefp(struct cxl_layout **p) { cxl_layout_unref(*p); }
#define _cleanup_layout_ __attribute__((cleanup(layout_unrefp)))

/* The directories, colon-separated; in one that stands before another, a file masks that of the same name. */
#define LAYOUT_PATH	"/etc/cxl/regions.d:/usr/lib/cxl/regions.d"
#define LAYOUT_PATH_ENV	"CXL_REGIONS_PATH"

/*
 * Adds the entries of @files ("-": standard input), or without any those of all
 * *.json in the directories, by name. STATUS_USAGE for a file that is no layout.
 */
enum status files_read(struct cxl_layout *layout, char *const *files);

/* No layout is larger. */
#define LAYOUT_FILE_MIB 1u

/* The text of a file, and its name in messages. */
struct file_text {
	const char *name;
	char *text;
	size_t length;
};

static inline void file_text_done(struct file_text *text) { free(text->text); }
#define _cleanup_file_text_ __attribute__((cleanup(file_text_done)))

/* Reads a file of at most so many MiB ("-": standard input); and adds the entries of a text of that name. */
enum status files_read_text(const char *file, unsigned int max_mib, struct file_text *ret);
enum status files_parse(struct cxl_layout *layout, const char *name, const char *text, size_t length);

/* Writes @text to @file, which afterwards has all of it or is as it was. */
enum status files_replace(const char *file, const char *text);
