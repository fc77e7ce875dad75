/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices a monitor knows of: what became of them is found out by comparing. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct known_device {
	char name[48];
	char driver[32];	/* "": none is bound */
	ino_t inode;		/* of its directory: another device has another */
};

/* In the order of names. */
struct known {
	struct known_device *devices;
	size_t count;
};
void known_done(struct known *known);
#define _cleanup_known_ __attribute__((cleanup(known_done)))

/* From now on it is as @device says; 0 or -ENOMEM. */
int known_set(struct known *known, const struct known_device *device);
void known_drop(struct known *known, const char *name);

/* Tells @differ what must have happened, "add", "remove", "bind" or "unbind", and to which. */
void known_compare(const struct known *before, const struct known *now,
		   void (*differ)(void *arg, const char *action,
				  const struct known_device *device),
		   void *arg);
