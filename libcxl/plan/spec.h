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

/*
 * Returns what has become of @region, from which @spec was read, to how it was: it
 * is enabled again with its memory as it was, or, where it is gone, created again
 * after a cxl_refresh(). Returns 0, with a finding where it was created; or -errno
 * and the finding that it is lost, with the command that creates it. Signals and a
 * deadline that has passed do not stop it. Those with lower addresses come first.
 */
int spec_restore(struct cxl_region *region, const struct region_spec *spec, struct findings *all);

/* Adds the finding that the region is lost, with the command that creates it. */
void spec_tell_lost(const struct region_spec *spec, const char *reason, struct findings *all);

/* Whether both have a memdev: then the lower one comes first, or neither lies where it was. */
bool spec_shares_member(const struct region_spec *a, const struct region_spec *b);

/* What creates it: "cxl create-region -t ram -d decoder0.1 ..." */
void spec_command(const struct region_spec *spec, char *text, size_t size);
