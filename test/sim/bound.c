// SPDX-License-Identifier: GPL-2.0-or-later
/* A region that is bound: its child on the bus, its memory blocks, its files in debugfs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

#define BLOCK (128 * MIB)

/* ---- memory blocks ----------------------------------------------------- */

static int show_state(const struct sim_node *node, char *buf)
{
	const struct sim_block *block = node->owner;

	strcpy(buf, block->online ? "online\n" : "offline\n");
	return 0;
}

/* One that is in that state already is refused; the kernel chooses the zone of "online". */
static int store_state(struct sim_node *node, const char *text)
{
	struct sim_block *block = node->owner;
	bool online = !strncmp(text, "online", 6);

	if ((!online && strncmp(text, "offline", 7)) || online == block->online)
		return -EINVAL;
	block->online = online;
	block->movable = strncmp(text, "online_kernel", 13) != 0;
	if (!online && sim->spec.memory_returns)
		block->returns_at = sim->calls + sim->spec.memory_returns;
	return 0;
}

static int show_zones(const struct sim_node *node, char *buf)
{
	const struct sim_block *block = node->owner;

	strcpy(buf, !block->online ? "Normal Movable\n" :
	       block->movable ? "Movable\n" : "Normal\n");
	return 0;
}

static const struct sim_attr block_attrs[] = {
	{ "state", 0644, show_state, store_state },
	{ "valid_zones", 0444, show_zones, NULL },
	{ NULL },
};

void sim_blocks_add(struct sim_region *region)
{
	uint64_t end = (region->start + region->size) / BLOCK;

	for (uint64_t i = region->start / BLOCK; i < end; i++) {
		struct sim_block *block = &sim->blocks[sim->nr_blocks];
		char name[32];

		if (sim->nr_blocks == SIM_BLOCKS)
			return;
		sim->nr_blocks++;
		snprintf(name, sizeof(name), "memory%llu", (unsigned long long)i);
		block->index = i;
		block->region = region;
		block->dir = sim_dir_add(sim->memory, name, block);
		sim_attrs_add(block->dir, block_attrs, block);
	}
	region->probing_until = sim->calls + sim->spec.memory_slow;
	if (!sim->spec.memory_slow)
		sim_probe_end(region);
}

/* The last that kmem does: it has the lock of the DAX device until then. */
void sim_probe_end(struct sim_region *region)
{
	if (!region->probing_until)
		return;
	region->probing_until = 0;
	for (int i = 0; i < sim->nr_blocks; i++) {
		struct sim_block *block = &sim->blocks[i];

		if (block->region != region || block->online || !strcmp(sim->policy, "offline"))
			continue;
		block->online = true;
		block->movable = strcmp(sim->policy, "online_kernel") != 0;
	}
}

/* Blocks in use cannot be taken away: their addresses are lost until a reboot. */
void sim_blocks_remove(struct sim_region *region)
{
	for (int i = 0; i < sim->nr_blocks; i++) {
		struct sim_block *block = &sim->blocks[i];

		if (block->region != region || block->online)
			continue;
		sim_node_remove(block->dir);
		*block = sim->blocks[--sim->nr_blocks];
		if (block->dir && i < sim->nr_blocks) {
			block->dir->owner = block;
			sim_child(block->dir, "state")->owner = block;
			sim_child(block->dir, "valid_zones")->owner = block;
		}
		i--;
	}
}

void sim_memory_return(void)
{
	for (int i = 0; i < SIM_REGIONS; i++)
		if (sim->regions[i] && sim->calls >= sim->regions[i]->probing_until)
			sim_probe_end(sim->regions[i]);
	for (int i = 0; i < sim->nr_blocks; i++) {
		struct sim_block *block = &sim->blocks[i];

		if (!block->returns_at || sim->calls < block->returns_at)
			continue;
		block->returns_at = 0;
		block->online = true;
	}
}

/* An administrator takes memory offline before pulling its card. */
void sim_region_take_offline(const struct sim_region *region)
{
	for (int i = 0; i < sim->nr_blocks; i++)
		if (sim->blocks[i].region == region)
			sim->blocks[i].online = false;
}

bool sim_region_is_online(const struct sim_region *region)
{
	for (int i = 0; i < sim->nr_blocks; i++)
		if (sim->blocks[i].region == region && sim->blocks[i].online)
			return true;
	return false;
}

int sim_region_blocks_online(const struct sim_region *region, bool movable)
{
	int count = 0;

	for (int i = 0; i < sim->nr_blocks; i++)
		count += sim->blocks[i].region == region &&
			 (sim->blocks[i].online || sim->blocks[i].returns_at) &&
			 sim->blocks[i].movable == movable;
	return count;
}

/* ---- children ---------------------------------------------------------- */

static void add_pmem(struct sim_region *region)
{
	char name[32];

	snprintf(name, sizeof(name), "pmem_region%d", region->id);
	region->child = sim_dir_add(region->dir, name, region);
	sim_device_add(region->child, "cxl_pmem_region", 7);
	sim_driver_bind(region->child, "cxl_pmem_region");
}

int sim_region_bind(struct sim_region *region)
{
	if (region->bound)
		return -EBUSY;
	if (region->state != REGION_COMMIT)
		return -ENXIO;
	sim_driver_bind(region->dir, "cxl_region");
	region->bound = region->was_bound = true;
	if (region->mode == SIM_RAM)
		sim_dax_add(region);
	else
		add_pmem(region);
	sim_region_debugfs(region);
	return 0;
}

void sim_region_unbind(struct sim_region *region)
{
	if (!region->bound)
		return;
	sim_probe_end(region);
	sim_take_apart(region, "unbound");
	if (sim_region_is_online(region))
		sim_violate("%s: unbound with memory online", region->dir->name);
	region->bound = false;
	sim_node_remove(region->debugfs);
	if (region->dax)
		sim_dax_remove(region);
	sim_device_remove(region->child);
	region->child = region->dax = NULL;
	sim_blocks_remove(region);
	sim_driver_unbind(region->dir);
}
