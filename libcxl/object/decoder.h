/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A decoder, as the rest of the library sees it. */
#pragma once

#include <stdint.h>

#include <cxl/libcxl/decoder.h>

#include "core/names.h"
#include "core/object.h"
#include "core/siblings.h"

struct cxl_decoder {
	struct object object;

	/* filled by common_attrs[] */
	uint64_t size;
	unsigned int interleave_ways;

	/*
	 * range_attrs[], dpa_resource by endpoint_range_attrs[]: with the others
	 * for a root or where size is not 0, else by the getters.
	 */
	uint64_t start;
	unsigned int interleave_granularity;
	uint64_t dpa_resource;
	bool range_read;

	/* root: root_attrs[]; root and switch: target_list */
	bool cap_pmem, cap_ram, cap_type2, cap_type3;
	int qos_class;
	char *target_list;

	/* endpoint: endpoint_attrs[] */
	char *mode;
	uint64_t dpa_size;

	char *region_name;		/* switch and endpoint; "": in none */

	struct list targets;		/* target.c */
	bool targets_made;

	struct siblings regions;	/* below a root decoder */
	struct device_names region_names;
	bool region_names_read;

	int lock;			/* region-life.c: an fd, while depth > 0 */
	int lock_depth;
};

/* With the attributes as they are now: after a refresh nobody has read them yet. */
const struct cxl_decoder *decoder_now(struct cxl_decoder *decoder);

bool decoder_is_root(const struct cxl_decoder *decoder);
bool decoder_is_endpoint(const struct cxl_decoder *decoder);

/*
 * The name in its "region" attribute, read now: empty when there is none.
 * @name has IO_TEXT_MAX bytes.
 */
int decoder_region_name(struct cxl_decoder *decoder, char *name);
