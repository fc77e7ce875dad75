/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A region as what creates it: read before it is destroyed, so that it can be created again. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "geometry/record.h"
#include "plan/topology.h"

struct findings;

#define SPEC_COMMAND_MAX 384

/* Objects in it are referenced: they outlive a refresh. */
struct region_spec {
	char name[32];			/* of the region that it was read from; "": of none */
	struct cxl_decoder *window;	/* NULL: any */
	enum memory_kind kind;
	uint64_t size;
	unsigned int ways, granularity;
	unsigned char uuid[16];		/* pmem; null: any */
	struct cxl_memdev *members[WAYS_MAX];	/* by position */
	uint64_t dpa[WAYS_MAX];		/* where their memory lies; UINT64_MAX: anywhere */
	bool force;			/* whatever data is there */
	struct geometries known;	/* what layouts tell of the geometry of data */
	/* Of a region that it was read from: */
	struct cxl_region *region;
	uint64_t resource;
	struct cxl_memory *memory;	/* NULL: it is disabled, or pmem */
	bool disabled;			/* it has no driver */
	bool has_use;			/* of ram: */
	enum cxl_memory_mode use;
	enum cxl_memory_zone zone;
};

/*
 * 0 after reading @region, which is committed; -EIO when its members or its size
 * cannot be determined, -ENOMEM, or the errno that prevented reading. Nothing of
 * that which could not be read is guessed. Release with spec_done(), also after a failure.
 */
_must_check_ int spec_read(struct cxl_region *region, struct region_spec *ret);
void spec_set_window(struct region_spec *spec, struct cxl_decoder *window);
void spec_set_member(struct region_spec *spec, unsigned int position, struct cxl_memdev *memdev);
void spec_done(struct region_spec *spec);

/* A request for it, which the caller frees; NULL when memory is out. */
struct cxl_region_request *spec_request(const struct region_spec *spec);

/* Whether it can only be created again: it is gone, or destroyed in part, or may be. */
bool spec_is_taken_apart(const struct region_spec *spec);

/*
 * Each returns the region that @spec was read from to how it was, its memory in its
 * mode and every memory block in its zone; or returns -errno, of which there is a
 * finding with the command that does it, where there is one. Signals and a deadline
 * that has passed do not stop it.
 */

/* One that was disabled, and no more. */
int spec_enable_again(const struct region_spec *spec, struct findings *all);

/*
 * One that is taken apart: what is left of it is destroyed first. The context is
 * refreshed (cxl_refresh()). There is a finding of its new name. Those with lower
 * addresses come first.
 */
int spec_create_again(const struct region_spec *spec, struct findings *all);

/* Adds the finding that the region is lost, with the command that creates it. */
void spec_tell_lost(const struct region_spec *spec, const char *reason, struct findings *all);

/* Whether both have a memdev: then the lower one comes first, or neither lies where it was. */
bool spec_shares_member(const struct region_spec *a, const struct region_spec *b);

/* What creates it: "cxl create-region -t ram -d decoder0.1 ..." */
void spec_command(const struct region_spec *spec, char *text, size_t size);
