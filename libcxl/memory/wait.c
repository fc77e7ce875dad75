// SPDX-License-Identifier: LGPL-2.1-or-later
/* Waiting until the memory of a region is in a state. */
#include <errno.h>
#include <stdint.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/uevent.h"
#include "memory/memory.h"
#include "object/region.h"

/*
 * Events come first: to be quick. They do not come into every container, and
 * nothing tells so: looking again from time to time is to be right.
 */
#define PAUSE_MIN_MS	20
#define PAUSE_MAX_MS	200
#define BLIND_MAX	5		/* looks, one after the other, in which something cannot be read */

struct waiting {
	struct cxl_region *region;
	enum cxl_memory_state state;
	struct cxl_memory *memory;	/* as it was read last */
	uint64_t deadline;
	unsigned int pause, blind;
};

/* The earlier of the caller's deadline and the context's. */
static uint64_t deadline_of(const struct io *io, int timeout_ms)
{
	uint64_t own = timeout_ms < 0 ? UINT64_MAX :
					io_now(io) + (unsigned int)timeout_ms;

	return io->deadline && io->deadline < own ? io->deadline : own;
}

/* Where the region lives, ENODEV is of a part of it that left while it was read. */
static int read_memory(struct waiting *w, enum cxl_memory_lack *ret)
{
	int rc;

	cxl_memory_free(w->memory);
	w->memory = NULL;
	rc = cxl_memory_new(w->region, &w->memory);
	if (!rc)
		rc = memory_lack(w->memory, w->state, ret);
	if (rc == -ENODEV && node_check(&w->region->object.node) != -ENODEV)
		rc = -EIO;
	return rc;
}

/* 0: it is so; 1: not yet; or -errno. */
static int look(struct waiting *w)
{
	enum cxl_memory_lack lack;
	int rc = read_memory(w, &lack);

	if (rc == -ENODEV && w->state == CXL_MEMORY_GONE)
		return 0;
	if (!rc) {
		w->blind = 0;
		return lack != CXL_MEMORY_LACKS_NOTHING;
	}
	if (rc == -ENODEV || rc == -EINVAL || ++w->blind >= BLIND_MAX)
		return rc;
	return 1;
}

/* False once the time is over. */
static bool pause_a_while(struct waiting *w, const struct watch *watch)
{
	uint64_t now = io_now(watch->io), left = w->deadline - now;

	if (now >= w->deadline)
		return false;
	watch_await(watch, left < w->pause ? (unsigned int)left : w->pause);
	if (w->pause < PAUSE_MAX_MS)
		w->pause *= 2;
	return true;
}

static int wait_for(struct waiting *w)
{
	_cleanup_watch_ struct watch watch;
	int rc;

	watch_begin(&watch, &w->region->object.ctx->io);
	do
		rc = look(w);
	while (rc > 0 && pause_a_while(w, &watch));
	return rc > 0 ? -ETIMEDOUT : rc;
}

EXPORT int cxl_region_wait_memory(struct cxl_region *region,
				  enum cxl_memory_state state, int timeout_ms,
				  struct cxl_memory **ret)
{
	const struct io *io = &region->object.ctx->io;
	struct waiting w = {
		.region = region, .state = state, .pause = PAUSE_MIN_MS,
		.deadline = deadline_of(io, timeout_ms),
	};
	int rc = io->readonly ? -EROFS : wait_for(&w);

	if (ret)
		*ret = w.memory;
	else
		cxl_memory_free(w.memory);
	return object_note(&region->object, NULL, "wait for its memory", rc);
}
