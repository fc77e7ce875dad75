/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Offlining the memory of a region as a part of a plan: each way to fail is a finding. */
#pragma once

struct cxl_region;
struct findings;
struct policy;

/* 0 or -errno, of which there is a finding. */
int region_offline(struct cxl_region *region, struct findings *all);

/*
 * From then on the kernel onlines nothing that it adds to the region, and what it
 * onlined before is offline: 0 or -errno, of which there is a finding. Whatever it
 * returns, region_let_online() follows.
 */
int region_keep_offline(struct cxl_region *region, struct policy *policy, struct findings *all);

/* Restores the kernel's policy: 0 or -errno, of which there is a finding. */
int region_let_online(struct policy *policy, struct findings *all);
