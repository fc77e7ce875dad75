/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The slot of a memdev: its attention indicator and its power. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/cleanup.h"

struct cxl_memdev;

/* Each fails with -ENXIO where the memdev is in no slot. */

/* Whether the slot has "attention" or "power". */
_must_check_ int slot_look(struct cxl_memdev *memdev, const char *attr, bool *ret);

/* What "attention" or "power" is. */
_must_check_ int slot_read(struct cxl_memdev *memdev, const char *attr, unsigned int *ret);

/* 1 and "0000:0d:00.1", another function in the slot that a driver is bound to; 0: there is none, or -errno. */
_must_check_ int slot_find_other(struct cxl_memdev *memdev, char *name, size_t len);
