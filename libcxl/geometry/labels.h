/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the labels of a memdev tell about the data on it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cxl_memdev;

/* One label: a part of a namespace or of a region. What it does not tell is 0. */
struct label {
	bool valid;			/* of a known form, and its checksum is right */
	unsigned char uuid[16];		/* of the namespace, or of the region */
	bool is_region;
	bool has_ways;			/* .ways is how many memdevs have a part */
	unsigned int ways;
	unsigned int position;		/* of this part */
	unsigned int granularity;
	uint64_t dpa, size;
	uint64_t cookie;		/* of the interleave set */
};

struct labels {
	struct label *all;
	size_t count;
};

/*
 * @size bytes from the start of a label area: how many labels are in use; 0
 * where there is no index; -EBADMSG where that cannot be told: the index is
 * longer than @size.
 */
long labels_count(const uint8_t *area, size_t size);

/*
 * How many bytes of the area the labels in use need; 0 where none is. As
 * labels_count() otherwise.
 */
long labels_extent(const uint8_t *area, size_t size);

/* Adds the labels in use to @ret; 0, -ENOMEM, or -EBADMSG where @size is less than labels_extent(). */
int labels_parse(const uint8_t *area, size_t size, struct labels *ret);

/*
 * Reads them from the memdev, none where it has no label area; 0, or the -errno
 * of reading. Free with labels_done(), also after a failure.
 */
int labels_read(struct cxl_memdev *memdev, struct labels *ret);

void labels_done(struct labels *labels);

#define _cleanup_labels_ __attribute__((cleanup(labels_done)))
