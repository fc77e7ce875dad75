// SPDX-License-Identifier: GPL-2.0-or-later
/* A shared library that few runs need, loaded when first asked for. */
#include <dlfcn.h>

#include "core/library.h"

static bool load(const char *name, const struct library_symbol *symbols, size_t count)
{
	void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; i < count; i++) {
		void *symbol = handle ? dlsym(handle, symbols[i].name) : NULL;

		if (!symbol)
			return false;
		*(void **)symbols[i].function = symbol;
	}
	return true;
}

bool library_load(struct library *library,
		  const struct library_symbol *symbols, size_t count)
{
	if (!library->tried) {
		library->tried = true;
		library->loaded = load(library->name, symbols, count);
	}
	return library->loaded;
}
