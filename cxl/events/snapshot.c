// SPDX-License-Identifier: GPL-2.0-or-later
/* The devices a monitor knows of: what became of them is found out by comparing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "events/snapshot.h"

void snapshot_done(struct snapshot *snapshot)
{
	free(snapshot->devices);
}

/* Where @name is, or would be. */
static size_t find(const struct snapshot *snapshot, const char *name)
{
	size_t from = 0, to = snapshot->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strcmp(snapshot->devices[middle].name, name) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static bool is_at(const struct snapshot *snapshot, size_t at, const char *name)
{
	return at < snapshot->count && strcmp(snapshot->devices[at].name, name) == 0;
}

int snapshot_set(struct snapshot *snapshot, const struct snapshot_device *device)
{
	size_t at = find(snapshot, device->name);
	struct snapshot_device *more;

	if (!is_at(snapshot, at, device->name)) {
		more = reallocarray(snapshot->devices, snapshot->count + 1, sizeof(*more));
		if (!more)
			return -ENOMEM;
		snapshot->devices = more;
		memmove(more + at + 1, more + at,
			(snapshot->count++ - at) * sizeof(*more));
	}
	snapshot->devices[at] = *device;
	return 0;
}

bool snapshot_has(const struct snapshot *snapshot, const char *name)
{
	return is_at(snapshot, find(snapshot, name), name);
}

void snapshot_drop(struct snapshot *snapshot, const char *name)
{
	size_t at = find(snapshot, name);
	struct snapshot_device *devices = snapshot->devices;

	if (is_at(snapshot, at, name))
		memmove(devices + at, devices + at + 1,
			(--snapshot->count - at) * sizeof(*devices));
}

/* -- comparing -- */

struct difference {
	void (*tell)(void *arg, const char *action,
		     const struct snapshot_device *device);
	void *arg;
};

static void tell_came(const struct difference *d, const struct snapshot_device *device)
{
	d->tell(d->arg, "add", device);
	if (*device->driver)
		d->tell(d->arg, "bind", device);
}

static void tell_left(const struct difference *d, const struct snapshot_device *device)
{
	d->tell(d->arg, "remove", device);
}

/* Under one name: the same device or another, with the same driver or another. */
static void tell_changed(const struct difference *d,
			 const struct snapshot_device *before,
			 const struct snapshot_device *now)
{
	if (before->inode != now->inode) {
		tell_left(d, before);
		tell_came(d, now);
		return;
	}
	if (strcmp(before->driver, now->driver) == 0)
		return;
	if (*before->driver)
		d->tell(d->arg, "unbind", before);
	if (*now->driver)
		d->tell(d->arg, "bind", now);
}

void snapshot_compare(const struct snapshot *before, const struct snapshot *now,
		   void (*differ)(void *arg, const char *action,
				  const struct snapshot_device *device),
		   void *arg)
{
	const struct difference d = { differ, arg };
	size_t b = 0, n = 0;

	while (b < before->count || n < now->count) {
		int order = b == before->count ? 1 : n == now->count ? -1 :
			strcmp(before->devices[b].name, now->devices[n].name);

		if (order < 0)
			tell_left(&d, &before->devices[b++]);
		else if (order > 0)
			tell_came(&d, &now->devices[n++]);
		else
			tell_changed(&d, &before->devices[b++], &now->devices[n++]);
	}
}
