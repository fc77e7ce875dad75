// SPDX-License-Identifier: GPL-2.0-or-later
/* The descriptor that reports changes: which events count, and what is lost counts as one. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/io.h"
#include "device-files.h"
#include "tap.h"

#define ABOUT(_subsystem) "add@/devices/some\0ACTION=add\0SUBSYSTEM=" _subsystem
#define EVENT(_text) { _text, sizeof(_text), 0 }

/* What each read of the socket returns: an event, or an error. */
struct arrival {
	const char *text;
	size_t len;
	int rc;
};

static const struct {
	const char *what;
	struct arrival arrivals[3];
	int drained;
} stories[] = {
	{ "nothing happened", {}, 0 },
	{ "a memdev came", { EVENT(ABOUT("cxl")) }, 1 },
	{ "a memory block came", { EVENT(ABOUT("memory")) }, 1 },
	{ "a disk came", { EVENT(ABOUT("block")) }, 0 },
	{ "a device of another subsystem with a similar name came", { EVENT(ABOUT("cxlflash")) }, 0 },
	{ "a disk came, then a DAX device", { EVENT(ABOUT("block")), EVENT(ABOUT("dax")) }, 1 },
	{ "a DAX device came, then a disk", { EVENT(ABOUT("dax")), EVENT(ABOUT("block")) }, 1 },
	{ "an event does not name its subsystem", { EVENT("add@/devices/some") }, 1 },
	{ "events were lost", { { NULL, 0, -ENOBUFS } }, 1 },
	{ "events were lost, and a disk came", { { NULL, 0, -ENOBUFS }, EVENT(ABOUT("block")) }, 1 },
	{ "the socket is broken", { { NULL, 0, -EIO } }, -EIO },
};

static const struct arrival *arrivals;
static const struct arrival *after;
static bool flood;
static int opened, closed, refuses;

#define SOCKET 4242	/* no file of this program */

static int begin(void *machine)
{
	if (refuses)
		return refuses;
	opened++;
	return SOCKET;
}

static ssize_t next(void *machine, int fd, void *buf, size_t len)
{
	const struct arrival *arrival = arrivals;

	if (fd != SOCKET)
		return io_kernel.read(NULL, fd, buf, len);
	if (arrivals == after || (!arrival->text && !arrival->rc))
		return -EAGAIN;
	arrivals += !flood;
	if (arrival->rc)
		return arrival->rc;
	memcpy(buf, arrival->text, arrival->len);
	return (ssize_t)arrival->len;
}

static int end(void *machine, int fd)
{
	if (fd != SOCKET)
		return io_kernel.close(NULL, fd);
	closed++;
	return 0;
}

static void arrive(const struct arrival *first, size_t count)
{
	arrivals = first;
	after = first + count;
}

static void test_stories(struct cxl_ctx *ctx)
{
	for (size_t i = 0; i < ARRAY_SIZE(stories); i++) {
		arrive(stories[i].arrivals, ARRAY_SIZE(stories[i].arrivals));
		ok(cxl_watch_drain(ctx) == stories[i].drained, "%s", stories[i].what);
	}
	ok(cxl_error_get_errno(cxl_get_error(ctx)) == EIO, "the error is recorded");
}

/* Events that arrive as fast as they are read do not hold the caller. */
static void test_flood(struct cxl_ctx *ctx)
{
	static const struct arrival disk = EVENT(ABOUT("block"));

	flood = true;
	arrive(&disk, 1);
	ok(cxl_watch_drain(ctx) == 1, "a flood is a change");
	flood = false;
	ok(cxl_watch_drain(ctx) == 0, "the rest is read later");
}

static void test_here(void)
{
	struct io_calls calls = io_kernel;
	struct cxl_ctx *ctx;

	calls.watch = begin;
	calls.read = next;
	calls.close = end;
	io_calls_here = &calls;
	ok(cxl_new(&ctx) == 0, "a context of this machine");
	ok(cxl_watch_drain(ctx) == -EBADF, "nothing to drain before it watches");
	refuses = -EMFILE;
	ok(cxl_watch_fd(ctx) == -EMFILE, "no descriptor is free");
	refuses = 0;
	ok(cxl_watch_fd(ctx) == SOCKET, "a descriptor");
	ok(cxl_watch_fd(ctx) == SOCKET && opened == 1, "is opened once");
	test_stories(ctx);
	test_flood(ctx);
	cxl_unref(ctx);
	ok(closed == 1, "it is closed with the context");
	io_calls_here = &io_kernel;
}

static void test_captured(void)
{
	struct tree *tree = tree_new();
	struct cxl_ctx *ctx;

	ok(cxl_new_at(&ctx, tree->root) == 0, "a captured machine");
	ok(cxl_watch_fd(ctx) == -EOPNOTSUPP, "has no events");
	ok(cxl_watch_drain(ctx) == -EBADF, "and nothing to drain");
	cxl_unref(ctx);
	tree_free(tree);
}

int main(void)
{
	test_here();
	test_captured();
	return tap_done();
}
