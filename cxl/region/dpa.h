/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which decoder of a memdev holds DPA, which is next to take DPA, which to give it back, and how much there is. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <cxl/libcxl.h>

/* DPA comes in these. */
#define DPA_UNIT (256ULL << 20)

/* Whether a decoder of a memdev holds memory of it. */
enum dpa_hold {
	DPA_NONE,
	DPA_HELD,
	DPA_UNKNOWN,	/* that cannot be read: it is treated as held */
};

enum dpa_hold decoder_dpa(struct cxl_decoder *decoder);

/* The first decoder below @port of which that cannot be read, or NULL. */
struct cxl_decoder *dpa_unknown(struct cxl_port *port);

/*
 * The kernel wants decoders to take DPA in the order of their ids, and to give
 * it back in the reverse: each NULL when there is none. With @mode other than
 * NONE, dpa_last_holder() looks only at decoders of that mode. A decoder of
 * which it is not known counts as one that holds DPA.
 */
struct cxl_decoder *dpa_next_taker(struct cxl_endpoint *endpoint);
struct cxl_decoder *dpa_last_holder(struct cxl_endpoint *endpoint,
				    enum cxl_decoder_mode mode);

/*
 * How much of that type is left: none where memory behind that type is taken,
 * or where a decoder cannot be read.
 */
uint64_t dpa_available(struct cxl_memdev *memdev, enum cxl_decoder_mode mode);
