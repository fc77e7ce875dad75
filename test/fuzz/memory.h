/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine made of files, read into memory, for who looks at it thousands of times a second. */
#pragma once

#include <stddef.h>

struct tree;

/* Makes each new context on "/" read the machine in memory from now on; nothing writes to it. */
void memory_load(const struct tree *tree);
void memory_free(void);

struct memory_file;
struct memory_file *memory_file(const char *path);

/* The bytes stay the caller's; NULL: what it held when it was loaded. */
void memory_set(struct memory_file *file, const void *bytes, size_t len);

/* Files that are open. */
int memory_open_files(void);
