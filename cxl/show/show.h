/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One object to its JSON keys, in the order of the manual. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct cxl_bus;
struct cxl_decoder;
struct cxl_endpoint;
struct cxl_memdev;
struct cxl_port;
struct cxl_region;
struct output;
struct trace;

/* Which keys beyond the ordinary ones. All zero: just those. */
struct show {
	bool degraded;			/* without what waits for the locks of CXL's drivers */
	bool targets;			/* dports, targets, mappings */
	bool dax;			/* of regions: DAX devices */
	bool health, partition, firmware, alerts;	/* of memdevs: what their mailbox says */
	struct trace *trace;		/* media_errors, read through this; NULL: no */
	bool *failed;			/* set where they cannot be read, though there are some */
	struct cxl_memdev **only;	/* only dports and targets that lead to these */
	size_t nr_only;			/* 0: all dports and targets */
};

/*
 * Each writes the keys of an object that the caller has opened and will close,
 * so that children can follow:
 *
 *	output_open_object(&out, NULL);
 *	show_region(&out, region, true, &(struct show){ .targets = true });
 *	output_close_object(&out);
 *
 * Whether it has its driver the caller knows, who has asked already or asks now.
 */
void show_bus(struct output *out, struct cxl_bus *bus, const struct show *what);
void show_port(struct output *out, struct cxl_port *port, bool enabled,
	       const struct show *what);
void show_endpoint(struct output *out, struct cxl_endpoint *endpoint,
		   bool enabled, const struct show *what);
void show_memdev(struct output *out, struct cxl_memdev *memdev, bool enabled,
		 const struct show *what);
void show_decoder(struct output *out, struct cxl_decoder *decoder,
		  const struct show *what);
void show_region(struct output *out, struct cxl_region *region, bool enabled,
		 const struct show *what);

/* nr_dports and dports of a bus or a port, if asked for. */
void show_dports(struct output *out, struct cxl_port *port,
		 const struct show *what);

/* Each an object of its own; absent where the device does not answer. */
void show_memdev_health(struct output *out, struct cxl_memdev *memdev);
void show_memdev_alerts(struct output *out, struct cxl_memdev *memdev);
void show_memdev_partitions(struct output *out, struct cxl_memdev *memdev);
void show_memdev_firmware(struct output *out, struct cxl_memdev *memdev);

/* The DAX devices of a region; absent where there are none. */
void show_region_dax(struct output *out, struct cxl_region *region);

/* media_errors; absent, with a line on stderr, where the list cannot be read. */
void show_memdev_media_errors(struct output *out, struct cxl_memdev *memdev,
			      const struct show *what);
void show_region_media_errors(struct output *out, struct cxl_region *region,
			      const struct show *what);
