/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What differs between two listings, as values. */
#pragma once

struct listed;
struct listing;

enum listing_change_kind { CHANGE_REMOVED, CHANGE_ADDED, CHANGE_VALUE };

/* An object that is only in one of them, or a value of one in both. */
struct listing_change {
	enum listing_change_kind kind;
	const struct listed *before, *now;	/* NULL: it is not there */
	const char *attribute;		/* "mappings[0].memdev"; of CHANGE_VALUE, else NULL */
	const char *old, *new;		/* as text; NULL: the listing has no such value */
};

/* Passes each difference to @tell: of the objects of @before, then those that are only in @now. */
typedef void change_fn(void *arg, const struct listing_change *change);
void changes_find(struct listing *before, struct listing *now, change_fn *tell, void *arg);
