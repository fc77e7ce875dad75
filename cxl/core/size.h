/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers and sizes: from what was typed, and to what a human reads. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * Each takes the whole of @text or nothing: -EINVAL if it is not such a number
 * (no sign, no blank, nothing behind it), -ERANGE if it does not fit.
 */
int number_parse_decimal(const char *text, uint64_t *ret);
int number_parse(const char *text, uint64_t *ret);	/* decimal, 0x hex, 0 octal */

/*
 * A number, and perhaps its unit: k, m, g and t are powers of 1024, as KiB to
 * TiB are, KB to TB powers of 1000; small or capital. One blank may stand
 * before the unit, so that what size_exact() prints can be read.
 */
int size_parse(const char *text, uint64_t *ret);

#define SIZE_TEXT_MAX 64

/* "512 MiB", "4 TiB": in the largest unit of 1024 of which it is a multiple. */
void size_exact(uint64_t size, char text[SIZE_TEXT_MAX]);

/*
 * "256.00 MiB (268.44 MB)"; below 5 120 000 bytes the bare number. Returns 1
 * where the text is a phrase, 0 where it is a bare number.
 */
int size_human(uint64_t size, char text[SIZE_TEXT_MAX]);
