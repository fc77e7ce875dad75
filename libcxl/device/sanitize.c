// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sanitizing: making the device forget its contents, and waiting until it has. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/node.h"
#include "core/object.h"
#include "object/memdev.h"

/* A waiter is not woken when the device leaves: look again so often. */
#define LOOK_AGAIN_MS 1000
/* What failed for a moment is not tried again at once, nor without end. */
#define BREATH_MS 10
#define BLIND_MAX 500
#define LAST_LOOKS 3		/* when the time is over */

/*
 * The state of this very device, read through an fd that stays open; -EAGAIN
 * when it could not be read while the device lives.
 */
static int open_state(const struct node *node, char *text, size_t len)
{
	int dir = node_open(node), fd, alive = 0;
	ssize_t n = 0;

	if (dir < 0)
		return dir;
	fd = io_open(node->io, dir, "security/state", O_RDONLY);
	if (fd >= 0)
		n = io_read_fd(node->io, fd, text, len);
	if (n < 0) {
		io_close(node->io, fd);
		fd = n == -ENODEV || n == -EINTR || n == -EAGAIN ?
			-EAGAIN : (int)n;
	}
	if (fd < 0)
		alive = node_check_through(node, dir);
	io_close(node->io, dir);
	return alive < 0 ? alive : fd;
}

/* 0 when it is over, 1 when it is worth another look, -EAGAIN when nothing was seen, -errno. */
static int look_and_wait(const struct node *node, unsigned int ms)
{
	char text[IO_TEXT_MAX];
	int fd = open_state(node, text, sizeof(text)), rc = 0;

	if (fd == -EAGAIN)
		io_sleep(node->io, BREATH_MS);
	if (fd == -ENOENT)	/* such a device is never sanitized */
		return 0;
	if (fd < 0)
		return fd;
	if (!strcmp(text, "sanitize")) {
		rc = io_poll(node->io, fd, ms);
		if (rc == -EINTR)
			io_sleep(node->io, BREATH_MS);
		rc = rc < 0 && rc != -EINTR ? rc : 1;
	}
	io_close(node->io, fd);
	return rc;
}

/* The earlier of the caller's deadline and the context's. */
static uint64_t deadline_of(const struct io *io, int timeout_ms)
{
	uint64_t own = timeout_ms < 0 ? UINT64_MAX :
					io_now(io) + (unsigned int)timeout_ms;

	return io->deadline && io->deadline < own ? io->deadline : own;
}

static unsigned int pause_until(const struct io *io, uint64_t deadline)
{
	uint64_t now = io_now(io);

	if (deadline <= now)
		return 0;
	return deadline - now < LOOK_AGAIN_MS ? (unsigned int)(deadline - now) :
						LOOK_AGAIN_MS;
}

EXPORT int cxl_memdev_wait_sanitize(struct cxl_memdev *memdev, int timeout_ms)
{
	const struct node *node = &memdev_object(memdev)->node;
	uint64_t deadline = deadline_of(node->io, timeout_ms);
	unsigned int ms, blind = 0;
	int rc;

	do {
		ms = pause_until(node->io, deadline);
		rc = look_and_wait(node, ms);
		blind = rc == -EAGAIN ? blind + 1 : 0;
	} while ((rc > 0 && ms) || (blind && blind < (ms ? BLIND_MAX : LAST_LOOKS)));
	if (rc == -EAGAIN)
		rc = -EIO;
	return object_note(memdev_object(memdev), "security/state", "wait",
			   rc > 0 ? -ETIMEDOUT : rc);
}

/* ---- starting ---------------------------------------------------------- */

static int start(struct cxl_memdev *memdev, const char *attr)
{
	int rc = node_write(&memdev_object(memdev)->node, attr, "1");

	return object_note(memdev_object(memdev), attr, "start",
			   rc == -ENOENT ? -EOPNOTSUPP : rc);
}

EXPORT int cxl_memdev_sanitize(struct cxl_memdev *memdev)
{
	return start(memdev, "security/sanitize");
}

EXPORT int cxl_memdev_secure_erase(struct cxl_memdev *memdev)
{
	return start(memdev, "security/erase");
}
