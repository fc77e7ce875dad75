/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a capture has: the files of the machine that describe its CXL memory. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/archive.h"
#include "capture/source.h"
#include "capture/text.h"

struct cxl_ctx;

struct collection {
	struct cxl_ctx *ctx;
	struct source source;
	struct archive archive;
	uint64_t block_size;		/* of memory blocks; 0: unknown */
	struct text unread;		/* a line for each file that could not be read, and why */
	unsigned int denied;		/* how many of them only root may read */
};
void collection_done(struct collection *collection);
#define _cleanup_collection_ __attribute__((cleanup(collection_done)))

/* All files. What failed for want of memory is in the archive's error. */
void collect(struct collection *collection);

/*
 * kernel-config.c: the configuration of the machine's kernel, NUL behind it, to be freed. Its
 * length or -errno; -ENOENT: it is in no place where distributions keep it.
 */
ssize_t kernel_config_read(const struct source *source, char **ret);

/* kernel-log.c: the lines about CXL memory. 0 or -errno. */
int kernel_log_read(struct text *log);
