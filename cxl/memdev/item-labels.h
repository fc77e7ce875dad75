/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Labels as an item of --json=2. */
#pragma once

#include <stddef.h>

struct cxl_memdev;
struct output;

/* The @size bytes from @offset on, in hexadecimal. 0 or -ENOMEM. */
int item_labels(struct output *out, struct cxl_memdev *memdev, const unsigned char *bytes,
		size_t size, size_t offset);
