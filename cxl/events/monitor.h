/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the sources of `cxl monitor` share: which events are wanted, and how one is printed. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/output.h"
#include "core/status.h"
#include "events/sink.h"

/*
 * A source says an event so:
 *
 *	if (!monitor_wants(m, "bind", name, NULL))
 *		return 0;
 *	out = monitor_begin(m, "udev", "bind", monitor_now());
 *	output_text(out, "device", name);
 *	return monitor_end(m);
 */
struct monitor {
	struct sink sink;
	const char *events;	/* names of events; NULL: all */
	const char *devices;	/* names of devices; NULL: of all */
	bool indented;
	uint64_t limit;		/* how many events to say; 0: no limit */
	uint64_t said;
	struct output out;	/* the event being said, */
	FILE *file;		/* which gathers here, */
	char *text;		/* and lies here */
	size_t size;
};

/* Names of events or devices, "mem0,region1"; reports what is wrong. */
enum status monitor_check_events(const char *names);
enum status monitor_check_devices(const char *names);

/* Whether @event is to be said, which is about @device (NULL: any), and about @region if that is not NULL. */
bool monitor_wants(const struct monitor *m, const char *event,
		   const char *device, const char *region);
bool monitor_has_enough(const struct monitor *m);

/* The clock of all timestamps: CLOCK_MONOTONIC in ns, the trace clock "mono". */
uint64_t monitor_now(void);

/* NULL: no memory, and monitor_end() says so. */
struct output *monitor_begin(struct monitor *m, const char *system,
			     const char *event, uint64_t timestamp);
/* To the sink; 0 or -errno. */
int monitor_end(struct monitor *m);

/* Closes what it has opened, the sink as well. */
void monitor_done(struct monitor *m);
