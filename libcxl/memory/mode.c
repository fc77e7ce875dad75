// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the memory of a region is used as: changing it to system memory, a device node, or a file system. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/log.h"
#include "core/watchdog.h"
#include "memory/blocks.h"
#include "memory/dax-driver.h"
#include "memory/memory.h"
#include "memory/offline.h"
#include "memory/policy.h"
#include "memory/restore.h"
#include "memory/use-dax.h"
#include "memory/zone.h"
#include "object/region.h"

#define UNDO_MS		10000	/* whatever made us give up, there is time to put things right */
#define PROBE_MS	2000	/* a new region has its DAX device and its driver in a moment */
#define ADD_MS		30000	/* and then kmem adds its memory */
#define LOOK_MS		100
#define FOR_NODES	"look who has its DAX devices open"

struct mode_change {
	struct cxl_region *region;
	const struct dax_driver *driver;	/* the new one */
	enum cxl_memory_zone zone;
	struct cxl_memory *before;
	int unrestored;		/* why the kernel's policy could not be restored */
	bool is_stuck;		/* a device could not be bound again */
};

static void mode_change_done(struct mode_change *c)
{
	cxl_memory_free(c->before);
}
#define _cleanup_mode_change_ __attribute__((cleanup(mode_change_done)))

static struct io *io_of(const struct mode_change *c)
{
	return &c->region->object.ctx->io;
}

static int note(const struct mode_change *c, const char *attribute, const char *step, int rc)
{
	if (rc == -ENODEV && node_check(&c->region->object.node) != -ENODEV)
		rc = -EIO;	/* the DAX device left, not the region */
	return object_note(&c->region->object, attribute, step, rc);
}

/* Of each DAX device that has memory. */
#define each_dax(_c, _dax)						\
	for (struct cxl_dax *_dax = (_c)->before->daxes;		\
	     _dax < (_c)->before->daxes + (_c)->before->nr_daxes; _dax++) \
		if (_dax->size)

/* ---- before ------------------------------------------------------------ */

/* How long what is missing may still come, in milliseconds; 0: it does not. */
static unsigned int time_for(enum cxl_memory_lack lack)
{
	switch (lack) {
	case CXL_MEMORY_LACKS_DAX_REGION:
	case CXL_MEMORY_LACKS_DAX_REGION_DRIVER:
	case CXL_MEMORY_LACKS_DAX:
	case CXL_MEMORY_LACKS_DAX_DRIVER:
		return PROBE_MS;
	case CXL_MEMORY_LACKS_BLOCKS:
		return ADD_MS;
	default:
		return 0;
	}
}

static bool is_coming(const struct mode_change *c, uint64_t since)
{
	const struct io *io = io_of(c);
	enum cxl_memory_lack lack;
	uint64_t now = io_now(io);

	return !memory_lack(c->before, CXL_MEMORY_PRESENT, &lack) &&
	       now - since < time_for(lack) && !(io->deadline && now >= io->deadline);
}

/* A region that was enabled just now has its memory in a moment. */
static int read_before(struct mode_change *c)
{
	uint64_t since = io_now(io_of(c));
	int rc = cxl_memory_new(c->region, &c->before);

	while (!rc && is_coming(c, since)) {
		cxl_memory_free(c->before);
		c->before = NULL;
		cxl_region_wait_memory(c->region, CXL_MEMORY_PRESENT, LOOK_MS, &c->before);
		if (!c->before)
			rc = cxl_memory_new(c->region, &c->before);
	}
	return rc;
}

/* What a device has must be known, to return to it. */
static int check_daxes(const struct mode_change *c)
{
	int rc = c->before->daxes_unread, count = 0;

	each_dax(c, dax) {
		count++;
		if (!rc)
			rc = dax->driver_unread;
		if (!rc && dax->driver == CXL_DAX_DRIVER_OTHER)
			rc = -EOPNOTSUPP;
	}
	return rc || count ? rc : -ENXIO;
}

/* So must the zone of each block. */
static int check_blocks(const struct mode_change *c)
{
	int rc = c->before->blocks_unread;

	for (size_t i = 0; !rc && i < c->before->nr_blocks; i++) {
		const struct cxl_memory_block *block = &c->before->blocks[i];

		rc = block->unread;
		if (!rc && block->online && !*block->zone)
			rc = -EIO;
	}
	return rc;
}

static bool has(const struct mode_change *c, enum cxl_dax_driver driver)
{
	each_dax(c, dax)
		if (dax->driver == driver)
			return true;
	return false;
}

static bool is_in_mode(const struct mode_change *c)
{
	each_dax(c, dax)
		if (dax->driver != c->driver->is)
			return false;
	return true;
}

/* The kernel unbinds a device that is open; a program that mapped it gets SIGBUS. */
static int check_unused(const struct mode_change *c)
{
	char user[64];
	int rc = dax_find_user(c->region, user, sizeof(user));

	return rc > 0 ? -EBUSY : rc;
}

/* kmem refuses a device that contains no whole memory block, and it would have lost its driver by then. */
static int check_sizes(const struct mode_change *c)
{
	int rc = 0;

	if (c->driver->is != CXL_DAX_DRIVER_KMEM)
		return 0;
	each_dax(c, dax)
		if (!rc && dax->driver != CXL_DAX_DRIVER_KMEM && !dax->wanted_unread && !dax->wanted)
			rc = note(c, "block_size_bytes", "compare its size", -ERANGE);
	return rc;
}

static int check(const struct mode_change *c)
{
	int rc = note(c, NULL, "read its DAX devices", check_daxes(c));

	if (!rc)
		rc = note(c, NULL, "read its memory blocks", check_blocks(c));
	if (!rc)
		rc = check_sizes(c);
	if (!rc && !is_in_mode(c))
		rc = note(c, NULL, FOR_NODES, check_unused(c));
	return rc;
}

/* ---- its memory blocks -------------------------------------------------- */

static bool is_late(const struct io *io)
{
	return io->deadline && io_now(io) >= io->deadline;
}

/* kmem removes all blocks at once, or none: nobody can online one in between. */
static int unplug(const struct mode_change *c, const struct cxl_dax *dax)
{
	const struct io *io = io_of(c);
	struct watchdog *dog = c->region->object.ctx->watchdog;
	bool has_state;
	int rc = dax_has_state(dax, &has_state);

	if (rc || !has_state)
		return rc;
	watchdog_pause(dog, io);
	rc = dax_set_state(dax, "unplugged");
	watchdog_resume(dog);
	return rc == -EINTR && is_late(io) ? -ETIMEDOUT : rc;
}

/* A rule of udev may online a block that was offlined. */
static int check_offline(const struct mode_change *c)
{
	char block[MEMORY_NAME_MAX] = "";
	uint64_t number;
	int rc = blocks_check_offline(c->region, &number);

	if (rc == -EBUSY)
		snprintf(block, sizeof(block), "memory%" PRIu64, number);
	return note(c, *block ? block : NULL, "keep memory offline", rc);
}

static bool have_states(const struct mode_change *c)
{
	bool has_state;

	each_dax(c, dax)
		if (dax_has_state(dax, &has_state) || !has_state)
			return false;
	return true;
}

/* All of it, for kmem to leave. What another program onlines again goes only as a whole. */
static int take_away(const struct mode_change *c)
{
	bool again;
	int rc = region_take_offline(c->region, &again);

	if (rc == -EBUSY && again && have_states(c))
		rc = 0;
	each_dax(c, dax)
		if (!rc)
			rc = note(c, dax->name, "unplug memory", unplug(c, dax));
	return rc;
}

/* Where kmem has a state, that is to be right: it does not follow single blocks. */
static int online_as_a_whole(const struct mode_change *c, const struct cxl_dax *dax)
{
	bool has_state;
	int rc = dax_has_state(dax, &has_state);

	if (rc || !has_state)
		return rc;
	rc = unplug(c, dax);
	return rc ? rc : dax_set_state(dax, memory_zone_word(c->zone));
}

/* What is offline, or not there yet. */
static int bring_online(const struct mode_change *c)
{
	int rc = 0;

	if (c->zone == CXL_MEMORY_ZONE_NONE)
		return cxl_region_memory_offline(c->region);
	each_dax(c, dax)
		if (!rc)
			rc = note(c, dax->name, "online memory", online_as_a_whole(c, dax));
	return rc ? rc : cxl_region_memory_online(c->region, c->zone);
}

/* To come into another zone it has to be offlined first. */
static int move_zone(const struct mode_change *c)
{
	uint64_t block;
	int rc;

	if (c->zone == CXL_MEMORY_ZONE_NONE)
		return cxl_region_memory_offline(c->region);
	if (!blocks_check_offline(c->region, &block))
		return bring_online(c);
	rc = cxl_region_memory_online(c->region, c->zone);
	if (rc != -EEXIST)
		return rc;
	rc = take_away(c);
	return rc ? rc : bring_online(c);
}

/* ---- there ------------------------------------------------------------- */

/* The kernel unbinds kmem from memory that is online, and loses it until the next boot. */
static int unbind(const struct mode_change *c, const struct cxl_dax *dax, enum cxl_dax_driver is)
{
	int rc = is == CXL_DAX_DRIVER_KMEM ? check_offline(c) : 0;

	return rc ? rc : note(c, dax->name, "unbind", dax_unbind(dax));
}

static int leave(const struct mode_change *c)
{
	int rc = has(c, CXL_DAX_DRIVER_KMEM) && c->driver->is != CXL_DAX_DRIVER_KMEM ?
		 take_away(c) : 0;

	each_dax(c, dax)
		if (!rc && dax->driver != c->driver->is)
			rc = unbind(c, dax, dax->driver);
	return rc;
}

static int bind_all(const struct mode_change *c)
{
	int rc = 0;

	each_dax(c, dax)
		if (!rc && dax->driver != c->driver->is)
			rc = note(c, dax->name, "bind", dax_bind(dax, c->driver));
	return rc;
}

/* The kernel onlines what kmem adds as its policy says, not as the caller wants. */
static int bind_kmem(struct mode_change *c)
{
	struct policy policy;
	int rc = note(c, "auto_online_blocks", "write", policy_hold(&policy, io_of(c)));

	if (!rc)
		rc = bind_all(c);
	c->unrestored = policy_release(&policy);
	return rc ? rc : c->unrestored;
}

static int enter(struct mode_change *c)
{
	int rc;

	if (c->driver->is != CXL_DAX_DRIVER_KMEM)
		return bind_all(c);
	rc = bind_kmem(c);
	if (!rc && has(c, CXL_DAX_DRIVER_KMEM))
		return move_zone(c);	/* some of it stayed online */
	return rc ? rc : bring_online(c);
}

/* ---- and back ---------------------------------------------------------- */

/* With another policy than wanted rather than without a driver. */
static void bind_again(struct mode_change *c, const struct cxl_dax *dax)
{
	const struct dax_driver *old = dax_driver_of(dax->driver);
	struct policy policy = {};
	int rc;

	if (dax->driver == CXL_DAX_DRIVER_KMEM && policy_hold(&policy, io_of(c)))
		log_debug(c->region->object.ctx, "%s: its memory comes online by itself", dax->name);
	rc = old ? dax_bind(dax, old) : 0;
	c->is_stuck |= rc && rc != -ENODEV;
	rc = policy_release(&policy);
	c->unrestored = rc ? rc : c->unrestored;
}

static void return_dax(struct mode_change *c, const struct cxl_dax *dax)
{
	enum cxl_dax_driver is;

	if (dax_look(dax, &is))
		return;
	if (is == dax->driver) {
		if (*dax->state)	/* refused unless it was unplugged */
			dax_set_state(dax, dax->state);
		return;
	}
	if (is == CXL_DAX_DRIVER_KMEM && take_away(c))
		return;
	if (!unbind(c, dax, is))
		bind_again(c, dax);
}

/* A region that left took all of it along. */
static bool is_back(const struct mode_change *c)
{
	enum cxl_dax_driver is;

	each_dax(c, dax) {
		int rc = dax_look(dax, &is);

		if (rc ? rc != -ENODEV : is != dax->driver)
			return false;
	}
	return memory_blocks_are_back(c->before) || node_is_gone(&c->region->object.node);
}

/* The caller hears of what failed first. */
static int go_back(struct mode_change *c, int rc)
{
	struct cxl_ctx *ctx = c->region->object.ctx;
	const struct cxl_error error = ctx->error;
	uint64_t deadline = ctx->io.deadline;

	cxl_set_timeout(ctx, UNDO_MS);
	each_dax(c, dax)
		return_dax(c, dax);
	if (has(c, CXL_DAX_DRIVER_KMEM))
		memory_restore_blocks(c->before);
	if (c->is_stuck || !is_back(c))
		rc = -ENOTRECOVERABLE;
	ctx->io.deadline = deadline;
	ctx->error = error;
	if (c->unrestored)
		note(c, "auto_online_blocks", "restore", c->unrestored);
	return c->unrestored ? -ENOTRECOVERABLE : rc;
}

/* Only the zone, or whether it is online; and the name may be in a list of another tool's. */
static int stay(struct mode_change *c)
{
	int rc = 0;

	each_dax(c, dax)
		if (!rc)
			rc = note(c, dax->name, "forget the name", dax_forget_names(dax));
	if (!rc && c->driver->is == CXL_DAX_DRIVER_KMEM)
		rc = move_zone(c);
	return rc ? go_back(c, rc) : 0;
}

static int move(struct mode_change *c)
{
	int rc = leave(c);

	if (!rc)
		rc = enter(c);
	return rc ? go_back(c, rc) : 0;
}

EXPORT int cxl_region_set_memory_mode(struct cxl_region *region,
				      enum cxl_memory_mode mode,
				      enum cxl_memory_zone zone)
{
	_cleanup_mode_change_ struct mode_change c = {
		.region = region, .zone = zone, .driver = dax_driver_of_mode(mode),
	};
	int rc = 0;

	if (!c.driver || (unsigned int)zone > CXL_MEMORY_ZONE_NONE ||
	    cxl_region_get_mode(region) == CXL_DECODER_MODE_PMEM)
		rc = -EINVAL;
	else if (region->object.ctx->io.readonly)
		rc = -EROFS;
	if (rc)
		return note(&c, NULL, "set its mode", rc);
	rc = read_before(&c);
	if (!rc)
		rc = check(&c);
	if (rc)
		return rc;
	return is_in_mode(&c) ? stay(&c) : move(&c);
}
