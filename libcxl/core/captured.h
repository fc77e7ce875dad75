/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The calls on a captured machine: none leaves its root, none writes, none waits. */
#pragma once

#include "core/io.h"

/*
 * A directory from a stranger may hold anything: links that lead out of it,
 * FIFOs, device nodes. Every path is resolved within the root, as if the
 * program had changed its root: an absolute link begins there, and ".." of the
 * root is the root. Only directories and regular files are opened; -EMEDIUMTYPE
 * for what is neither. Whatever would write, lock, send or wait fails with
 * -EROFS.
 */
extern const struct io_calls io_captured;

/*
 * The first argument of those calls, for the machine below the directory
 * @path, and an fd of that in @ret_root. 0 or -errno.
 */
int captured_new(const char *path, void **ret, int *ret_root);
void captured_free(void *machine);

/* As on a kernel without openat2(): links are resolved here. For tests. */
void captured_resolve_here(void *machine);
