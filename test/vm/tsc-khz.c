// SPDX-License-Identifier: GPL-2.0-or-later
/* The frequency of this processor's time stamp counter in kHz; nothing where there is none. */
#include <stdio.h>
#include <time.h>

#ifdef __x86_64__
#include <x86intrin.h>

enum { MEASURE_NS = 50000000 };

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(void)
{
	long long began = now_ns(), ended;
	unsigned long long ticks = __rdtsc();

	while ((ended = now_ns()) - began < MEASURE_NS)
		;
	ticks = __rdtsc() - ticks;
	printf("%llu\n", ticks * 1000000 / (unsigned long long)(ended - began));
	return 0;
}
#else
int main(void)
{
	return 0;
}
#endif
