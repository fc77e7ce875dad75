/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far something is, in words: a bar for a terminal, a line of JSON for a program. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct output;

struct progress {
	const char *name;	/* of what it is about: "mem0" */
	const char *state;	/* "transferring" */
	uint64_t done, total;	/* bytes; @total 0: not known */
	uint64_t elapsed;	/* ms */
};

/* 0 .. 100; never 100 before all is done. */
unsigned int progress_percent(const struct progress *p);
/* Bytes a second so far, and seconds to go at that rate; 0: not known. */
uint64_t progress_rate(const struct progress *p);
uint64_t progress_seconds_left(const struct progress *p);

/*
 * "mem0: transferring  42% [=======>        ] 1.20 MB/s 0:12 left", at most
 * @columns wide, NUL and all.
 */
void progress_bar(const struct progress *p, size_t columns, char *text);

/* The keys memdev, state, and as far as known done, total, percent, rate, seconds_left. */
void progress_show(struct output *out, const struct progress *p);
