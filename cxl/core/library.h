/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A shared library that few runs need, loaded when first asked for. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A function of it, and where its address goes. */
struct library_symbol {
	const char *name;
	void *function;
};

struct library {
	const char *name;	/* "libudev.so.1" */
	bool tried, loaded;
};

/* Whether it is there with all of @symbols. It stays loaded. */
bool library_load(struct library *library,
		  const struct library_symbol *symbols, size_t count);
