/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of an object's JSON that have a file of their own. */
#pragma once

#include "show/show.h"

struct cxl_decoder;
struct cxl_port;

/* The keys of each kind. */
void show_bus(const struct show *show, const struct record *record);
void show_port(const struct show *show, const struct record *record);
void show_endpoint(const struct show *show, const struct record *record);
void show_memdev(const struct show *show, const struct record *record);
void show_decoder(const struct show *show, const struct record *record);
void show_region(const struct show *show, const struct record *record);

/* nr_dports and dports of a bus or a port, if asked for. */
void show_dports(const struct show *show, struct cxl_port *port);

/* nr_targets of a decoder, and its targets, if asked for. */
void show_targets(const struct show *show, struct cxl_decoder *decoder);

/* Each an object of its own; absent where the device does not respond. */
void show_memdev_health(struct output *out, struct cxl_memdev *memdev);
void show_memdev_alerts(struct output *out, struct cxl_memdev *memdev);
void show_memdev_partitions(struct output *out, struct cxl_memdev *memdev);
void show_memdev_firmware(struct output *out, struct cxl_memdev *memdev);

/* The DAX devices of a region; absent where there are none. */
void show_region_dax(struct output *out, struct cxl_region *region);

/* What the memory of a region is used as: an object; absent, with a line on stderr, where it cannot be read. */
void show_region_memory(const struct show *show, struct cxl_region *region);

/* media_errors of a memdev or a region; absent, with a line on stderr, where the list cannot be read. */
void show_media_errors(const struct show *show, const struct record *record);
