/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a memdev's memory is mapped to host addresses, and taking it out of use. */
#pragma once

#include <stdbool.h>

#include "core/status.h"

struct cxl_memdev;

/* Whether a decoder of a memdev is committed, and by what: "region0", "2 decoders of its endpoint". */
struct mapping {
	bool is;
	char by[96];
};

/*
 * Returns an enum status: what cannot be seen has been said, and then
 * @ret means nothing.
 */
enum status memdev_find_mapping(struct cxl_memdev *memdev, struct mapping *ret);

/*
 * Takes every region on the memdev out of use, so that the memdev can leave:
 * its memory offline, its driver unbound. An enum status; what went
 * wrong has been said. Memory that stays online is never left to its fate: the
 * kernel would go on using what is no longer there, and die.
 */
enum status memdev_release_regions(struct cxl_memdev *memdev);
