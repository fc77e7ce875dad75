// SPDX-License-Identifier: GPL-2.0-or-later
/* zlib, loaded when first asked for: only captures of machines need it. */
#include "capture/zlib-calls.h"
#include "core/dlopen-note.h"
#include "core/library.h"
#include "core/scope.h"

#define LIBZ "libz.so.1"

DLOPEN_NOTE("zlib", "captures of machines", LIBZ);

static struct zlib_calls calls;

static const struct library_symbol symbols[] = {
	{ "gzdopen", &calls.gzdopen },
	{ "gzread", &calls.gzread },
	{ "gzwrite", &calls.gzwrite },
	{ "gzclose", &calls.gzclose },
};

const struct zlib_calls *zlib_calls_load(void)
{
	static struct library zlib = { LIBZ };

	return library_load(&zlib, symbols, ARRAY_SIZE(symbols)) ? &calls : NULL;
}
