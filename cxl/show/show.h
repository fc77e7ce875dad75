/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A record to the JSON keys of its object, in the order of the manual. */
#pragma once

#include <stdbool.h>

#include "show/record.h"

struct objects;
struct output;
struct trace;

/* Which keys beyond the ordinary ones. */
struct show_keys {
	bool targets;		/* dports, targets, mappings */
	bool committed;		/* decoders_committed of ports: it waits for the locks of CXL's drivers */
	bool dax;		/* of regions: DAX devices */
	bool memory;		/* of regions: what their memory is used as, and by whom */
	bool health, partition, firmware, alerts;	/* of memdevs: what their mailbox reports */
};

/* Where media_errors are read. */
struct show_media {
	struct trace *trace;
	bool unread;		/* set where they cannot be read, though there are some */
};

/* How to show. */
struct show {
	struct output *out;
	struct show_keys keys;
	bool *unread;		/* set where the memory of a region cannot be read; NULL: without --memory */
	struct show_media *media;	/* NULL: without media_errors */
	const struct objects *only;	/* only dports and targets that lead to these memdevs; NULL or empty: all */
};

/*
 * Writes the keys of an object that the caller has opened and will close, so
 * that children can follow:
 *
 *	output_open_object(out, NULL);
 *	show_record(&(struct show){ .out = out }, &record);
 *	output_close_object(out);
 */
void show_record(const struct show *show, const struct record *record);
