/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command on memdevs, typed at the machine in memory, and what it said. */
#pragma once

#include <stdbool.h>

struct command;
struct cxl_memdev;

/* What the last command said. */
extern struct said {
	char out[32768], err[4096];
	char line[4096];	/* the first of @err */
	int status;
} said;

/* @line: "set-partition mem0 -s 1g", at blanks. Standard input is empty. */
int type(const struct command *command, struct cxl_memdev *memdev, const char *line);

/* Whether it said that, on standard output or error. */
bool printed(const char *part);
bool told(const char *part);

/* mem0 with 2 GiB to divide, in steps of so many times 256 MiB; and what was last asked for, in the same. */
struct cxl_memdev *given_partitions(unsigned char alignment);
bool sent_volatile(unsigned char units);
