/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who uses the disks and DAX devices on the persistent memory of a region. */
#pragma once

struct cxl_region;
struct user_sink;

/* Passes each user to @sink: 0, what the sink returned to end the search, or -errno. */
int disk_find_users(struct cxl_region *region, struct user_sink *sink);

/* The same of the disks that the kernel does not grant to anybody else, for those who are about to act. */
int disk_find_claim(struct cxl_region *region, struct user_sink *sink);
