/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For whom something is taken, and what frees it: the words for every refusal. */
#pragma once

#include "plan/steps.h"

struct cxl_decoder;
struct cxl_region;

/*
 * "region5 (cxl destroy-region region5)". A remedy stands there only where it
 * works.
 */
struct words holder_of_region(struct cxl_region *region);

/* Of any but a root decoder, which holds memory or decodes a range. */
struct words holder_of_decoder(struct cxl_decoder *decoder);

/* The name of the region that the decoder serves and that destroy-region can destroy; NULL: there is none. */
const char *holder_to_destroy(struct cxl_decoder *decoder);

/* Of a part of a window, by the name in /proc/iomem. */
struct words holder_of_addresses(const char *owner);
