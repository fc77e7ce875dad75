/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every getter of every answer, with what it says of a good one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cxl/libcxl.h>

struct getter {
	const char *name;
	int (*as_int)(struct cxl_cmd *cmd);
	unsigned long long (*as_size)(struct cxl_cmd *cmd);
	unsigned int (*as_uint)(struct cxl_cmd *cmd);
	bool (*as_bool)(struct cxl_cmd *cmd);
	long long good;		/* of the command's good answer */
	long long none;		/* without one */
	bool yes_no;		/* it is 0 or 1, whatever the device says */
};

struct command {
	const char *name;
	struct cxl_cmd *(*make)(struct cxl_memdev *memdev);
	const struct getter *getters;
	size_t count;
	uint32_t id, size;
	unsigned char good[0x50];
};

extern const struct command commands[];
extern const size_t nr_commands;

/* The getter's answer, whatever its type. */
long long ask(const struct getter *g, struct cxl_cmd *cmd);
