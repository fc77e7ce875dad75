/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The index at the start of a label area: how many labels are in use. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct cxl_memdev;

/*
 * @size bytes from the start of a label area: how many labels are in use; 0
 * where there is no index; -EBADMSG where that cannot be told: the index is
 * longer than @size.
 */
long label_index_count(const uint8_t *area, size_t size);

/* The same of a memdev, 0 where it has no label area; or the -errno of reading it. */
long label_index_read(struct cxl_memdev *memdev);
