/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a layout is compared with, read once: memdevs, windows and regions as plain data. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cxl/libcxl.h>

#include "layout/layout.h"

#define SERIAL_UNREAD	UINT64_MAX

struct seen_memdev {
	const char *name, *host;
	const char *slot;		/* NULL: none, or the slots were not read */
	uint64_t serial;		/* 0: none; SERIAL_UNREAD */
	bool ready;			/* it is bound and attached to its ports */
	struct cxl_memdev *memdev;
};

struct seen_window {
	const char *name;
	uint64_t start;
	unsigned int ways;
	const char *targets[WAYS_MAX];
	unsigned int nr_targets;
	struct cxl_decoder *decoder;
};

struct seen_region {
	const char *name;
	enum memory_kind kind;
	uint64_t start, size;
	unsigned int ways, granularity;
	unsigned char uuid[16];
	bool committed, enabled;
	struct cxl_memdev *members[WAYS_MAX];	/* by position; NULL: not known */
	struct layout_use use;		/* .given: it has one mode, and one zone */
	int unread;			/* why its use could not be read: -errno; 0: it could */
	struct cxl_decoder *window;
	struct cxl_region *region;
	bool matched;			/* an entry describes it */
};

/* Names and handles belong to the context that was read. */
struct seen_machine {
	struct seen_memdev *memdevs;
	size_t nr_memdevs;
	struct seen_window *windows;
	size_t nr_windows;
	struct seen_region *regions;	/* by window and address */
	size_t nr_regions;
};

/* 0, -ENOMEM, or why something could not be read. Free with machine_free(), also after a failure. */
int machine_read(struct cxl_ctx *ctx, struct seen_machine *ret);
void machine_free(struct seen_machine *machine);

/* The slots of its memdevs; 0, or why they could not be read. */
int machine_read_slots(struct cxl_ctx *ctx, struct seen_machine *machine);

/* One region of it, as an export needs it. */
int machine_read_region(struct cxl_region *region, struct seen_region *ret);
void machine_read_window(struct cxl_decoder *decoder, struct seen_window *ret);

#define _cleanup_machine_ __attribute__((cleanup(machine_free)))
