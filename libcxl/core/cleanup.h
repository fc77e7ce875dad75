/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a function owns, it marks: the mark releases it on every way out. */
#pragma once

#include <stdlib.h>

static inline void freep(void *p)
{
	free(*(void **)p);
}

#define _cleanup_free_	__attribute__((cleanup(freep)))

/* Hand an owned value to the caller: the local forgets it. */
#define take_ptr(p)	({ __typeof__(p) _p = (p); (p) = NULL; _p; })
#define take_fd(fd)	({ int _fd = (fd); (fd) = -1; _fd; })

/* The caller must look at what is returned: the result means nothing without. */
#define _must_check_	__attribute__((warn_unused_result))

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* The symbol is part of the published interface: it stands in libcxl.sym. */
#define EXPORT	__attribute__((visibility("default")))
