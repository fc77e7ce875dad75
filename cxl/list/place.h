/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of the tree: the same in every boot, whatever names the kernel gave. */
#pragma once

struct picks;

/*
 * Sort what stands at the top of a listing: from the root down, at each port by
 * the number of the dport that leads further; decoders of a port by id, regions
 * of a window by address. 0, or -ENOMEM.
 */
int picks_sort_by_place(struct picks *picks);
