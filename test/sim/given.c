// SPDX-License-Identifier: GPL-2.0-or-later
/* A machine that tests of the library's own calls begin with. */
#include <stdlib.h>

#include "core/io.h"
#include "given.h"
#include "sim.h"

static const struct sim_spec machine = {
	.name = "two bridges",
	.bridges = { { 0x0c, 2 }, { 0xde, 2 } },
	.switches = { { 1, 0, 2 } },
	.windows = {
		{ 16 * UNIT, 256, 1, { 0 }, true, true },
		{ 16 * UNIT, 256, 1, { 1 }, true, true },
		{ 16 * UNIT, 1024, 2, { 0, 1 }, true, true },
	},
	.cards = {
		{ 0, 0, NO_SWITCH, 0, 2 * UNIT, 1 },
		{ 0, 1, NO_SWITCH, 2 * UNIT, 0, 2 },
		{ 1, 0, 0, 2 * UNIT, 0, 3 },
		{ 1, 0, 1, 2 * UNIT, 0, 4 },
	},
	.memory_online = true,
};

static struct sim_kept fresh;

struct cxl_ctx *given(void)
{
	struct cxl_ctx *ctx = NULL;

	if (!fresh.bytes) {
		sim_make(&machine);
		sim_keep(&fresh);
	}
	sim_put_back(&fresh);
	sim_begin(0);
	return cxl_new(&ctx) < 0 ? NULL : ctx;
}

const struct io_calls *given_calls(struct io_calls *calls)
{
	const struct io_calls *machine_calls;

	cxl_unref(given());
	machine_calls = io_calls_here;
	*calls = *machine_calls;
	io_calls_here = calls;
	return machine_calls;
}

void given_done(void)
{
	sim_kept_free(&fresh);
}

struct cxl_decoder *decoder_of(struct cxl_memdev *memdev)
{
	return cxl_decoder_get_first(cxl_endpoint_get_port(cxl_memdev_get_endpoint(memdev)));
}

struct cxl_region *given_bare_region(struct cxl_ctx *ctx)
{
	return cxl_decoder_create_ram_region(cxl_decoder_get_by_name(ctx, "decoder0.0"));
}

struct cxl_region *given_region(struct cxl_ctx *ctx)
{
	struct cxl_decoder *decoder = decoder_of(cxl_memdev_get_by_name(ctx, "mem1"));
	struct cxl_region *region = given_bare_region(ctx);

	if (!region || cxl_region_set_interleave_granularity(region, 256) ||
	    cxl_region_set_interleave_ways(region, 1) ||
	    cxl_region_set_size(region, UNIT) ||
	    cxl_decoder_set_mode(decoder, CXL_DECODER_MODE_RAM) ||
	    cxl_decoder_set_dpa_size(decoder, UNIT) ||
	    cxl_region_set_target(region, 0, decoder) ||
	    cxl_region_decode_commit(region) || cxl_region_enable(region))
		abort();
	return region;
}
