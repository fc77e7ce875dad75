/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A topology as it will be once a plan was applied. */
#pragma once

struct cxl_plan;
struct topology;

/*
 * Takes from @topology what @plan, which was made from it, will take: addresses,
 * DPA and decoders. @whose names the new region in the words of rules that are
 * broken then. 0 or -ENOMEM.
 */
int topology_assume(struct topology *topology, const struct cxl_plan *plan, const char *whose);
