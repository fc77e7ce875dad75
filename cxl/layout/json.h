/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON to a tree, strictly, with the line of every value: a file that people write wants its mistakes named. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_type {
	JSON_NULL,
	JSON_BOOL,
	JSON_NUMBER,
	JSON_TEXT,
	JSON_ARRAY,
	JSON_OBJECT,
};

/* One value; what it contains follows in the order of the text. */
struct json {
	enum json_type type;
	unsigned int line;		/* counts from 1 */
	char *key;			/* in an object; else NULL */
	char *text;			/* JSON_TEXT, JSON_NUMBER as written; else NULL */
	bool truth;			/* JSON_BOOL */
	struct json *first, *next;
};

/* Why the text is refused. */
struct json_fault {
	unsigned int line;
	char key[64];			/* "": about none */
	const char *reason;
};

#define JSON_DEPTH_MAX	32		/* a listing of a deep tree has 20 */
#define JSON_KEYS_MAX	64		/* of one object */

/*
 * Returns 0 and the tree, which json_free() frees; -EINVAL and @fault for what
 * is not JSON (RFC 8259), for a key that an object has twice, for a NUL in a
 * string, and for more than JSON_DEPTH_MAX levels or JSON_KEYS_MAX keys; -ENOMEM.
 */
int json_parse(const char *text, size_t length, struct json **ret, struct json_fault *fault);
void json_free(struct json *json);

/* A number without sign, fraction and exponent; false where it is none, or too large. */
bool json_u64(const struct json *json, uint64_t *ret);

static inline void json_freep(struct json **p) { json_free(*p); }
#define _cleanup_json_ __attribute__((cleanup(json_freep)))
