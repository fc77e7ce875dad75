/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices of a machine made of files, each in sysfs' place, with sysfs' links. */
#pragma once

#include <stdint.h>

#include "file-tree.h"

#define DEVICES "sys/bus/cxl/devices"
#define PLATFORM "sys/devices/platform/ACPI0017:00"
#define ROOT0 PLATFORM "/root0"

/* A device's directory: its uevent, and its link on the bus. */
void machine_device(struct tree *tree, const char *path);

/* An attribute of the device at @path. */
void machine_set(struct tree *tree, const char *path, const char *attr,
		 const char *value);

/* Bound to a driver of that name. */
void machine_bind(struct tree *tree, const char *path, const char *driver);

/* root0, with nothing below it. */
void machine_root(struct tree *tree);

/* decoder0.@id, a window that can do everything. */
struct machine_window {
	int id;
	uint64_t start, size;
	unsigned int ways, granularity;
	const char *targets;
};
void machine_window(struct tree *tree, const struct machine_window *window);

/* mem@id, bound, and endpoint(@id + ENDPOINTS) straight below root0. */
#define ENDPOINTS 100
const char *machine_memdev(struct tree *tree, int id);

/* decoder@(id + ENDPOINTS).@n of mem@id; @region may be "". */
void machine_decoder(struct tree *tree, int id, int n, uint64_t dpa,
		     uint64_t size, const char *region);

/* region@id of decoder0.@window, committed; memdevs[] by position. */
struct members {
	int window, id;
	uint64_t start, size, cache;
	unsigned int ways, granularity;
	const int *memdevs;
};
void machine_region(struct tree *tree, const struct members *members);

/*
 * The usual machine: root0, the window decoder0.0 of 2 GiB from @start on,
 * mem0 to mem(@memdevs - 1), and region@id, which has 256 MiB of the first
 * decoder of each of the first @ways memdevs.
 */
struct tree *machine_with_region(int memdevs, unsigned int ways, int id, uint64_t start);

/* A machine to plan on: root0, the window decoder0.0 of 16 units from WINDOW_START on, and mem0. */
#define UNIT		(256ULL << 20)
#define WINDOW_START	(1ULL << 32)
struct tree *machine_with_window(void);

/* region@id of mem0 in that window: the unit with its number. */
void machine_unit_region(struct tree *tree, int id);
