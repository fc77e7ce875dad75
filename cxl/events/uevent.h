/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One event of a device, as the kernel or udevd sends it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UEVENT_MAX 16384	/* the kernel's are up to 2 KiB, and udevd adds properties */

/* Its texts are parts of the message; NULL: it does not say. */
struct uevent {
	const char *action;
	const char *path;	/* below /sys */
	const char *name;	/* the last part of @path */
	const char *subsystem;
	const char *devtype;
	const char *driver;
	uint64_t seqnum;
};

/* Whether @message is the event of a device. The byte at @message[@len] is a NUL, which the caller has put there. */
bool uevent_parse(const char *message, size_t len, struct uevent *ret);

/*
 * Receives from @fd, which a monitor of libudev has opened, into @message of
 * UEVENT_MAX + 1 bytes. 1, 0 for a message that is not from the kernel or udevd, or
 * that is no event; -EAGAIN: there is none; -ENOBUFS: events were lost; another
 * -errno.
 */
int uevent_receive(int fd, char *message, struct uevent *ret);
