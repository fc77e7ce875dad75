// SPDX-License-Identifier: GPL-2.0-or-later
/* The drivers' bind and unbind files, and the bus's own. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

/* The device whose name was written; a violation if it is not the one that this actor has verified. */
static struct sim_node *named(const char *text)
{
	char name[32];
	struct sim_node *dir;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, "\n"), text);
	dir = sim_device(name);
	if (dir && !(dir->seen & 1u << sim->actor))
		sim_violate("%s: bound or unbound, but it is another of that name",
			   name);
	if (dir)
		sim_touch(dir->card, "the driver");
	return dir;
}

static bool is_a(const struct sim_node *dir, const char *prefix)
{
	return dir && !strncmp(dir->name, prefix, strlen(prefix));
}

/* ---- regions ----------------------------------------------------------- */

static int bind_region(struct sim_node *node, const char *text)
{
	struct sim_node *dir = named(text);

	return is_a(dir, "region") ? sim_region_bind(dir->owner) : -ENODEV;
}

static int unbind_region(struct sim_node *node, const char *text)
{
	struct sim_node *dir = named(text);

	if (!is_a(dir, "region") || !sim_driver_has(dir))
		return -ENODEV;
	sim_region_unbind(dir->owner);
	return 0;
}

/* ---- memdevs ----------------------------------------------------------- */

static int bind_memdev(struct sim_node *node, const char *text)
{
	struct sim_node *dir = named(text);

	return is_a(dir, "mem") ? sim_memdev_bind(dir->owner) : -ENODEV;
}

static int unbind_memdev(struct sim_node *node, const char *text)
{
	struct sim_node *dir = named(text);

	if (!is_a(dir, "mem") || !sim_driver_has(dir))
		return -ENODEV;
	sim_memdev_unbind(dir->owner);
	return 0;
}

/* ---- ports: the memdevs below detach with them ------------------------- */

static int bind_port(struct sim_node *node, const char *text)
{
	struct sim_node *dir = named(text);
	struct sim_port *port = dir ? dir->owner : NULL;

	if (!is_a(dir, "port"))
		return -ENODEV;
	if (port->bound)
		return -EBUSY;
	port->bound = true;
	sim_decoders_appear(port);
	sim_driver_bind(dir, "cxl_port");
	return 0;
}

static int unbind_port(struct sim_node *node, const char *text)
{
	struct sim_node *dir = named(text);
	struct sim_port *port = dir ? dir->owner : NULL;

	if (!is_a(dir, "port") || !port->bound)
		return -ENODEV;
	for (int i = 0; i < SIM_CARDS * 2; i++)
		if (sim->memdevs[i] && sim->memdevs[i]->alive &&
		    sim->memdevs[i]->card->slot->port == port)
			sim_memdev_unbind(sim->memdevs[i]);
	port->bound = false;
	sim_decoders_vanish(port);
	sim_driver_unbind(dir);
	return 0;
}

/* ---- the bus ----------------------------------------------------------- */

/* Queued detaches are done when this returns. */
static int store_flush(struct sim_node *node, const char *text)
{
	if (strcmp(text, "1") && strcmp(text, "1\n"))
		return -EINVAL;
	for (int i = 0; i < SIM_CARDS * 2; i++)
		if (sim->memdevs[i])
			sim->memdevs[i]->detached_until = 0;
	return 0;
}

static int show_autoprobe(const struct sim_node *node, char *buf)
{
	strcpy(buf, "1\n");
	return 0;
}

static const struct sim_attr bus_attrs[] = {
	{ "flush", 0200, NULL, store_flush },
	{ "drivers_autoprobe", 0644, show_autoprobe, NULL },
	{ NULL },
};

static const struct {
	const char *name, *module;
	const struct sim_attr attrs[3];
} drivers[] = {
	{ "cxl_dax_region", "dax_cxl", { { NULL } } },
	{ "cxl_mem", "cxl_mem", { { "bind", 0200, NULL, bind_memdev },
				  { "unbind", 0200, NULL, unbind_memdev } } },
	{ "cxl_nvdimm", "cxl_pmem", { { NULL } } },
	{ "cxl_nvdimm_bridge", "cxl_pmem", { { NULL } } },
	{ "cxl_pmem_region", "cxl_pmem", { { NULL } } },
	{ "cxl_port", "cxl_port", { { "bind", 0200, NULL, bind_port },
				    { "unbind", 0200, NULL, unbind_port } } },
	{ "cxl_region", "cxl_core", { { "bind", 0200, NULL, bind_region },
				      { "unbind", 0200, NULL, unbind_region } } },
};

void sim_drivers_make(void)
{
	sim_attrs_add(sim->drivers->parent, bus_attrs, NULL);
	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++) {
		struct sim_node *dir = sim_dir_add(sim->drivers,
						   drivers[i].name, NULL);
		char path[64];

		snprintf(path, sizeof(path), "sys/module/%s", drivers[i].module);
		sim_link_add(dir, "module", sim_dirs_add(sim->root, path));
		sim_attrs_add(dir, drivers[i].attrs, NULL);
	}
}
