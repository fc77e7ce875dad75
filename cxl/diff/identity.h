/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What identifies the objects of a listing. */
#pragma once

#include "diff/listing.h"

/* Sets the identity of each object: 0 or -ENOMEM. */
int listing_identify(struct listing *listing);

/* The object with that name, or with that identity; NULL: none. */
struct listed *listing_find(const struct listing *listing, const char *name);
struct listed *listing_find_same(const struct listing *listing, const struct listed *like);

/* An object whose name another one has; NULL: none. */
const struct listed *listing_find_twice(const struct listing *listing);
