/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A saved listing as objects, each with what identifies it whatever its number is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "layout/json.h"

/* In the order in which they are identified: the later ones by the earlier ones. */
enum listed_kind {
	LISTED_MEMDEV,
	LISTED_REGION,
	LISTED_BUS,
	LISTED_PORT,
	LISTED_ENDPOINT,
	LISTED_DECODER,
	LISTED_KINDS,
};

/* Its texts belong to the listing. */
struct listed {
	enum listed_kind kind;
	const char *name;
	const struct json *json;
	bool is_hint;			/* the listing only mentions it, with its serial number */
	char *identity;			/* "serial 0x1004"; one object of each kind has it */
	struct listed *same;		/* in the other listing; NULL: it is not there */
};

struct listing {
	struct json *json;
	bool contract;			/* that of --json=2 */
	bool human;			/* -u */
	bool incomplete;		/* something could not be read */
	struct listed *list;		/* in the order of the text */
	size_t count, room;
	struct listed **by_name, **by_identity;
};

/* The value of a key of an object, or NULL. */
const struct json *listing_child(const struct json *object, const char *key);

/* "memdev", and the key of its name. */
const char *listing_kind_name(enum listed_kind kind);

/* Whether the value can only be a listing, and no layout. */
bool listing_is(const struct json *json);

/*
 * Reads what listing_is(), and identifies its objects. Takes over @json, also on failure. Returns 0;
 * -EINVAL and @fault for what is no listing; -ENOMEM.
 */
int listing_read(struct json *json, struct listing **ret, struct json_fault *fault);
void listing_free(struct listing *listing);

/* Items of --json=2 without the document around them. */
int listing_read_items(struct json *json, struct listing **ret, struct json_fault *fault);

/* Whether any object has the key. */
bool listing_has_key(const struct listing *listing, const char *key);
bool listing_has_kind(const struct listing *listing, enum listed_kind kind);

/* Whether an object is there without being used: what only list -i shows. */
bool listed_is_idle(const struct listed *listed);
/* Whether a key of an object is a list of objects of their own, or one of these. */
bool listing_is_below(const struct json *child);

static inline void listing_freep(struct listing **p) { listing_free(*p); }
#define _cleanup_listing_ __attribute__((cleanup(listing_freep)))
