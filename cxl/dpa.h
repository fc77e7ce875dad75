/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which decoder of a memdev is next to take DPA, which to give it back, and how much there is. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <cxl/libcxl.h>

/* DPA comes in these. */
#define DPA_UNIT (256ULL << 20)

bool decoder_holds_dpa(struct cxl_decoder *decoder);

/*
 * The kernel wants decoders to take DPA in the order of their ids, and to give
 * it back in the reverse: each NULL when there is none. With @mode other than
 * NONE, dpa_last_holder() looks only at decoders of that mode.
 */
struct cxl_decoder *dpa_next_taker(struct cxl_endpoint *endpoint);
struct cxl_decoder *dpa_last_holder(struct cxl_endpoint *endpoint,
				    enum cxl_decoder_mode mode);

/* How much of that type is left. Volatile memory below persistent that is taken is not. */
uint64_t dpa_available(struct cxl_memdev *memdev, enum cxl_decoder_mode mode);
