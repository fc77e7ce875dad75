// SPDX-License-Identifier: GPL-2.0-or-later
/* Deleting a region while another program is faster, and makes one that gets the name. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "given.h"
#include "core/io.h"
#include "object/region.h"
#include "sim.h"
#include "tap.h"

#define NAME	"region0"
#define WINDOW	"sys/bus/cxl/devices/decoder0.0/"
#define EVENTS_FD 9999
#define EVENTS_MAX 8

/* What another program does directly before the library writes the name. */
static enum { NOTHING, DELETES, DELETES_AND_MAKES } manner;

static const char *region_path;		/* as events have it */
static const char *actions[EVENTS_MAX];
static int posted, told;

static void post(const char *action)
{
	if (posted < EVENTS_MAX)
		actions[posted++] = action;
}

static void another_program(void)
{
	if (manner == NOTHING)
		return;
	sim_write(WINDOW "delete_region", NAME);
	post("remove");
	if (manner == DELETES)
		return;
	sim_write(WINDOW "create_ram_region", NAME);
	post("add");
}

/* ---- the simulated kernel, which has no events, with some ---------------- */

static const struct io_calls *below;

static int watch(void *machine)
{
	posted = told = 0;
	return EVENTS_FD;
}

static ssize_t read_event(void *machine, int fd, void *buf, size_t len)
{
	if (fd != EVENTS_FD)
		return below->read(machine, fd, buf, len);
	if (told == posted)
		return -EAGAIN;
	return snprintf(buf, len, "%s@%s", actions[told++], region_path);
}

static int close_events(void *machine, int fd)
{
	return fd == EVENTS_FD ? 0 : below->close(machine, fd);
}

static bool is_there(void)
{
	return *sim_text(WINDOW NAME "/size");
}

static ssize_t write_name(void *machine, int fd, const void *buf, size_t len)
{
	bool before;
	ssize_t n;

	if (len < strlen(NAME) || memcmp(buf, NAME, strlen(NAME)))
		return below->write(machine, fd, buf, len);
	another_program();
	before = is_there();
	n = below->write(machine, fd, buf, len);
	if (before && !is_there())
		post("remove");
	return n;
}

/* ---- stories ------------------------------------------------------------- */

static const struct {
	const char *what;
	int manner, rc;
} stories[] = {
	{ "nobody else is at work", NOTHING, 0 },
	{ "another program was faster", DELETES, 0 },
	{ "and made one of that name, which is gone now", DELETES_AND_MAKES, -ESTALE },
};

static struct cxl_ctx *given_events(struct io_calls *calls)
{
	struct cxl_ctx *ctx = NULL;

	below = given_calls(calls);
	calls->watch = watch;
	calls->read = read_event;
	calls->close = close_events;
	calls->write = write_name;
	ok(cxl_new(&ctx) == 0, "given a machine with events");
	return ctx;
}

int main(void)
{
	for (size_t i = 0; i < sizeof(stories) / sizeof(*stories); i++) {
		struct io_calls calls;
		struct cxl_ctx *ctx = given_events(&calls);
		struct cxl_region *region = given_bare_region(ctx);

		region_path = region->object.node.path + strlen("sys");
		manner = stories[i].manner;
		ok(cxl_region_delete(region) == stories[i].rc, "%s: %d",
		   stories[i].what, stories[i].rc);
		ok(cxl_region_is_gone(region) && !cxl_region_get_by_name(ctx, NAME) && !is_there(),
		   "the region is gone, and none has its name");
		cxl_unref(ctx);
		manner = NOTHING;
		io_calls_here = below;
	}
	given_done();
	return tap_done();
}
