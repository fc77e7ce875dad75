// SPDX-License-Identifier: LGPL-2.1-or-later
/* A file descriptor that a program polls to learn that something has changed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/uevent.h"

#define EVENT_MAX 4096
#define READS_MAX 1000	/* one call ends, however fast events arrive */

/* The subsystems whose devices the library reads. */
static const char *const subsystems[] = { "cxl", "dax", "fwctl", "memory", "nd", "node" };

static void changes_free(void *kept)
{
	watch_end(kept);
	free(kept);
}

static int changes_begin(struct cxl_ctx *ctx)
{
	struct watch *watch = malloc(sizeof(*watch));
	int rc;

	if (!watch)
		return -ENOMEM;
	watch_begin(watch, &ctx->io);
	rc = watch->fd < 0 ? watch->fd : ctx_keep(ctx, watch, changes_free);
	if (rc < 0) {
		changes_free(watch);
		return rc;
	}
	return watch->fd;
}

EXPORT int cxl_watch_fd(struct cxl_ctx *ctx)
{
	const struct watch *watch = ctx_data(ctx, changes_free);

	if (watch)
		return watch->fd;
	return error_note(ctx, NULL, NULL, "watch", changes_begin(ctx));
}

/* "add@/devices/..." and then "KEY=value"s, each with its NUL. */
static const char *subsystem_of(const char *event, size_t len)
{
	static const char key[] = "SUBSYSTEM=";

	for (const char *end = event + len; event < end; event += strlen(event) + 1)
		if (!strncmp(event, key, strlen(key)))
			return event + strlen(key);
	return NULL;
}

/* An event that does not name its subsystem may be about any device. */
static bool concerns_us(const char *event, size_t len)
{
	const char *subsystem = subsystem_of(event, len);

	for (size_t i = 0; subsystem && i < ARRAY_SIZE(subsystems); i++)
		if (!strcmp(subsystem, subsystems[i]))
			return true;
	return !subsystem;
}

static int drain(const struct watch *watch)
{
	char event[EVENT_MAX];
	bool changed = false;
	ssize_t n;

	for (int i = 0; i < READS_MAX; i++) {
		n = io_next_event(watch->io, watch->fd, event, sizeof(event));
		if (n == -EAGAIN)
			return changed;
		if (n == -ENOBUFS)	/* the kernel dropped events: about what, nobody knows */
			changed = true;
		else if (n < 0)
			return (int)n;
		else
			changed |= concerns_us(event, (size_t)n);
	}
	return true;
}

EXPORT int cxl_watch_drain(struct cxl_ctx *ctx)
{
	const struct watch *watch = ctx_data(ctx, changes_free);

	return error_note(ctx, NULL, NULL, "watch", watch ? drain(watch) : -EBADF);
}
