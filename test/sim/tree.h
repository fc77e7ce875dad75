/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree: directories, attributes, links and device nodes, as sysfs keeps them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_TEXT_MAX 1024
#define SIM_PATH_MAX 512

enum sim_type { SIM_DIR, SIM_ATTR, SIM_LINK, SIM_CDEV };

struct sim_node;

/*
 * One file. show() fills @buf of SIM_TEXT_MAX bytes, newline and NUL included;
 * store() gets the text as written. Both return 0 or -errno.
 */
struct sim_attr {
	const char *name;
	unsigned int mode;
	int (*show)(const struct sim_node *node, char *buf);
	int (*store)(struct sim_node *node, const char *text);
};

/* A node is never freed: once removed it stays dead, and no other gets its inode. */
struct sim_node {
	uint64_t ino;
	enum sim_type type;
	unsigned int mode;
	char name[32];
	struct sim_node *parent, *children, *next;
	bool dead;		/* removed */
	bool hidden;		/* the kernel is recreating its group */
	bool debugfs;
	const struct sim_attr *attr;
	char *target;		/* of a link: path below the root */
	void *owner;		/* the device that it belongs to */
	int arg;
	void *card;		/* the card that a write reaches, or NULL */
	uint32_t seen;		/* actors who verified this directory, as bits */
	int lock_fd, lock_actor;
	char mark[64];		/* an extended attribute; "": none */
};

struct sim_node *sim_dir_add(struct sim_node *parent, const char *name,
			     void *owner);
/* Returns the last directory of @path below @at; creates those that are missing. */
struct sim_node *sim_dirs_add(struct sim_node *at, const char *path);
struct sim_node *sim_attr_add(struct sim_node *parent,
			      const struct sim_attr *attr, void *owner, int arg);
/* Adds the attributes of a table, which ends with a row without name. */
void sim_attrs_add(struct sim_node *parent, const struct sim_attr *table,
		   void *owner);
/* An attribute of constant text, its newline included. */
void sim_text_add(struct sim_node *parent, const char *name,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));
struct sim_node *sim_link_add(struct sim_node *parent, const char *name,
			      const struct sim_node *target);
/* The device node of a memdev; without @owner that of a DAX device, 252:0. */
struct sim_node *sim_cdev_add(struct sim_node *parent, const char *name,
			      void *owner);

/* Removes a node and all nodes below it; NULL is ignored. */
void sim_node_remove(struct sim_node *node);
void sim_child_remove(struct sim_node *parent, const char *name);
struct sim_node *sim_child(const struct sim_node *parent, const char *name);

/* The path below the root, without leading slash. */
void sim_node_path(const struct sim_node *node, char *buf);
/* The text that readlink() returns: the shortest path from the link to its target. */
void sim_link_text(const struct sim_node *link, char *buf);

/* 0, -ENOENT or -ELOOP. */
int sim_walk(struct sim_node *at, const char *path, bool follow_last,
	     struct sim_node **ret);

/* Whether the kernel removes and recreates it while its device exists. */
bool sim_is_rebuilt(const struct sim_node *node);
/* All attributes of @dir but uevent leave, and come again when time passes. */
void sim_group_rebuild(struct sim_node *dir);
void sim_group_return(void);
