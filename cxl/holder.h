/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For whom a decoder is taken, and what frees it: the words for every refusal. */
#pragma once

#include "steps.h"

struct cxl_decoder;

/*
 * "region5 (cxl destroy-region region5)": of any decoder but a root decoder that
 * holds memory or decodes a range. A remedy stands there only where it works.
 */
struct words holder_words(struct cxl_decoder *decoder);
