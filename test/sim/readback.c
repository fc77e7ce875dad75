// SPDX-License-Identifier: GPL-2.0-or-later
/* A kernel that takes a write and does nothing: each call looks whether it was done, and says that it was not. */
#include <errno.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "given.h"
#include "sim.h"
#include "tap.h"

static struct {
	struct cxl_ctx *ctx;
	struct cxl_memdev *memdev;
	struct cxl_decoder *decoder;
	struct cxl_region *region;
} m;

static void begin_region(void)
{
	m.ctx = given();
	m.memdev = cxl_memdev_get_by_name(m.ctx, "mem1");
	m.decoder = decoder_of(m.memdev);
	m.region = given_region(m.ctx);
}

static void begin_disabled(void)
{
	begin_region();
	if (cxl_region_memory_offline(m.region) || cxl_region_disable(m.region))
		abort();
}

static void begin_reset(void)
{
	begin_disabled();
	if (cxl_region_decode_reset(m.region))
		abort();
}

static void begin_cleared(void)
{
	begin_reset();
	if (cxl_region_clear_all_targets(m.region))
		abort();
}

static void begin_offline(void)
{
	begin_region();
	if (cxl_region_memory_offline(m.region))
		abort();
}

static void begin_memdev_disabled(void)
{
	m.ctx = given();
	m.memdev = cxl_memdev_get_by_name(m.ctx, "mem1");
	if (cxl_memdev_disable_invalidate(m.memdev))
		abort();
}

static int free_dpa(void) { return cxl_decoder_set_dpa_size(m.decoder, 0); }
static int commit(void) { return cxl_region_decode_commit(m.region); }
static int reset(void) { return cxl_region_decode_reset(m.region); }
static int attach(void) { return cxl_region_set_target(m.region, 0, m.decoder); }
static int enable(void) { return cxl_region_enable(m.region); }
static int disable(void) { return cxl_region_disable(m.region); }
static int delete(void) { return cxl_region_delete(m.region); }
static int offline(void) { return cxl_region_memory_offline(m.region); }
static int enable_memdev(void) { return cxl_memdev_enable(m.memdev); }
static int disable_memdev(void) { return cxl_memdev_disable_invalidate(m.memdev); }

static const struct {
	const char *what, *ignored;
	void (*begin)(void);
	int (*act)(void);
} acts[] = {
	{ "free DPA", "dpa_size", begin_cleared, free_dpa },
	{ "attach a target", "target0", begin_cleared, attach },
	{ "commit", "commit", begin_reset, commit },
	{ "reset", "commit", begin_disabled, reset },
	{ "enable a region", "bind", begin_disabled, enable },
	{ "take memory offline", "state", begin_region, offline },
	{ "disable a region", "unbind", begin_offline, disable },
	{ "delete a region", "delete_region", begin_cleared, delete },
	{ "enable a memdev", "bind", begin_memdev_disabled, enable_memdev },
	{ "disable a memdev", "unbind", begin_region, disable_memdev },
};

int main(void)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++) {
		int rc;

		acts[i].begin();
		sim_ignore(acts[i].ignored);
		rc = acts[i].act();
		ok(rc < 0 && rc != -ENODEV, "%s: not done, and told: %d", acts[i].what, rc);
		cxl_unref(m.ctx);
		ok(!sim_open_fds(0) && !sim_violations(), "nothing stays open, no rule is broken: %s", sim_first_violation());
	}
	given_done();
	return tap_done();
}
