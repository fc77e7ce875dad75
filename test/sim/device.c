// SPDX-License-Identifier: GPL-2.0-or-later
/* What every device on the bus has: its common files, its place in the flat list, a driver or none. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

/* ---- numbers, as the kernel reads them --------------------------------- */

int sim_parse_u64(const char *text, uint64_t *ret)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	*ret = strtoull(text, &end, 0);
	if (*end == '\n')
		end++;
	return *end || errno ? -EINVAL : 0;
}

int sim_parse_bool(const char *text, bool *ret)
{
	switch (*text) {
	case '1': case 'y': case 'Y': case 't': case 'T':
		*ret = true;
		return 0;
	case '0': case 'n': case 'N': case 'f': case 'F':
		*ret = false;
		return 0;
	}
	return -EINVAL;
}

/* ---- common files ------------------------------------------------------ */

static const char *device_driver(const struct sim_node *dir)
{
	const struct sim_node *link = sim_child(dir, "driver");
	const char *slash = link ? strrchr(link->target, '/') : NULL;

	return slash ? slash + 1 : NULL;
}

/* node->arg is the number of the modalias, node->target the devtype. */
static int show_uevent(const struct sim_node *node, char *buf)
{
	const char *driver = device_driver(node->parent);
	int n = 0;

	if (!strcmp(node->target, "cxl_memdev")) {
		const struct sim_memdev *memdev = node->parent->owner;

		n = sprintf(buf, "MAJOR=251\nMINOR=%d\nDEVNAME=cxl/mem%d\n",
			    memdev->id, memdev->id);
	}
	n += sprintf(buf + n, "DEVTYPE=%s\n", node->target);
	if (driver)
		n += sprintf(buf + n, "DRIVER=%s\n", driver);
	sprintf(buf + n, "MODALIAS=cxl:t%d\n", node->arg);
	return 0;
}

static const struct sim_attr uevent = { "uevent", 0644, show_uevent, NULL };

void sim_device_add(struct sim_node *dir, const char *devtype, int modalias)
{
	struct sim_node *bus;

	sim_walk(sim->root, "sys/bus/cxl", true, &bus);
	sim_attr_add(dir, &uevent, dir->owner, modalias)->target =
		sim_strdup(devtype);
	if (strcmp(devtype, "cxl_memdev")) {
		sim_text_add(dir, "devtype", "%s\n", devtype);
		sim_text_add(dir, "modalias", "cxl:t%d\n", modalias);
	}
	sim_link_add(dir, "subsystem", bus);
	sim_link_add(sim->devices, dir->name, dir);
	sim_event("add", dir);
}

/* The links to it first, its files, and then the directory itself. */
void sim_device_remove(struct sim_node *dir)
{
	sim_driver_unbind(dir);
	sim_child_remove(sim->devices, dir->name);
	sim_node_remove(dir);
	sim_event("remove", dir);
}

struct sim_node *sim_device(const char *name)
{
	const struct sim_node *link = sim_child(sim->devices, name);
	struct sim_node *dir;

	if (!link || sim_walk(sim->root, link->target, true, &dir) < 0)
		return NULL;
	return dir;
}

/* ---- drivers ----------------------------------------------------------- */

void sim_driver_bind(struct sim_node *dir, const char *driver)
{
	struct sim_node *of = sim_child(sim->drivers, driver);

	sim_link_add(dir, "driver", of);
	sim_link_add(of, dir->name, dir);
}

void sim_driver_unbind(struct sim_node *dir)
{
	const char *driver = device_driver(dir);

	if (!driver)
		return;
	sim_child_remove(sim_child(sim->drivers, driver), dir->name);
	sim_child_remove(dir, "driver");
}

bool sim_driver_has(const struct sim_node *dir)
{
	return sim_child(dir, "driver") != NULL;
}
