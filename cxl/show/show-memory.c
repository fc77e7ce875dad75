// SPDX-License-Identifier: GPL-2.0-or-later
/* What the memory of a region is used as, and who uses it: list --memory. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "show/keys.h"

/* ---- what is missing --------------------------------------------------- */

static const char *const lacks[] = {
	[CXL_MEMORY_LACKS_COMMIT] = "commit",
	[CXL_MEMORY_LACKS_REGION_DRIVER] = "region_driver",
	[CXL_MEMORY_LACKS_PMEM_DRIVER] = "pmem_driver",
	[CXL_MEMORY_LACKS_DAX_REGION] = "dax_region",
	[CXL_MEMORY_LACKS_DAX_REGION_DRIVER] = "dax_region_driver",
	[CXL_MEMORY_LACKS_DAX] = "dax_device",
	[CXL_MEMORY_LACKS_KMEM] = "kmem",
	[CXL_MEMORY_LACKS_NODE] = "node",
	[CXL_MEMORY_LACKS_WHOLE_BLOCK] = "whole_block",
	[CXL_MEMORY_LACKS_DAX_DRIVER] = "dax_driver",
	[CXL_MEMORY_LACKS_BLOCKS] = "blocks",
	[CXL_MEMORY_LACKS_ONLINE] = "online",
	[CXL_MEMORY_LACKS_NODE_MEMORY] = "node_memory",
	[CXL_MEMORY_LACKS_DEVICE_NODE] = "device_node",
	[CXL_MEMORY_LACKS_UDEV] = "udev",
};

static void show_readiness(struct output *out, struct cxl_memory *memory)
{
	enum cxl_memory_lack lack;

	if (cxl_memory_query_lack(memory, CXL_MEMORY_READY, &lack))
		return;
	output_bool(out, "ready", !lack);
	if (lack)
		output_text(out, "missing", (size_t)lack < ARRAY_SIZE(lacks) && lacks[lack] ?
			    lacks[lack] : "unknown");
}

/* ---- DAX devices ------------------------------------------------------- */

static void show_driver(struct output *out, struct cxl_dax *dax)
{
	enum cxl_dax_driver driver;

	if (cxl_dax_query_driver(dax, &driver))
		return;
	output_text(out, "driver", driver == CXL_DAX_DRIVER_NONE ? "none" :
		    cxl_dax_get_driver_name(dax));
}

static void show_dax(struct output *out, struct cxl_dax *dax)
{
	const char *state = cxl_dax_get_state(dax);

	output_open_object(out, NULL);
	output_text(out, "chardev", cxl_dax_get_devname(dax));
	output_size(out, "size", cxl_dax_get_size(dax));
	show_driver(out, dax);
	if (state)
		output_text(out, "state", state);
	else
		output_unknown(out, "state");
	if (cxl_dax_get_target_node(dax) >= 0)
		output_int(out, "target_node", cxl_dax_get_target_node(dax));
	else
		output_unknown(out, "target_node");
	output_close_object(out);
}

static void show_dax_devices(struct output *out, struct cxl_memory *memory)
{
	struct cxl_dax *dax;

	if (cxl_memory_get_dax_region(memory))
		output_text(out, "dax_region", cxl_memory_get_dax_region(memory));
	else
		output_unknown(out, "dax_region");
	if (!cxl_dax_get_first(memory) && !out->contract)
		return;
	output_open_array(out, "dax_devices");
	cxl_dax_foreach(memory, dax)
		show_dax(out, dax);
	output_close_array(out);
}

/* ---- memory blocks ----------------------------------------------------- */

static void show_block(struct output *out, struct cxl_memory_block *block)
{
	const char *zone = cxl_memory_block_get_zone(block);
	bool online;

	output_open_object(out, NULL);
	output_text(out, "block", cxl_memory_block_get_devname(block));
	if (!cxl_memory_block_query_online(block, &online))
		output_bool(out, "online", online);
	else
		output_unknown(out, "online");
	if (zone)
		output_text(out, "zone", zone);
	else
		output_unknown(out, "zone");
	if (cxl_memory_block_get_node(block) >= 0)
		output_int(out, "node", cxl_memory_block_get_node(block));
	else
		output_unknown(out, "node");
	output_close_object(out);
}

static void show_blocks(struct output *out, struct cxl_memory *memory)
{
	unsigned long long size = cxl_memory_get_block_size(memory);
	struct cxl_memory_block *block;
	unsigned int online, total;

	if (size)
		output_size(out, "block_size", size);
	else
		output_unknown(out, "block_size");
	if (cxl_memory_query_blocks(memory, &online, &total, NULL) == 0) {
		output_uint(out, "online_memblocks", online);
		output_uint(out, "total_memblocks", total);
		output_size(out, "online_size", online * size);
	}
	if (!cxl_memory_block_get_first(memory) && !out->contract)
		return;
	output_open_array(out, "blocks");
	cxl_memory_block_foreach(memory, block)
		show_block(out, block);
	output_close_array(out);
}

/* ---- NUMA nodes -------------------------------------------------------- */

static void show_figures(struct output *out, struct cxl_memory *memory, int node)
{
	static const char *const keys[] = {
		[CXL_MEMORY_READ_BANDWIDTH] = "read_bandwidth",
		[CXL_MEMORY_WRITE_BANDWIDTH] = "write_bandwidth",
		[CXL_MEMORY_READ_LATENCY] = "read_latency",
		[CXL_MEMORY_WRITE_LATENCY] = "write_latency",
	};
	unsigned int value;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!cxl_memory_query_figure(memory, node, (enum cxl_memory_figure)i, &value))
			output_uint(out, keys[i], value);
}

static void show_node(struct output *out, struct cxl_memory *memory, int node)
{
	unsigned int tier;
	bool has_memory;

	output_open_object(out, NULL);
	output_int(out, "node", node);
	if (!cxl_memory_query_node(memory, node, &has_memory))
		output_bool(out, "has_memory", has_memory);
	else
		output_unknown(out, "has_memory");
	if (!cxl_memory_query_tier(memory, node, &tier))
		output_uint(out, "memory_tier", tier);
	else
		output_unknown(out, "memory_tier");
	show_figures(out, memory, node);
	output_close_object(out);
}

/* Of the DAX devices, which usually have the same. */
static void show_nodes(struct output *out, struct cxl_memory *memory)
{
	struct cxl_dax *dax;
	int last = -1;

	output_open_array(out, "nodes");
	cxl_dax_foreach(memory, dax) {
		int node = cxl_dax_get_target_node(dax);

		if (node >= 0 && node != last)
			show_node(out, memory, node);
		last = node;
	}
	output_close_array(out);
}

/* ---- users ------------------------------------------------------------- */

static const char *const uses[] = {
	[CXL_MEMORY_USE_UNKNOWN] = "unknown",
	[CXL_MEMORY_USE_MOUNT] = "mount",
	[CXL_MEMORY_USE_SWAP] = "swap",
	[CXL_MEMORY_USE_HOLDER] = "holder",
	[CXL_MEMORY_USE_OPEN] = "open",
	[CXL_MEMORY_USE_MAPPED] = "mapped",
	[CXL_MEMORY_USE_PROCESS] = "process",
	[CXL_MEMORY_USE_CGROUP] = "cgroup",
};

static void show_user(struct output *out, struct cxl_memory_user *user)
{
	enum cxl_memory_use use = cxl_memory_user_get_use(user);
	const char *name = cxl_memory_user_get_name(user);

	output_open_object(out, NULL);
	output_text(out, "use", (size_t)use < ARRAY_SIZE(uses) ? uses[use] : "unknown");
	output_text(out, "device", cxl_memory_user_get_device(user));
	if (cxl_memory_user_get_pid(user))
		output_int(out, "pid", cxl_memory_user_get_pid(user));
	else
		output_unknown(out, "pid");
	if (name && use == CXL_MEMORY_USE_UNKNOWN)
		output_text(out, "reason", name);
	else if (name)
		output_text(out, "name", name);
	if (cxl_memory_user_get_size(user))
		output_size(out, "size", cxl_memory_user_get_size(user));
	else
		output_unknown(out, "size");
	output_close_object(out);
}

/* An empty array says that nobody uses it: where that cannot be told, there is none. */
static void show_users(const struct show *show, struct cxl_memory *memory)
{
	struct output *out = show->out;
	struct cxl_region *region = cxl_memory_get_region(memory);
	struct cxl_memory_users *users;
	struct cxl_memory_user *user;
	int rc = cxl_memory_users_new(memory, &users);

	if (rc) {
		say_errno(cxl_region_get_devname(region), "find who uses its memory", rc);
		output_unknown(out, "users");
		*show->unread = true;
		return;
	}
	output_open_array(out, "users");
	cxl_memory_user_foreach(users, user)
		show_user(out, user);
	output_close_array(out);
	cxl_memory_users_free(users);
}

void show_region_memory(const struct show *show, struct cxl_region *region)
{
	struct output *out = show->out;
	struct cxl_memory *memory;
	int rc = cxl_memory_new(region, &memory);

	if (rc) {
		say_errno(cxl_region_get_devname(region), "read its memory", rc);
		output_unknown(out, "memory_use");
		*show->unread = true;
		return;
	}
	if (out->contract)	/* an item has a "memory" of its own */
		output_open_object(out, "memory_use");
	else
		output_open_object(out, "memory");
	show_readiness(out, memory);
	show_dax_devices(out, memory);
	show_blocks(out, memory);
	show_nodes(out, memory);
	show_users(show, memory);
	output_close_object(out);
	cxl_memory_free(memory);
}
