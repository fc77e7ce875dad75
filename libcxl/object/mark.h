/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A text that programs attach to a decoder's DPA, kept by the kernel. */
#pragma once

#include <sys/types.h>

struct object;

/*
 * Sets the mark of the decoder, or removes it (NULL). Returns 0; -ENODATA where
 * there is none to remove; -ENODEV when the decoder left; another -errno.
 */
int mark_set(struct object *decoder, const char *value);

/* Copies the mark to @text: returns its length; -ENODATA: there is none; -errno. */
ssize_t mark_get(struct object *decoder, char *text, size_t size);
