/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disabling a region, and destroying it. */
#pragma once

struct cxl_decoder;
struct cxl_region;
struct findings;

/*
 * Each returns 0 or -errno, of which there is a finding then. Nothing to do is
 * done.
 */

/* Unbind it, its memory offline first; refused while anything uses it. */
int region_disable(struct cxl_region *region, struct findings *all);

/* The same of one that is known to be enabled. */
int region_disable_enabled(struct cxl_region *region, struct findings *all);

/* Reset it, empty its targets from the last, delete it: one that has no driver. */
int region_take_apart(struct cxl_region *region, struct findings *all);

/*
 * cxl_region_delete(), and what it returns; there is a finding only where that
 * may have hit another region.
 */
int region_delete(struct cxl_region *region, struct findings *all);

/* Free the DPA of a decoder that is in no region (again). */
int decoder_free_dpa(struct cxl_decoder *decoder, struct findings *all);

/* Why it cannot be destroyed: the platform locks it; @later, of one of its members, holds DPA behind its own. */
int region_refuse_locked(struct cxl_region *region, struct findings *all);
int region_refuse_behind(struct cxl_region *region, struct cxl_decoder *later,
			 struct findings *all);
