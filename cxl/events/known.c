// SPDX-License-Identifier: GPL-2.0-or-later
/* The devices a monitor knows of: what became of them is found out by comparing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "events/known.h"

void known_done(struct known *known)
{
	free(known->devices);
}

/* Where @name is, or would be. */
static size_t find(const struct known *known, const char *name)
{
	size_t from = 0, to = known->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strcmp(known->devices[middle].name, name) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static int is_at(const struct known *known, size_t at, const char *name)
{
	return at < known->count && strcmp(known->devices[at].name, name) == 0;
}

int known_set(struct known *known, const struct known_device *device)
{
	size_t at = find(known, device->name);
	struct known_device *more;

	if (!is_at(known, at, device->name)) {
		more = reallocarray(known->devices, known->count + 1, sizeof(*more));
		if (!more)
			return -ENOMEM;
		known->devices = more;
		memmove(more + at + 1, more + at,
			(known->count++ - at) * sizeof(*more));
	}
	known->devices[at] = *device;
	return 0;
}

void known_drop(struct known *known, const char *name)
{
	size_t at = find(known, name);
	struct known_device *devices = known->devices;

	if (is_at(known, at, name))
		memmove(devices + at, devices + at + 1,
			(--known->count - at) * sizeof(*devices));
}

/* -- comparing -- */

struct difference {
	void (*tell)(void *arg, const char *action,
		     const struct known_device *device);
	void *arg;
};

static void tell_came(const struct difference *d, const struct known_device *device)
{
	d->tell(d->arg, "add", device);
	if (*device->driver)
		d->tell(d->arg, "bind", device);
}

static void tell_left(const struct difference *d, const struct known_device *device)
{
	d->tell(d->arg, "remove", device);
}

/* Under one name: the same device or another, with the same driver or another. */
static void tell_changed(const struct difference *d,
			 const struct known_device *before,
			 const struct known_device *now)
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

void known_compare(const struct known *before, const struct known *now,
		   void (*differ)(void *arg, const char *action,
				  const struct known_device *device),
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
