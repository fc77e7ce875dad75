// SPDX-License-Identifier: LGPL-2.1-or-later
/* A machine's clock, which a test may replace. */
#include <time.h>

#include "core/io.h"

uint64_t io_now(const struct io *io)
{
	struct timespec t;

	if (io->calls->now)
		return io->calls->now(io->machine);
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void io_sleep(const struct io *io, unsigned int ms)
{
	struct timespec t = { .tv_sec = ms / 1000,
			      .tv_nsec = ms % 1000 * 1000000L };

	if (io->calls->sleep)
		io->calls->sleep(io->machine, ms);
	else
		nanosleep(&t, NULL);
}
