/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of zlib that are used, as it declares them; loaded when first asked for. */
#pragma once

#include <zlib.h>

struct zlib_calls {
	typeof(gzdopen) *gzdopen;
	typeof(gzread) *gzread;
	typeof(gzwrite) *gzwrite;
	typeof(gzclose) *gzclose;
};

/* NULL: zlib is not installed. */
const struct zlib_calls *zlib_calls_load(void);
