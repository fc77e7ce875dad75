// SPDX-License-Identifier: LGPL-2.1-or-later
/* Watch memory devices come and go: a program that lives long. */
// tag::program[]
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cxl/libcxl.h>

/* A device that was seen. The reference keeps the object when its device leaves. */
struct seen {
	struct cxl_memdev *memdev;
	struct seen *next;
};

static void say(struct cxl_memdev *memdev, const char *what)
{
	printf("%s, serial %#llx, %s\n", cxl_memdev_get_devname(memdev),
	       cxl_memdev_get_serial(memdev), what);
	fflush(stdout);
}

static void forget(struct seen **at)
{
	struct seen *old = *at;

	*at = old->next;
	cxl_memdev_unref(old->memdev);
	free(old);
}

static void drop_those_gone(struct seen **all)
{
	while (*all) {
		if (cxl_memdev_is_gone((*all)->memdev)) {
			say((*all)->memdev, "left");
			forget(all);
		} else {
			all = &(*all)->next;
		}
	}
}

/* One object is one device: another one that has taken its name is another object. */
static bool is_seen(const struct seen *all, const struct cxl_memdev *memdev)
{
	for (; all; all = all->next)
		if (all->memdev == memdev)
			return true;
	return false;
}

static int add(struct seen **all, struct cxl_memdev *memdev)
{
	struct seen *new = malloc(sizeof(*new));

	if (!new)
		return -1;
	new->memdev = cxl_memdev_ref(memdev);
	new->next = *all;
	*all = new;
	say(memdev, "is here");
	return 0;
}

/* Borrowed pointers end with the refresh; those in @all are ours. */
static int look(struct cxl_ctx *ctx, struct seen **all)
{
	struct cxl_memdev *memdev;

	if (cxl_refresh(ctx) < 0)
		return -1;
	drop_those_gone(all);
	cxl_memdev_foreach(ctx, memdev)
		if (!is_seen(*all, memdev) && add(all, memdev) < 0)
			return -1;
	return cxl_get_missing(ctx);
}

/* The end of the standard input ends the program; a line in it makes it look. */
static bool is_ended(const struct pollfd *input)
{
	char line[256];

	return input->revents && read(input->fd, line, sizeof(line)) <= 0;
}

/* Waits until something has changed; false at the end. */
static bool await_change(struct cxl_ctx *ctx, int events)
{
	struct pollfd fds[] = {
		{ .fd = events, .events = POLLIN },	/* poll() ignores a negative one */
		{ .fd = STDIN_FILENO, .events = POLLIN },
	};

	do {
		if (poll(fds, 2, -1) < 0 || is_ended(&fds[1]))
			return false;
	} while (!fds[1].revents && cxl_watch_drain(ctx) == 0);
	return true;
}

/* watch-devices [ROOT]: a captured machine has no events, and needs the lines. */
int main(int argc, char **argv)
{
	struct seen *all = NULL;
	struct cxl_ctx *ctx;
	int events, rc;

	rc = argc > 1 ? cxl_new_at(&ctx, argv[1]) : cxl_new(&ctx);
	if (rc < 0) {
		fprintf(stderr, "libcxl: %s\n", strerror(-rc));
		return 1;
	}
	events = cxl_watch_fd(ctx);
	while (look(ctx, &all) == 0 && await_change(ctx, events))
		;
	while (all)
		forget(&all);
	cxl_unref(ctx);
	return 0;
}
// end::program[]
