/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices a monitor knows of: what became of them is found out by comparing. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct snapshot_device {
	char name[48];
	char driver[32];	/* "": none is bound */
	ino_t inode;		/* of its directory: another device has another */
};

/* In the order of names. */
struct snapshot {
	struct snapshot_device *devices;
	size_t count;
};
void snapshot_done(struct snapshot *snapshot);
#define _cleanup_snapshot_ __attribute__((cleanup(snapshot_done)))

/* From now on it is as @device says; 0 or -ENOMEM. */
int snapshot_set(struct snapshot *snapshot, const struct snapshot_device *device);
void snapshot_drop(struct snapshot *snapshot, const char *name);
bool snapshot_has(const struct snapshot *snapshot, const char *name);

/* Tells @differ what must have happened, "add", "remove", "bind" or "unbind", and to which. */
void snapshot_compare(const struct snapshot *before, const struct snapshot *now,
		   void (*differ)(void *arg, const char *action,
				  const struct snapshot_device *device),
		   void *arg);
