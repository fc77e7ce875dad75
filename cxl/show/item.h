/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An object as an item of --json=2: the same keys for each object of a kind, of the same types. */
#pragma once

#include <stdint.h>

#include "show/show.h"

struct poison_record;

/* The keys of an item that the caller has opened: show_record() calls it. */
void show_item(const struct show *show, const struct record *record);

/* A value, or null: @value is NULL, negative, or @unknown. */
void item_text(struct output *out, const char *key, const char *value);
void item_int(struct output *out, const char *key, int64_t value);
void item_uint(struct output *out, const char *key, uint64_t value, uint64_t unknown);
void item_address(struct output *out, const char *key, uint64_t value, uint64_t unknown);
/* @rc of the question: null where it failed. */
void item_bool(struct output *out, const char *key, int rc, bool value);

/* item-region.c */
void item_region(const struct show *show, const struct record *record);
/* item-poison.c: an element of media_errors. */
void item_poison(struct output *out, const struct record *record, const struct poison_record *poison,
		 const char *source);
