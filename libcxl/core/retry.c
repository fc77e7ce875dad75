// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is worth another try, after which pause, how often and until when. */
#include <errno.h>

#include "core/cleanup.h"
#include "core/io.h"
#include "core/retry.h"

#define TRANSIENT_MAX 4

/*
 * The one table. A write is here only where doing it twice does no harm: never
 * a region's target, never a size of DPA.
 */
static const struct retry_rule {
	int transient[TRANSIENT_MAX];
	unsigned int tries;		/* at most so many more */
	unsigned int pause_ms;
	unsigned int deadline_ms;	/* since the first one failed; 0: without a limit */
} rules[] = {
	[RETRY_READ]	= { { EINTR },			1000, 0,   5000 },
	[RETRY_TORN]	= { { EAGAIN },			3,    0,   0 },
	[RETRY_REBUILT]	= { { EAGAIN },			3,    5,   1000 },
	[RETRY_CREATE]	= { { EBUSY, EINTR },		10000, 0,  5000 },
	[RETRY_DELETE]	= { { EINTR },			1000, 0,   30000 },
	[RETRY_BIND]	= { { EBUSY, EINTR, EAGAIN },	100,  50,  5000 },
	[RETRY_DAX]	= { { EAGAIN },			200,  10,  2000 },
	[RETRY_OFFLINE]	= { { EBUSY, EAGAIN },		100,  100, 10000 },
	[RETRY_ONLINE]	= { { EBUSY, EINTR, EAGAIN },	100,  10,  2000 },
	[RETRY_POISON]	= { { EBUSY, EINTR },		3,    300, 3000 },
	[RETRY_UDEV]	= { { EAGAIN },			5000, 1,   5000 },
	[RETRY_LOCK]	= { { EAGAIN, EINTR },		3000, 10,  30000 },
};

static bool is_transient(const struct retry_rule *rule, int rc)
{
	for (int i = 0; i < TRANSIENT_MAX && rule->transient[i]; i++)
		if (rc == -rule->transient[i])
			return true;
	return false;
}

static bool is_late(const struct retry *retry, uint64_t now)
{
	return now - retry->began >= rules[retry->kind].deadline_ms ||
	       (retry->io->deadline && now >= retry->io->deadline);
}

bool retry_failed(struct retry *retry, int rc)
{
	const struct retry_rule *rule = &rules[retry->kind];
	uint64_t now;

	if (!is_transient(rule, rc) || retry->tries >= rule->tries)
		return false;
	now = io_now(retry->io);
	if (!retry->began)
		retry->began = now;
	if (rule->deadline_ms && is_late(retry, now))
		return false;
	retry->tries++;
	if (rule->pause_ms)
		io_sleep(retry->io, rule->pause_ms);
	return true;
}
