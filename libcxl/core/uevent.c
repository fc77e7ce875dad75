// SPDX-License-Identifier: LGPL-2.1-or-later
/* What happened to a name in the time between, from the kernel's events. */
#include <errno.h>
#include <string.h>
#include <sys/types.h>

#include "core/io.h"
#include "core/uevent.h"

#define EVENT_MAX 4096
#define BURST_MAX 1000	/* events; for a faster burst the caller looks again */

void watch_begin(struct watch *watch, const struct io *io)
{
	watch->io = io;
	watch->fd = io_watch(io);
}

void watch_end(struct watch *watch)
{
	if (watch->fd >= 0)
		io_close(watch->io, watch->fd);
}

/* An event begins "remove@/devices/...": what happened, and the path below /sys. */
static bool is_event(const char *event, const char *action, const char *path)
{
	size_t len = strlen(action);

	return !strncmp(event, action, len) && event[len] == '@' &&
	       !strcmp(event + len + 1, path);
}

bool watch_saw_another_leave(const struct watch *watch, const char *path)
{
	bool came = false, left = false;
	char event[EVENT_MAX];

	path += strlen("sys");
	while (watch->fd >= 0 &&
	       io_next_event(watch->io, watch->fd, event, sizeof(event)) >= 0) {
		came |= is_event(event, "add", path);
		left |= came && is_event(event, "remove", path);
	}
	return left;
}

bool watch_proves_unchanged(const struct watch *watch, const char *path)
{
	bool came = false, left = false;
	char event[EVENT_MAX];
	ssize_t n;

	if (watch->fd < 0)
		return false;
	path += strlen("sys");
	while ((n = io_next_event(watch->io, watch->fd, event, sizeof(event))) >= 0) {
		came |= is_event(event, "add", path);
		left |= is_event(event, "remove", path);
	}
	return n == -EAGAIN && came && !left;
}

/* What happens in bursts is one happening: who looks at each event comes too late. */
#define BURST_MS 5

int watch_await(const struct watch *watch, unsigned int ms)
{
	char event[EVENT_MAX];
	int rc = watch->fd < 0 ? watch->fd : io_await_event(watch->io, watch->fd, ms);

	if (rc < 0 && rc != -EINTR)
		io_sleep(watch->io, ms);
	if (rc <= 0)
		return rc == -EINTR ? rc : 0;
	io_sleep(watch->io, BURST_MS);
	for (int i = 0; i < BURST_MAX; i++)
		if (io_next_event(watch->io, watch->fd, event, sizeof(event)) < 0)
			break;
	return 0;
}
