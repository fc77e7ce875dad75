/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Before data are destroyed for good: "all" takes --yes, a list of what would be lost, a question on a terminal. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/status.h"

struct cxl_memdev;
struct each;

/* -y and --dry-run; a member of the options of each such command, called @brake. */
struct brake {
	bool yes;
	bool dry_run;
};

#define BRAKE_OPTS(_struct)						\
	OPT_FLAG('y', "yes", _struct, brake.yes,			\
		 "do not ask; \"all\" needs it"),			\
	OPT_FLAG(0, "dry-run", _struct, brake.dry_run,			\
		 "print what would be done, and do nothing")

#define BRAKE_TEXT_MAX 160

/* What a command does to a memdev. */
struct brake_act {
	/* Can it be done? */
	enum status (*check)(struct cxl_memdev *memdev, void *arg);
	/* Would data be lost? NULL: always. What cannot be read would be. */
	bool (*destroys)(struct cxl_memdev *memdev, void *arg);
	/* The step, as in a plan: "sanitize". */
	void (*describe)(struct cxl_memdev *memdev, void *arg, char text[BRAKE_TEXT_MAX]);
};

/*
 * Whether to act on what is left in @each: it has lost the memdevs that failed
 * @check. If not, @each->status is the status of the command: 0 after a dry run.
 * Without a terminal, memdevs that are named are not asked about: scripts for
 * version 85 act on them.
 */
bool brake_release(const struct brake *brake, const struct brake_act *act,
		   void *arg, struct each *each);
