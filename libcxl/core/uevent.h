/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What happened to a name in the time between, from the kernel's events. */
#pragma once

#include <stdbool.h>

struct io;

/* The events since some moment. */
struct watch {
	const struct io *io;
	int fd;		/* negative: events are not to be had here */
};
void watch_begin(struct watch *watch, const struct io *io);
void watch_end(struct watch *watch);
#define _cleanup_watch_ __attribute__((cleanup(watch_end)))

/*
 * Whether the device at @path, which was there when the watch began, left, and
 * another came in its place and left as well. To be asked once.
 */
bool watch_saw_another_leave(const struct watch *watch, const char *path);

/*
 * Whether the device at @path, which came after the watch began, is certainly
 * still the same one: the events tell that it came, and of no leaving. False
 * also where events are lost or not available. To be asked once.
 */
bool watch_proves_unchanged(const struct watch *watch, const char *path);

/*
 * Waits until something happens to a device, at most so many milliseconds; where
 * events are not available, just as long. What had happened is forgotten. 0, or
 * -EINTR when a signal with a handler came.
 */
int watch_await(const struct watch *watch, unsigned int ms);
