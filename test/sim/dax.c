// SPDX-License-Identifier: GPL-2.0-or-later
/* The DAX device of a region, its two drivers, and the policy for the memory that one of them adds. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

#define MOVED	"its memory moved to another driver"
#define IDS	((int)(sizeof(sim->dax_ids) / sizeof(*sim->dax_ids)))

static struct sim_node *driver_dir(const char *name)
{
	struct sim_node *dir;
	char path[64];

	snprintf(path, sizeof(path), "sys/bus/dax/drivers/%s", name);
	return sim_walk(sim->root, path, true, &dir) < 0 ? NULL : dir;
}

const char *sim_dax_driver(const struct sim_region *region)
{
	const struct sim_node *link = region->dax ? sim_child(region->dax, "driver") : NULL;

	return link ? strrchr(link->target, '/') + 1 : "";
}

/* ---- names that device_dax binds ---------------------------------------- */

static char *find_id(const char *name)
{
	for (int i = 0; i < IDS; i++)
		if (!strcmp(sim->dax_ids[i], name))
			return sim->dax_ids[i];
	return NULL;
}

/* ---- binding ------------------------------------------------------------ */

static void bind_to(struct sim_region *region, const char *driver)
{
	sim_link_add(region->dax, "driver", driver_dir(driver));
	if (!strcmp(driver, "kmem") && sim->spec.memory_online)
		sim_blocks_add(region);
	if (!strcmp(driver, "kmem"))
		return;
	sim_text_add(region->dax, "dev", "252:0\n");
	sim_cdev_add(sim->dev->parent, region->dax->name, NULL);
}

static void unbind_from(struct sim_region *region)
{
	if (!strcmp(sim_dax_driver(region), "kmem")) {
		sim_probe_end(region);
		if (sim_region_is_online(region))
			sim_violate("%s: kmem unbound with memory online", region->dax->name);
		sim_blocks_remove(region);
	}
	sim_child_remove(sim->dev->parent, region->dax->name);
	sim_child_remove(region->dax, "dev");
	sim_child_remove(region->dax, "driver");
}

/* The region whose DAX device has that name; a violation if the run may not change it. */
static struct sim_region *named(const char *text)
{
	char name[32];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, "\n"), text);
	for (int i = 0; i < SIM_REGIONS; i++) {
		struct sim_region *region = sim->regions[i];

		if (!region || !region->dax || strcmp(region->dax->name, name))
			continue;
		if (!(region->dir->seen & 1u << sim->actor))
			sim_violate("%s: bound or unbound, but it is another of that name", name);
		return region;
	}
	return NULL;
}

static int bind(struct sim_node *node, const char *text)
{
	struct sim_region *region = named(text);
	bool is_kmem = !strcmp(node->parent->name, "kmem");

	if (!region || (!is_kmem && !find_id(region->dax->name)))
		return -ENODEV;
	sim_probe_end(region);
	if (sim_child(region->dax, "driver"))
		return -EBUSY;
	sim_take_apart(region, MOVED);
	bind_to(region, node->parent->name);
	return 0;
}

static int unbind(struct sim_node *node, const char *text)
{
	struct sim_region *region = named(text);

	if (!region || strcmp(sim_dax_driver(region), node->parent->name))
		return -ENODEV;
	sim_take_apart(region, MOVED);
	unbind_from(region);
	return 0;
}

/* The name is kept, and a device that has it and no driver is bound. */
static int new_id(struct sim_node *node, const char *text)
{
	struct sim_region *region = named(text);
	char *id = find_id("");

	if (!find_id(text) && id)
		snprintf(id, sizeof(sim->dax_ids[0]), "%s", text);
	if (region && !sim_child(region->dax, "driver")) {
		sim_take_apart(region, MOVED);
		bind_to(region, node->parent->name);
	}
	return 0;
}

/* A name that is not in the list is no error. */
static int remove_id(struct sim_node *node, const char *text)
{
	char *id = find_id(text);

	if (id)
		*id = '\0';
	return 0;
}

static const struct sim_attr driver_attrs[] = {
	{ "bind", 0200, NULL, bind },
	{ "unbind", 0200, NULL, unbind },
	{ "new_id", 0200, NULL, new_id },
	{ "remove_id", 0200, NULL, remove_id },
	{ NULL },
};

/* ---- the policy --------------------------------------------------------- */

static int show_policy(const struct sim_node *node, char *buf)
{
	sprintf(buf, "%s\n", sim->policy);
	return 0;
}

static int store_policy(struct sim_node *node, const char *text)
{
	static const char *const words[] = { "offline", "online", "online_kernel", "online_movable" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strncmp(text, words[i], strcspn(text, "\n")) || strlen(words[i]) != strcspn(text, "\n"))
			continue;
		strcpy(sim->policy, words[i]);
		return 0;
	}
	return -EINVAL;
}

static const struct sim_attr policy_attrs[] = {
	{ "auto_online_blocks", 0644, show_policy, store_policy },
	{ NULL },
};

/* ---- making ------------------------------------------------------------- */

void sim_dax_make(void)
{
	sim_attrs_add(sim_dirs_add(sim->root, "sys/bus/dax/drivers/kmem"), driver_attrs, NULL);
	sim_attrs_add(sim_dirs_add(sim->root, "sys/bus/dax/drivers/device_dax"), driver_attrs, NULL);
	strcpy(sim->policy, "online_movable");
	sim_attrs_add(sim->memory, policy_attrs, NULL);
}

void sim_dax_add(struct sim_region *region)
{
	char name[32];

	snprintf(name, sizeof(name), "dax_region%d", region->id);
	region->child = sim_dir_add(region->dir, name, region);
	sim_device_add(region->child, "cxl_dax_region", 8);
	sim_driver_bind(region->child, "cxl_dax_region");
	snprintf(name, sizeof(name), "dax%d.0", region->id);
	region->dax = sim_dir_add(region->child, name, region);
	sim_text_add(region->dax, "size", "%llu\n", (unsigned long long)region->size);
	sim_text_add(region->dax, "resource", "0x%llx\n", (unsigned long long)region->start);
	sim_text_add(region->dax, "target_node", "1\n");
	bind_to(region, find_id(name) ? "device_dax" : "kmem");
}

/* With its region: a program that unbinds that has offlined the memory. */
void sim_dax_remove(struct sim_region *region)
{
	sim_child_remove(sim->dev->parent, region->dax->name);
	sim_child_remove(region->dax, "driver");
	region->dax = NULL;
}
