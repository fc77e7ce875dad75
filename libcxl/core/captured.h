/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The calls on a captured machine: none leaves its root, none writes, none waits. */
#pragma once

#include "core/io.h"

/*
 * A directory from elsewhere may hold anything: links that lead out of it,
 * FIFOs, device nodes. Every path is resolved within the root, as if the
 * program had changed its root: an absolute link begins there, and ".." of the
 * root is the root. Only directories and regular files are opened; -EMEDIUMTYPE
 * for what is neither. Whatever would write, lock, send or wait fails with
 * -EROFS.
 */
extern const struct io_calls io_captured;

/*
 * io_init() for the captured machine below the directory @path, "/" included;
 * 0 or -errno.
 */
int io_init_captured(struct io *io, const char *path);

/* As on a kernel without openat2(): links are resolved here. For tests. */
void captured_resolve_here(void *machine);
