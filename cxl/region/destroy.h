/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Taking a region out of use, and to pieces. */
#pragma once

struct cxl_decoder;
struct cxl_region;

/*
 * Each returns an enum command_status; what went wrong has been said. Nothing
 * to do is done.
 */

/* Unbind it, its memory offline first; refused while anything uses it. */
int region_disable(struct cxl_region *region);

/* The same, but users that lose nothing for good (a mount, not online memory) are only warned of. */
int region_disable_forced(struct cxl_region *region);

/* Delete it and give back the DPA of its members; refused while it is enabled. */
int region_destroy(struct cxl_region *region);

/* The same, disabled first as by region_disable(). */
int region_destroy_forced(struct cxl_region *region);

/* Reset it, empty its targets from the last, delete it: one that has no driver. */
int region_take_apart(struct cxl_region *region);

/*
 * cxl_region_delete(), and what it returns; when that may have hit another
 * region this has been said.
 */
int region_delete(struct cxl_region *region);

/* Give back the DPA of a decoder that is in no region (again). */
int decoder_free_dpa(struct cxl_decoder *decoder);
