/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fuzz target: one function that takes any bytes, tries them and survives. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold whatever the bytes are. */
#define always(holds)							\
	do {								\
		if (!(holds)) {						\
			fprintf(stderr, "%s:%d: %s does not hold\n",	\
				__FILE__, __LINE__, #holds);		\
			abort();					\
		}							\
	} while (0)

/* The bytes as a text of its own size, so that reading past it is seen. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	always(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}
