// SPDX-License-Identifier: GPL-2.0-or-later
/* Regions: their birth, attributes and death, with the kernel's rules for each. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

static struct sim_region *of(const struct sim_node *node)
{
	return node->owner;
}

/* ---- uuid -------------------------------------------------------------- */

static int show_uuid(const struct sim_node *node, char *buf)
{
	struct sim_region *region = of(node);

	if (region->mode != SIM_PMEM)
		strcpy(buf, "\n");
	else
		sprintf(buf, "%s\n", region->has_uuid ? region->uuid :
			"00000000-0000-0000-0000-000000000000");
	return 0;
}

static bool is_uuid(const char *text)
{
	for (int i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
			return false;
	}
	return strspn(text, "0-") < 36;
}

static int store_uuid(struct sim_node *node, const char *text)
{
	struct sim_region *region = of(node);

	if (strlen(text) != 37 || !is_uuid(text))
		return -EINVAL;
	if (region->has_uuid && !strncmp(region->uuid, text, 36))
		return 0;
	if (region->state >= REGION_ACTIVE)
		return -EBUSY;
	for (int i = 0; i < SIM_REGIONS; i++)
		if (sim->regions[i] && sim->regions[i]->has_uuid &&
		    !strncmp(sim->regions[i]->uuid, text, 36))
			return -EBUSY;
	snprintf(region->uuid, sizeof(region->uuid), "%.36s", text);
	region->has_uuid = true;
	return 0;
}

/* ---- interleave -------------------------------------------------------- */

static int show_ways(const struct sim_node *node, char *buf)
{
	sprintf(buf, "%u\n", of(node)->ways);
	return 0;
}

static bool is_power_of_2(uint64_t n)
{
	return n && !(n & (n - 1));
}

static bool fits_root(const struct sim_region *region, uint64_t ways)
{
	return ways % region->root->ways == 0 &&
	       is_power_of_2(ways / region->root->ways);
}

static int store_ways(struct sim_node *node, const char *text)
{
	struct sim_region *region = of(node);
	uint64_t ways;
	unsigned int old = region->ways;

	if (sim_parse_u64(text, &ways) < 0 || ways > SIM_WAYS ||
	    (!is_power_of_2(ways) && ways != 3 && ways != 6 && ways != 12) ||
	    !fits_root(region, ways))
		return -EINVAL;
	if (region->state >= REGION_INTERLEAVE)
		return -EBUSY;
	region->ways = (unsigned int)ways;
	sim_targets_make(region, old);
	return 0;
}

static int show_granularity(const struct sim_node *node, char *buf)
{
	sprintf(buf, "%u\n", of(node)->granularity);
	return 0;
}

static int store_granularity(struct sim_node *node, const char *text)
{
	struct sim_region *region = of(node);
	uint64_t g;

	if (sim_parse_u64(text, &g) < 0 || !is_power_of_2(g) || g < 256 ||
	    g > 16384)
		return -EINVAL;
	if (region->root->ways > 1 && g != region->root->granularity)
		return -EINVAL;
	if (region->state >= REGION_INTERLEAVE)
		return -EBUSY;
	region->granularity = (unsigned int)g;
	return 0;
}

/* ---- address space ----------------------------------------------------- */

static int show_size(const struct sim_node *node, char *buf)
{
	sprintf(buf, "0x%llx\n", (unsigned long long)of(node)->size);
	return 0;
}

static int show_resource(const struct sim_node *node, char *buf)
{
	sprintf(buf, "0x%llx\n", of(node)->size ?
		(unsigned long long)of(node)->start : ~0ULL);
	return 0;
}

/* A region of this window that @start..+@size meets, or NULL. */
static struct sim_region *in_the_way(const struct sim_decoder *root,
				     uint64_t start, uint64_t size)
{
	for (int i = 0; i < SIM_REGIONS; i++) {
		struct sim_region *r = sim->regions[i];

		if (r && r->root == root && r->size &&
		    start < r->start + r->size && r->start < start + size)
			return r;
	}
	return NULL;
}

static int take_addresses(struct sim_region *region, uint64_t size)
{
	const struct sim_decoder *root = region->root;
	uint64_t at = root->start;

	while (at + size <= root->start + root->size) {
		struct sim_region *other = in_the_way(root, at, size);

		if (!other) {
			region->start = at;
			region->size = size;
			region->state = REGION_INTERLEAVE;
			return 0;
		}
		at = other->start + other->size;
	}
	return -ERANGE;
}

static int give_addresses(struct sim_region *region)
{
	if (!region->size)
		return 0;
	if (region->state >= REGION_ACTIVE)
		return -EBUSY;
	if (region->nr_targets)
		sim_violate("%s: size 0 with targets attached", region->dir->name);
	region->size = 0;
	region->state = REGION_IDLE;
	return 0;
}

static int store_size(struct sim_node *node, const char *text)
{
	struct sim_region *region = of(node);
	uint64_t size;

	if (sim_parse_u64(text, &size) < 0)
		return -EINVAL;
	if (!size)
		return give_addresses(region);
	if (region->size)
		return region->size == size ? 0 : -EBUSY;
	if (!region->ways || !region->granularity ||
	    (region->mode == SIM_PMEM && !region->has_uuid))
		return -ENXIO;
	if (size % (UNIT * region->ways))
		return -EINVAL;
	return take_addresses(region, size);
}

/* ---- commit ------------------------------------------------------------ */

static int show_commit(const struct sim_node *node, char *buf)
{
	sprintf(buf, "%d\n", of(node)->state == REGION_COMMIT);
	return 0;
}

static int store_commit(struct sim_node *node, const char *text)
{
	struct sim_region *region = of(node);
	bool on;

	if (sim_parse_bool(text, &on) < 0)
		return -EINVAL;
	if (on)
		return sim_region_commit(region);
	if (region->locked)
		return -EPERM;
	if (region->bound)
		sim_violate("%s: reset while its driver is bound", region->dir->name);
	if (region->state == REGION_COMMIT)
		sim_take_apart(region, "reset");
	sim_region_unbind(region);
	sim_region_reset(region);
	return 0;
}

static int show_locked(const struct sim_node *node, char *buf)
{
	sprintf(buf, "%d\n", of(node)->locked);
	return 0;
}

static const struct sim_attr region_attrs[] = {
	{ "interleave_ways", 0644, show_ways, store_ways },
	{ "interleave_granularity", 0644, show_granularity, store_granularity },
	{ "size", 0644, show_size, store_size },
	{ "resource", 0444, show_resource, NULL },
	{ "commit", 0644, show_commit, store_commit },
	{ "locked", 0444, show_locked, NULL },
	{ NULL },
};

static const struct sim_attr uuid_ram = { "uuid", 0444, show_uuid, NULL };
static const struct sim_attr uuid_pmem = { "uuid", 0644, show_uuid, store_uuid };

bool sim_region_has_hole(const struct sim_region *region)
{
	return region->hole_since && region->nr_targets;
}

/* ---- birth ------------------------------------------------------------- */

int sim_region_id_take(void)
{
	int id = 0;

	while (sim->region_ids[id])
		id++;
	sim->region_ids[id] = true;
	return id;
}

static void region_new(struct sim_decoder *root, int id, enum sim_mode mode)
{
	struct sim_region *region = sim_alloc(sizeof(*region));
	char name[16];
	int slot = 0;

	region->id = id;
	region->root = root;
	region->mode = mode;
	region->alive = true;
	region->maker = sim->acting ? sim->actor : -1;
	while (sim->regions[slot])
		slot++;
	sim->regions[slot] = region;
	snprintf(name, sizeof(name), "region%d", id);
	region->dir = sim_dir_add(root->dir, name, region);
	sim_device_add(region->dir, "cxl_region", 6);
	sim_attrs_add(region->dir, region_attrs, region);
	sim_attr_add(region->dir, mode == SIM_PMEM ? &uuid_pmem : &uuid_ram,
		     region, 0);
	sim_text_add(region->dir, "mode", "%s\n", sim_mode_name(mode));
	sim_dir_add(region->dir, "access0", region);
	sim_dir_add(region->dir, "access1", region);
}

static int show_next(const struct sim_node *node, char *buf)
{
	const struct sim_decoder *root = node->owner;

	sprintf(buf, "region%d\n", root->next_region);
	return 0;
}

/* Only the name that can be read now is accepted: the second of two writers gets EBUSY. */
static int create(struct sim_node *node, const char *text, enum sim_mode mode)
{
	struct sim_decoder *root = node->owner;
	int id;

	if (sscanf(text, "region%d", &id) != 1)
		return -EINVAL;
	if (id != root->next_region)
		return -EBUSY;
	root->next_region = sim_region_id_take();
	region_new(root, id, mode);
	return 0;
}

static int store_create_ram(struct sim_node *node, const char *text)
{
	return create(node, text, SIM_RAM);
}

static int store_create_pmem(struct sim_node *node, const char *text)
{
	return create(node, text, SIM_PMEM);
}

const struct sim_attr sim_create_ram[] = {
	{ "create_ram_region", 0644, show_next, store_create_ram }, { NULL },
};
const struct sim_attr sim_create_pmem[] = {
	{ "create_pmem_region", 0644, show_next, store_create_pmem }, { NULL },
};

/* ---- death ------------------------------------------------------------- */

/* A lower number than the next is handed back to be the next. */
static void id_release(struct sim_decoder *root, int id)
{
	if (id < root->next_region) {
		int next = root->next_region;

		root->next_region = id;
		id = next;
	}
	sim->region_ids[id] = false;
}

static void region_free(struct sim_region *region)
{
	sim_take_apart(region, "deleted");
	if (region->nr_targets)
		sim_violate("%s: deleted with targets attached",
			   region->dir->name);
	sim_region_unbind(region);
	sim_region_reset(region);
	for (int i = 0; i < (int)region->ways; i++)
		sim_target_detach(region, i);
	sim_device_remove(region->dir);
	region->alive = false;
	for (int i = 0; i < SIM_REGIONS; i++)
		if (sim->regions[i] == region)
			sim->regions[i] = NULL;
	id_release(region->root, region->id);
}

static int store_delete(struct sim_node *node, const char *text)
{
	int id;

	if (sscanf(text, "region%d", &id) != 1)
		return -EINVAL;
	for (int i = 0; i < SIM_REGIONS; i++) {
		struct sim_region *region = sim->regions[i];

		if (!region || region->id != id || region->root != node->owner)
			continue;
		if (!(region->dir->seen & 1u << sim->actor) &&
		    region->maker != sim->actor)
			sim_violate("region%d: deleted, but it is another of that name",
				   id);
		region_free(region);
		return 0;
	}
	return -ENODEV;
}

const struct sim_attr sim_delete[] = {
	{ "delete_region", 0200, NULL, store_delete }, { NULL },
};
