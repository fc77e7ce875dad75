/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is worth another try, after which pause, how often and until when. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct io;

/* The operations that may be tried again; everything else is final. */
enum retry_kind {
	RETRY_READ,	/* an attribute's read, interrupted by a signal */
	RETRY_TORN,	/* an attribute's text without its end */
	RETRY_REBUILT,	/* attributes that left a device that lives */
	RETRY_CREATE,	/* the race for the next region's name */
	RETRY_DELETE,	/* a delete that was interrupted before it began */
	RETRY_BIND,	/* a bind while the last unbind is under way */
	RETRY_DAX,	/* a DAX device that is not there yet: rc is -EAGAIN */
	RETRY_OFFLINE,	/* a memory block with pages in flight */
	RETRY_ONLINE,	/* a memory block that is to be online again */
	RETRY_POISON,	/* a mailbox that is busy, a lock that was held */
	RETRY_UDEV,	/* udev's queue is not empty yet: rc is -EAGAIN */
	RETRY_LOCK,	/* another process of ours works on the same window */
};

struct retry {
	const struct io *io;
	enum retry_kind kind;
	unsigned int tries;
	uint64_t began;		/* milliseconds; 0: not yet */
};

#define RETRY(_io, _kind)	{ .io = (_io), .kind = (_kind) }

/*
 * Whether @rc is transient for this kind and there is time left; the pause is
 * over when it returns true.
 */
bool retry_failed(struct retry *retry, int rc);

static inline bool retry_again(struct retry *retry, int rc)
{
	return rc < 0 && retry_failed(retry, rc);
}
