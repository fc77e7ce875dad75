/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Offlining the memory of a region as a part of a plan: each way to fail is a finding. */
#pragma once

struct cxl_region;
struct findings;

/* 0 or -errno, of which there is a finding. */
int region_offline(struct cxl_region *region, struct findings *all);
