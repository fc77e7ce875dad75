/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A variable marked _cleanup_* is released when it leaves scope. */
#pragma once

#include <stdlib.h>
#include <unistd.h>

static inline void freep(void *p) { free(*(void **)p); }
static inline void closep(const int *fd) { if (*fd >= 0) close(*fd); }

#define _cleanup_free_	__attribute__((cleanup(freep)))
#define _cleanup_close_	__attribute__((cleanup(closep)))

/* Hand an owned value to the caller: the local forgets it. */
#define take_ptr(p)	({ typeof(p) _p = (p); (p) = NULL; _p; })

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
