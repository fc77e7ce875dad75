// SPDX-License-Identifier: GPL-2.0-or-later
/* What is true of a device, by its name: a check compares it with the messages. */
#include <string.h>

#include "machine.h"

#define FOREIGN 0x8000		/* see sim_card_replace() */

static const struct sim_node *device(const char *name)
{
	const struct sim_node *dir = sim_device(name);
	const struct sim_card *card = dir ? dir->card : NULL;

	return card && card->serial & FOREIGN ? NULL : dir;
}

static struct sim_region *region(const char *name)
{
	for (int i = 0; i < SIM_REGIONS; i++)
		if (sim->regions[i] && !strcmp(sim->regions[i]->dir->name, name))
			return sim->regions[i];
	return NULL;
}

bool sim_lives(const char *name)
{
	return device(name);
}

bool sim_is_bound(const char *name)
{
	return device(name) && sim_driver_has(device(name));
}

bool sim_is_committed(const char *name)
{
	return region(name) && region(name)->state == REGION_COMMIT;
}

bool sim_is_locked(const char *name)
{
	return region(name) && region(name)->locked;
}

bool sim_is_online(const char *name)
{
	if (region(name))
		return sim_region_is_online(region(name));
	for (int i = 0; i < sim->nr_blocks; i++)
		if (!strcmp(sim->blocks[i].dir->name, name))
			return sim->blocks[i].online;
	return false;
}

void sim_guard(const char *name)
{
	if (region(name))
		region(name)->guarded = true;
}

void sim_lock_region(const char *name)
{
	if (region(name))
		region(name)->locked = true;
}
