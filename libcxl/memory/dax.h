/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libdaxctl keeps for a context. */
#pragma once

struct dax;

/* NULL is allowed: nobody asked for it. */
void dax_free(struct dax *dax);
