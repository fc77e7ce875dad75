// SPDX-License-Identifier: GPL-2.0-or-later
/* The tree: directories, attributes, links and device nodes, as sysfs keeps them. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

#define LINKS_MAX 16

/* ---- making ------------------------------------------------------------ */

static struct sim_node *node_add(struct sim_node *parent, const char *name,
				 enum sim_type type, void *owner)
{
	struct sim_node *node = sim_alloc(sizeof(*node)), **at;

	node->ino = ++sim->last_ino;
	node->type = type;
	node->owner = owner;
	node->parent = parent;
	node->lock_fd = -1;
	snprintf(node->name, sizeof(node->name), "%s", name);
	if (!parent)
		return node;
	node->debugfs = parent->debugfs;
	node->card = parent->card;
	for (at = &parent->children; *at; at = &(*at)->next)
		;
	*at = node;
	return node;
}

struct sim_node *sim_dir_add(struct sim_node *parent, const char *name,
			     void *owner)
{
	struct sim_node *dir = node_add(parent, name, SIM_DIR, owner);

	dir->mode = 0755;
	return dir;
}

struct sim_node *sim_dirs_add(struct sim_node *at, const char *path)
{
	while (*path) {
		size_t n = strcspn(path, "/");
		char name[64];
		struct sim_node *next;

		snprintf(name, sizeof(name), "%.*s", (int)n, path);
		next = sim_child(at, name);
		at = next ? next : sim_dir_add(at, name, NULL);
		path += n + (path[n] == '/');
	}
	return at;
}

struct sim_node *sim_attr_add(struct sim_node *parent,
			      const struct sim_attr *attr, void *owner, int arg)
{
	struct sim_node *node = node_add(parent, attr->name, SIM_ATTR, owner);

	node->attr = attr;
	node->mode = attr->mode;
	node->arg = arg;
	return node;
}

void sim_attrs_add(struct sim_node *parent, const struct sim_attr *table,
		   void *owner)
{
	for (; table->name; table++)
		sim_attr_add(parent, table, owner, 0);
}

static int show_text(const struct sim_node *node, char *buf)
{
	snprintf(buf, SIM_TEXT_MAX, "%s", node->target);
	return 0;
}

static const struct sim_attr constant = { .mode = 0444, .show = show_text };

void sim_text_add(struct sim_node *parent, const char *name,
		  const char *format, ...)
{
	struct sim_node *node = node_add(parent, name, SIM_ATTR, NULL);
	char text[SIM_TEXT_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	node->attr = &constant;
	node->mode = 0444;
	node->target = sim_strdup(text);
}

struct sim_node *sim_link_add(struct sim_node *parent, const char *name,
			      const struct sim_node *target)
{
	struct sim_node *link = node_add(parent, name, SIM_LINK, NULL);
	char path[SIM_PATH_MAX];

	sim_node_path(target, path);
	link->target = sim_strdup(path);
	return link;
}

struct sim_node *sim_cdev_add(struct sim_node *parent, const char *name,
			      void *owner)
{
	struct sim_node *node = node_add(parent, name, SIM_CDEV, owner);

	node->mode = 0600;
	return node;
}

/* ---- removing ---------------------------------------------------------- */

static void kill_below(struct sim_node *node)
{
	node->dead = true;
	for (struct sim_node *c = node->children; c; c = c->next)
		kill_below(c);
	node->children = NULL;
}

void sim_node_remove(struct sim_node *node)
{
	struct sim_node **at;

	if (!node || node->dead)
		return;
	for (at = &node->parent->children; *at; at = &(*at)->next) {
		if (*at == node) {
			*at = node->next;
			break;
		}
	}
	kill_below(node);
	node->next = NULL;
}

struct sim_node *sim_child(const struct sim_node *parent, const char *name)
{
	for (struct sim_node *c = parent->children; c; c = c->next)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

void sim_child_remove(struct sim_node *parent, const char *name)
{
	sim_node_remove(sim_child(parent, name));
}

/* ---- paths ------------------------------------------------------------- */

void sim_node_path(const struct sim_node *node, char *buf)
{
	if (!node->parent) {
		*buf = '\0';
		return;
	}
	sim_node_path(node->parent, buf);
	if (*buf)
		strcat(buf, "/");
	strcat(buf, node->name);
}

void sim_link_text(const struct sim_node *link, char *buf)
{
	char from[SIM_PATH_MAX];
	const char *to = link->target, *f = from;

	if (!strncmp(to, "pid:", 4)) {		/* a namespace: no path */
		strcpy(buf, to);
		return;
	}
	sim_node_path(link->parent, from);
	while (*f) {		/* drop what both have in common, but not the target's name */
		size_t n = strcspn(f, "/");

		if (strncmp(f, to, n) || to[n] != '/')
			break;
		f += n + (f[n] == '/');
		to += n + 1;
	}
	*buf = '\0';
	for (; *f; f += strcspn(f, "/"), f += *f == '/')
		strcat(buf, "../");
	strcat(buf, to);
}

static int walk(struct sim_node *at, const char *path, bool follow_last,
		int links, struct sim_node **ret)
{
	while (*path) {
		size_t n = strcspn(path, "/");
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)n, path);
		path += n + strspn(path + n, "/");
		if (!*name || !strcmp(name, "."))
			continue;
		if (at->type != SIM_DIR)
			return -ENOTDIR;
		if (!strcmp(name, "..")) {
			at = at->parent ? at->parent : at;
			continue;
		}
		at = at->dead ? NULL : sim_child(at, name);
		if (!at || at->hidden)
			return -ENOENT;
		if (at->type == SIM_LINK && (*path || follow_last)) {
			int rc;

			if (!links)
				return -ELOOP;
			rc = walk(sim->root, at->target, true, links - 1, &at);
			if (rc < 0)
				return rc;
		}
	}
	*ret = at;
	return 0;
}

int sim_walk(struct sim_node *at, const char *path, bool follow_last,
	     struct sim_node **ret)
{
	return walk(at, path, follow_last, LINKS_MAX, ret);
}

/* ---- attribute groups that are rebuilt --------------------------------- */

/* Of a region all, of a memdev what is in ram/ and pmem/. */
bool sim_is_rebuilt(const struct sim_node *node)
{
	const char *dir = node->parent ? node->parent->name : "";

	return node->type == SIM_ATTR && strcmp(node->name, "uevent") &&
	       !node->debugfs && (!strncmp(dir, "region", 6) ||
				  !strcmp(dir, "ram") || !strcmp(dir, "pmem"));
}

/* The kernel deletes the files and makes new ones: who has one open, loses it. */
void sim_group_rebuild(struct sim_node *dir)
{
	for (struct sim_node **at = &dir->children; *at; at = &(*at)->next) {
		struct sim_node *old = *at, *new;

		if (old->type != SIM_ATTR || !strcmp(old->name, "uevent"))
			continue;
		new = sim_alloc(sizeof(*new));
		*new = *old;
		new->ino = ++sim->last_ino;
		new->hidden = true;
		*at = new;
		old->dead = true;
		old->next = NULL;
	}
	sim->rebuilding = dir;
	sim->rebuilt_at_call = sim->calls + 4;
	sim->rebuilt_at_ns = sim->now_ns + 1;
}

void sim_group_return(void)
{
	if (!sim->rebuilding || (sim->calls < sim->rebuilt_at_call &&
				 sim->now_ns < sim->rebuilt_at_ns))
		return;
	for (struct sim_node *c = sim->rebuilding->children; c; c = c->next)
		c->hidden = false;
	sim->rebuilding = NULL;
}
