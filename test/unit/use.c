// SPDX-License-Identifier: GPL-2.0-or-later
/* Who uses the memory of a region: memory blocks, disks on persistent memory and what is on those. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "device-files.h"
#include "tap.h"

#define BLOCK_SIZE	0x8000000ULL
#define START		(1ULL << 32)
#define MEMORY		"sys/devices/system/memory"
#define ND		"sys/bus/nd/devices/region4"
#define DISK		ND "/namespace0.0/block/pmem0"

/* What the library says now; "" when nobody uses it. */
static const char *user(const struct tree *tree)
{
	static char name[64];
	struct cxl_region *region;
	struct cxl_ctx *ctx;
	int rc = -1;

	*name = '\0';
	if (cxl_new_at(&ctx, tree->root) < 0)
		return "no context";
	region = cxl_region_get_by_name(ctx, "region4");
	if (region)
		rc = cxl_region_find_user(region, name, sizeof(name));
	cxl_unref(ctx);
	return rc < 0 || rc != (*name != '\0') ? "an error" : name;
}

static bool used_by(const struct tree *tree, const char *wanted)
{
	const char *name = user(tree);

	return ok(!strcmp(name, wanted), "used by: %s", *name ? name : "nobody");
}

static void block(struct tree *tree, unsigned long long number, const char *state)
{
	tree_file(tree, words(MEMORY "/memory%llu/state", number), state);
}

static void test_blocks(struct tree *tree)
{
	unsigned long long first = START / BLOCK_SIZE;

	used_by(tree, "");
	tree_file(tree, MEMORY "/block_size_bytes", "8000000\n");
	block(tree, first - 1, "online\n");
	block(tree, first, "offline\n");
	block(tree, first + 1, "online\n");
	block(tree, first + 2, "online\n");
	used_by(tree, words("memory block memory%llu is online", first + 1));
	block(tree, first + 1, "going-offline\n");
	used_by(tree, words("memory block memory%llu is online", first + 1));
	block(tree, first + 1, "offline\n");
	used_by(tree, "");
	block(tree, first, "online\n");
	tree_file(tree, MEMORY "/block_size_bytes", "0\n");
	used_by(tree, "an error");
	tree_file(tree, MEMORY "/block_size_bytes", "1\n");
	used_by(tree, "an error");
	tree_file(tree, MEMORY "/block_size_bytes", "8000001\n");
	used_by(tree, "an error");
	tree_remove(tree, MEMORY "/block_size_bytes");
	used_by(tree, "an error");
	tree_file(tree, MEMORY "/block_size_bytes", "8000000\n");
	block(tree, first, "offline\n");
}

static void test_disks(struct tree *tree)
{
	machine_set(tree, ND, "resource", words("%#llx", START));
	machine_set(tree, DISK, "dev", "259:0");
	machine_set(tree, DISK "/pmem0p1", "dev", "259:1");
	used_by(tree, "");
	tree_file(tree, "proc/self/mountinfo", "36 35 259:10 / /mnt rw - ext4 /dev/x rw\n");
	used_by(tree, "");
	tree_file(tree, "proc/self/mountinfo", "36 35 259:1 / /mnt rw - ext4 /dev/x rw\n");
	used_by(tree, "pmem0p1 is mounted");
	tree_file(tree, "proc/self/mountinfo", "36 35 259:0 / /mnt rw - ext4 /dev/x rw\n");
	used_by(tree, "pmem0 is mounted");
	tree_file(tree, "proc/self/mountinfo", "36 35 0:45 / /mnt rw - btrfs /dev/pmem0p1 rw\n");
	used_by(tree, "pmem0p1 is mounted");
	tree_remove(tree, "proc/self/mountinfo");
	tree_file(tree, "proc/swaps", "Filename Type\n/dev/pmem0 partition 1 0 -2\n");
	used_by(tree, "pmem0 is used as swap");
	tree_remove(tree, "proc/swaps");
	tree_dir(tree, DISK "/holders/dm-0");
	used_by(tree, "pmem0 is held by another device");
	machine_set(tree, ND, "resource", words("%#llx", START + 1));
	used_by(tree, "");
	machine_set(tree, ND, "resource", words("%#llx", START));
	tree_remove(tree, DISK "/holders/dm-0");
}

/* That nobody could look does not mean that nobody uses it. */
static void test_unknown(struct tree *tree)
{
	static char long_table[1 << 20 | 1];
	unsigned long long first = START / BLOCK_SIZE;

	used_by(tree, "");
	tree_dir(tree, "proc/self/mountinfo");
	used_by(tree, "an error");
	tree_remove(tree, "proc/self/mountinfo");
	block(tree, first, "offline\n");
	tree_file(tree, MEMORY "/block_size_bytes", "8000000\n");
	used_by(tree, "");
	tree_remove(tree, words(MEMORY "/memory%llu/state", first + 1));
	tree_dir(tree, words(MEMORY "/memory%llu/state", first + 1));
	used_by(tree, "an error");
	tree_remove(tree, words(MEMORY "/memory%llu", first + 1));
	memset(long_table, ' ', sizeof(long_table));
	tree_bytes(tree, "proc/swaps", long_table, sizeof(long_table));
	used_by(tree, "an error");
	tree_remove(tree, "proc/swaps");
}

/* A window in the hole below 4 GiB may begin at address 0. */
static void test_address_0(void)
{
	struct tree *tree = machine_with_region(1, 1, 4, 0);

	tree_file(tree, MEMORY "/block_size_bytes", "8000000\n");
	block(tree, 2, "online\n");
	used_by(tree, "");
	block(tree, 1, "online\n");
	used_by(tree, "memory block memory1 is online");
	tree_free(tree);
}

int main(void)
{
	struct tree *tree = machine_with_region(1, 1, 4, START);

	test_blocks(tree);
	test_disks(tree);
	test_unknown(tree);
	test_address_0();
	tree_free(tree);
	return tap_done();
}
