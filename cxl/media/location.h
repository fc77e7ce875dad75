/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 64 bytes of memory, and all their addresses: in the memdev, the region, the host. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/status.h"

struct cxl_memdev;
struct cxl_region;
struct output;

#define SPOT_SIZE 64

struct location {
	const char *named;		/* the object that it was named by */
	struct cxl_memdev *memdev;	/* NULL: only the kernel knows which */
	uint64_t dpa;			/* in @memdev */
	struct cxl_region *region;	/* NULL: in no region */
	bool has_offset;		/* false: only the kernel knows it */
	uint64_t offset;		/* in @region */
};

/*
 * Each checks what was named (alignment, range) and finds the rest. Returns an
 * enum status; what is wrong has been said.
 */
enum status location_of_memdev(struct cxl_memdev *memdev, uint64_t dpa, struct location *ret);
enum status location_of_offset(struct cxl_region *region, uint64_t offset, struct location *ret);
enum status location_of_hpa(struct cxl_region *region, uint64_t hpa, struct location *ret);

/* The memdev, or the region where that is not known. */
const char *location_object(const struct location *location);

/* memdev, dpa, region, offset, hpa: those that are known. */
void location_show(struct output *out, const struct location *location);
