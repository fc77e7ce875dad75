/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waiting with an end: a moment, and how far it is, on a clock that never goes back. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct deadline {
	uint64_t since;		/* ms */
	uint64_t until;		/* ms; UINT64_MAX: never */
};

static inline uint64_t deadline_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* So many milliseconds from now; a negative number: never. */
static inline struct deadline deadline_in(long long ms)
{
	uint64_t now = deadline_now();

	return (struct deadline){ now, ms < 0 ? UINT64_MAX : now + (uint64_t)ms };
}

static inline uint64_t deadline_elapsed(const struct deadline *d)
{
	return deadline_now() - d->since;
}

static inline bool deadline_is_over(const struct deadline *d)
{
	return deadline_now() >= d->until;
}

/* What is left, but at most @most milliseconds. */
static inline unsigned int deadline_slice(const struct deadline *d,
					  unsigned int most)
{
	uint64_t now = deadline_now();

	if (now >= d->until)
		return 0;
	return d->until - now < most ? (unsigned int)(d->until - now) : most;
}
