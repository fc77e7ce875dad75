/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of geometries: a file for each serial number, with a line for each pmem region. */
#pragma once

#include <stddef.h>

#include "geometry/geometry.h"

struct cxl_ctx;

struct geometries {
	struct geometry *all;
	size_t count;
};

/*
 * Adds what is recorded for @serial, which may be nothing; 0, -ENOMEM, -EBADMSG
 * where the file is no record, or the -errno of reading it. Free with
 * geometries_done(), also after a failure.
 */
int record_read(struct cxl_ctx *ctx, uint64_t serial, struct geometries *ret);

/* Records @g for @serial, in place of what was recorded for the same DPA; 0 or -errno. */
int record_write(struct cxl_ctx *ctx, uint64_t serial, const struct geometry *g);

int geometries_add(struct geometries *to, const struct geometry *g);
void geometries_done(struct geometries *geometries);

#define _cleanup_geometries_ __attribute__((cleanup(geometries_done)))
