/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the commands on memdevs share: which ones, one after the other, what was done, what is shown. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cli/each.h"
#include "core/status.h"
#include "show/show.h"

struct cxl_decoder;
struct cxl_memdev;
struct invocation;

/* -b and -S; a member of each such command's options, called @which. */
struct memdev_choice {
	const char *bus;
	bool serial;
};

#define MEMDEV_OPTS(_struct)						\
	OPT_TEXT('b', "bus", _struct, which.bus, "BUS",			\
		 "only memdevs of this bus"),				\
	OPT_FLAG('S', "serial", _struct, which.serial,			\
		 "operands are serial numbers"),			\
	{ .kind = OPT_KIND_DEBUG, .letter = 'v', .name = "verbose",	\
	  .help = "print what the tool and the library do" }

/* A memdev to be printed, and a decoder of it or NULL. */
struct shown {
	struct cxl_memdev *memdev;
	struct cxl_decoder *decoder;
};

/*
 * struct memdevs m = {};
 *
 * memdevs_find(call, &options->which, &m);
 * memdevs_each(&m, act, arg);
 * return memdevs_end(&m, "cmd_zero_labels", "zeroed", "mem");
 */
struct memdevs {
	struct each each;
	struct shown *shown;
	size_t nr_shown;
};

void memdevs_done(struct memdevs *m);
#define _cleanup_memdevs_ __attribute__((cleanup(memdevs_done)))

/*
 * The operands, each once, in their order ("all": by id). One that names
 * nothing is reported, kept in the status, and does not stop the others.
 */
void memdevs_find(const struct invocation *call,
		  const struct memdev_choice *which, struct memdevs *m);

/*
 * Call @act on each, as each_run() does.
 */
void memdevs_each(struct memdevs *m,
		  enum status (*act)(struct cxl_memdev *memdev, void *arg), void *arg);

/* `cxl memdev: FUNCTION: DONE N NOUN[s]`; returns the status of it all. */
enum status memdevs_end(const struct memdevs *m, const char *function,
			const char *done, const char *noun);

/* Remember @memdev, and @decoder or NULL, for memdevs_print(). */
void memdevs_show(struct memdevs *m, struct cxl_memdev *memdev,
		  struct cxl_decoder *decoder);

/*
 * An array of what was remembered; on a terminal for a human, and a single one
 * without the array. Nothing if all failed.
 */
void memdevs_print(const struct memdevs *m, struct show_keys keys);
