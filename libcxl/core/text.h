/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strict text to value: the whole text, in range, or -EINVAL / -ERANGE. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Decimal, 0x hex or 0 octal; no sign, no blanks, nothing behind it. */
int text_to_u64(const char *text, uint64_t *ret);

/*
 * The decimal number behind the first @key in @text and any blanks: "kB" of
 * "MemFree: 12 kB" may follow. -ENOENT: no such key; -EINVAL: no number; -ERANGE.
 */
int text_field(const char *text, const char *key, uint64_t *ret);

/* Hexadecimal with or without 0x. */
int text_hex_to_u64(const char *text, uint64_t *ret);

/* Decimal with an optional minus sign. */
int text_to_int(const char *text, int *ret);

/*
 * The number behind @prefix: "mem" and "mem12" give 12. No leading zeros, so
 * that one object has one name.
 */
int text_to_id(const char *text, const char *prefix, int *ret);

/* Two such numbers: "dax0.1" with the prefix "dax" and '.' between them, "252:1" with "" and ':'. */
int text_to_pair(const char *text, const char *prefix, char between, int *ret_a,
		 int *ret_b);

/* The part behind the last slash. */
const char *path_name(const char *path);

/* The parts with a slash between each two; 0 or -ENAMETOOLONG. */
#define path_join(buf, len, ...) \
	path_join_parts(buf, len, (const char *const []){ __VA_ARGS__, NULL })
int path_join_parts(char *buf, size_t len, const char *const *parts);

/*
 * Where the link @target found in directory @dir points, "." and ".." taken
 * out; -EINVAL when it leaves the root, -ENAMETOOLONG.
 */
int path_follow(const char *dir, const char *target, char *buf, size_t len);
