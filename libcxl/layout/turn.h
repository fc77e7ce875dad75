/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In which order entries are created, and which have to wait for others. */
#pragma once

struct cxl_layout;
struct cxl_layout_entry;
struct seen_machine;

/*
 * Orders the entries of @layout, which were compared: by their windows, for ports
 * accept regions in ascending order of addresses; within one as they were added,
 * but ram before pmem of the same memdev, behind which no ram is allocated.
 */
void turn_sort(struct cxl_layout *layout, const struct seen_machine *machine);

/* Those whose memory would lie where that of an entry before them belongs wait for it. */
void turn_wait(struct cxl_layout *layout, const struct seen_machine *machine);

/* The same of one of them, after the state of those before it has changed. */
void turn_wait_again(struct cxl_layout *layout, struct cxl_layout_entry *entry,
		     const struct seen_machine *machine);
