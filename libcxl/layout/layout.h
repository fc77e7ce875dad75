/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A layout: the regions that a machine is to have, as plain data, and how the machine compares. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <cxl/libcxl.h>

#include "plan/topology.h"

struct geometry;
struct json;

#define LAYOUT_VERSION	1
#define LAYOUT_ENTRIES_MAX 4096

/* One position of an interleave. */
struct layout_member {
	bool has_serial;
	uint64_t serial;
	char *slot;			/* "3", of the chassis; NULL: not given */
	char *host;			/* "0000:0d:00.0"; NULL: not given */
};

/* A window by what it is: names of windows change between boots. */
struct layout_window {
	bool given;
	bool has_base;
	uint64_t base;
	unsigned int ways;		/* 0: not given */
	char *targets[WAYS_MAX];	/* host bridges, by position */
	unsigned int nr_targets;	/* 0: not given */
};

/* What memory is used as. */
struct layout_use {
	bool given;
	enum cxl_memory_mode mode;
	enum cxl_memory_zone zone;
};

struct cxl_layout_entry {
	struct cxl_layout *layout;
	struct cxl_layout_entry *next;
	char *name;
	char *file;
	unsigned int line;
	enum memory_kind kind;
	uint64_t size;
	unsigned int ways, granularity;
	struct layout_member members[WAYS_MAX];	/* @ways of them */
	bool has_uuid;
	unsigned char uuid[16];
	struct layout_window window;
	struct layout_use use;
	bool allow_replacement;

	/* How the machine compares: */
	enum cxl_layout_state state;
	char reason[256];
	struct cxl_region *region;	/* which is this entry; NULL: none */
	struct cxl_region **obstacles;	/* which are in the way, by address */
	size_t nr_obstacles;
	const struct cxl_layout_entry *behind;	/* which it waits for; NULL: none */
	struct cxl_memdev *found[WAYS_MAX];
	struct cxl_decoder *root;	/* its window; NULL: not asked for */
	bool disabled;			/* the region, which is to be enabled */
	bool replaced;			/* a member has the place of another, as the entry allows */
	bool failed;			/* it could not be created */
};

struct cxl_layout {
	struct cxl_ctx *ctx;
	unsigned int refs;
	struct cxl_layout_entry *first;
	char error[512];		/* why a file is refused; "": none is */
};

/* Sets the error of @layout to "FILE:LINE: KEY: REASON"; returns -EINVAL. */
int layout_refuse(struct cxl_layout *layout, const char *file, unsigned int line,
		  const char *key, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Passes to @tell what each member of a pmem entry says about the data on it, until it fails: that, or 0. */
typedef int geometry_fn(void *arg, const struct geometry *geometry);
int layout_tell_geometry(const struct cxl_layout *layout, geometry_fn *tell, void *arg);

/* A new entry, which belongs to nobody yet; NULL when memory is out. */
struct cxl_layout_entry *layout_entry_new(struct cxl_layout *layout);
void layout_entry_free(struct cxl_layout_entry *entry);

/* Whether an entry has that name. */
struct cxl_layout_entry *layout_find(const struct cxl_layout *layout, const char *name);

/* Puts @entry behind the others. */
void layout_add(struct cxl_layout *layout, struct cxl_layout_entry *entry);

static inline void layout_entry_freep(struct cxl_layout_entry **p) { layout_entry_free(*p); }
#define _cleanup_layout_entry_ __attribute__((cleanup(layout_entry_freep)))
