/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine made of files in memory, for tests that read it thousands of times a second, or change it while it is read. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct io_calls;
struct memory_file;
struct tree;

/* Makes a machine without files; each new context on "/" reads it from now on. */
void memory_new(void);

/* The same with the files of @tree. */
void memory_load(const struct tree *tree);
void memory_free(void);

/* A file that exists. */
struct memory_file *memory_file(const char *path);

/* Makes a file or a link, with the directories above it; a file that exists gets this text. */
struct memory_file *memory_put(const char *path, const char *text);
struct memory_file *memory_link(const char *path, const char *target);

/* Removes a file, if there is one. */
void memory_remove(const char *path);

/* The bytes stay the caller's; NULL: what it held when it was made. */
void memory_set(struct memory_file *file, const void *bytes, size_t len);

/* Which files are not there for now, with all below them; NULL: all are there. */
extern bool (*memory_hides)(const struct memory_file *file);
bool memory_is_there(const struct memory_file *file);

/* How io.c sees the machine, for tests that replace some of it: nothing can be written, and there are no ioctls. */
extern const struct io_calls memory_calls;

/* What is open as @fd, and its name in its directory. */
struct memory_file *memory_opened(int fd);
const char *memory_name(const struct memory_file *file);

/* Files that are open. */
int memory_open_files(void);
