/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns of tables: one row for each, which the views, the help, the completion and the manual have in common. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "view/look.h"
#include "view/value.h"

#define OF(_kind) (1u << (RECORD_ ## _kind))

struct column {
	const char *name;	/* "SIZE": the heading, and what -o names */
	unsigned int kinds;	/* of objects that have it: OF(MEMDEV) | ... */
	unsigned int usual;	/* of objects whose tables show it without -o */
	bool right;
	const char *help;
	/* @value is VALUE_NONE before. */
	void (*get)(struct look *look, struct value *value);
};

/* In the order of a table; ends with a NULL name. */
extern const struct column columns[];

/* By name, in capitals or not; NULL: there is none. */
const struct column *column_find(const char *name, size_t len);

/* The value of @column for the object of @look. */
void column_get(const struct column *column, struct look *look, struct value *value);

/* column-memdev.c */
void column_serial(struct look *look, struct value *value);
void column_slot(struct look *look, struct value *value);
void column_link(struct look *look, struct value *value);
void column_firmware(struct look *look, struct value *value);
void column_health(struct look *look, struct value *value);
void column_temperature(struct look *look, struct value *value);
void column_life(struct look *look, struct value *value);
void column_poison(struct look *look, struct value *value);
void column_memdev_free(struct look *look, struct value *value);
void column_memdev_region(struct look *look, struct value *value);

/* column-region.c */
void column_region_state(struct look *look, struct value *value);
void column_use(struct look *look, struct value *value);
void column_region_node(struct look *look, struct value *value);
void column_members(struct look *look, struct value *value);
void column_window(struct look *look, struct value *value);

/* column-decoder.c */
void column_decoder_type(struct look *look, struct value *value);
void column_decoder_free(struct look *look, struct value *value);
void column_decoder_region(struct look *look, struct value *value);
