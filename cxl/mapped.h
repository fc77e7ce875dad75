/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a memdev's memory is mapped to host addresses, and taking it out of use. */
#pragma once

struct cxl_memdev;

/* Long enough for each description of a mapping. */
#define MAPPED_MAX 96

/*
 * Is a decoder of the memdev committed? 1 and what it is mapped by ("region0",
 * "2 decoders of its endpoint") in @by; else 0.
 */
int memdev_is_mapped(struct cxl_memdev *memdev, char by[MAPPED_MAX]);

/*
 * Takes every region on the memdev out of use, so that the memdev can leave:
 * its memory offline, its driver unbound. An enum command_status; what went
 * wrong has been said. Memory that stays online is never left to its fate: the
 * kernel would go on using what is no longer there, and die.
 */
int memdev_release_regions(struct cxl_memdev *memdev);
