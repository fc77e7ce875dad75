/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine that tests of the library's own calls begin with. */
#pragma once

#include <cxl/libcxl.h>

/*
 * A context of the machine as it was made: two host bridges, a window over
 * each and one over both; mem0 and mem1 below the first (mem0 has serial 1 and is
 * pmem, mem1 has serial 2 and is ram), mem2 and mem3 below a switch under the
 * second. Each memdev has two units.
 */
struct cxl_ctx *given(void);
void given_done(void);

/*
 * Makes the machine without a context. io.c then uses @calls, a copy of the
 * machine's calls in which a test replaces what it wants to observe. Returns
 * the machine's own calls.
 */
const struct io_calls *given_calls(struct io_calls *calls);

struct cxl_decoder *decoder_of(struct cxl_memdev *memdev);

/* A region of decoder0.0 that nobody has set up; and one of mem1 that works. */
struct cxl_region *given_bare_region(struct cxl_ctx *ctx);
struct cxl_region *given_region(struct cxl_ctx *ctx);
