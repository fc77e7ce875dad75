/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine made of files, in a directory of the test's own. */
#pragma once

struct tree {
	char root[64];
	int fd;
};

/* Each ends the test program when it cannot do what it says. */
struct tree *tree_new(void);
void tree_free(struct tree *tree);

/* Paths are below the tree's root; what is missing on the way is made. */
void tree_dir(struct tree *tree, const char *path);
void tree_file(struct tree *tree, const char *path, const char *text);
void tree_bytes(struct tree *tree, const char *path, const void *data, size_t len);
void tree_link(struct tree *tree, const char *path, const char *target);
void tree_remove(struct tree *tree, const char *path);

/*
 * Takes a path away as sysfs does: who holds a directory of it open finds
 * nothing in there any more, and no other gets its inode. And puts it back.
 */
void tree_hide(struct tree *tree, const char *path);
void tree_show(struct tree *tree, const char *path);

void tree_move(struct tree *tree, const char *from, const char *to);

/* printf() into a buffer that the 256th call from here overwrites. */
__attribute__((format(printf, 1, 2)))
const char *words(const char *format, ...);
