// SPDX-License-Identifier: GPL-2.0-or-later
/* What a region's memory is used as, and which step is missing, on a machine made of files. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "device-files.h"
#include "memory/memory.h"
#include "memory/zone.h"
#include "tap.h"

#define REGION	ROOT0 "/decoder0.0/region0"
#define DAX	REGION "/dax_region0/dax0.0"
#define MEMORY	"sys/devices/system/memory"
#define START	0x10000000ULL
#define SIZE	0x10000000ULL
#define BLOCK	0x8000000ULL
#define FIRST	(START / BLOCK)

static struct io_calls calls;
static const char *locked;

/* Files stand for device nodes, 252:0. */
static int stat_device(void *machine, int fd, struct stat *st)
{
	int rc = io_kernel.stat(machine, fd, st);

	if (!rc && S_ISREG(st->st_mode)) {
		st->st_mode = S_IFCHR;
		st->st_rdev = makedev(252, 0);
	}
	return rc;
}

static int open_unlocked(void *machine, int dirfd, const char *name, int flags)
{
	if (locked && strstr(name, locked))
		return -EACCES;
	return io_kernel.open(machine, dirfd, name, flags);
}

static ssize_t readlink_unlocked(void *machine, int dirfd, const char *name, char *buf, size_t len)
{
	if (locked && strstr(name, locked))
		return -EACCES;
	return io_kernel.readlink(machine, dirfd, name, buf, len);
}

static int exists_unlocked(void *machine, int dirfd, const char *name)
{
	if (locked && strstr(name, locked))
		return -EACCES;
	return io_kernel.exists(machine, dirfd, name);
}

static struct tree *given_region(void)
{
	static const int memdevs[] = { 0 };
	struct tree *tree = tree_new();

	machine_root(tree);
	machine_window(tree, &(struct machine_window){
		.start = START, .size = SIZE, .ways = 1, .granularity = 256,
		.targets = "0" });
	machine_memdev(tree, 0);
	machine_decoder(tree, 0, 0, 0, SIZE, "region0");
	machine_region(tree, &(struct members){
		.start = START, .size = SIZE, .ways = 1, .granularity = 256,
		.memdevs = memdevs });
	return tree;
}

/* -- asking ------------------------------------------------------------------ */

static struct cxl_ctx *ctx;
static struct cxl_memory *memory;

static struct cxl_memory *look(const struct tree *tree)
{
	struct cxl_region *region;

	cxl_memory_free(memory);
	cxl_unref(ctx);
	memory = NULL;
	ctx = NULL;
	if (cxl_new_at(&ctx, tree->root) < 0)
		return NULL;
	region = cxl_region_get_by_name(ctx, "region0");
	ctx->io.calls = &calls;
	return region && !cxl_memory_new(region, &memory) ? memory : NULL;
}

static void lacks(const struct tree *tree, enum cxl_memory_state state, int wanted,
		  const char *what)
{
	enum cxl_memory_lack lack = 99;
	int rc = look(tree) ? cxl_memory_query_lack(memory, state, &lack) : -ENODATA;

	ok((rc ? rc : (int)lack) == wanted, "state %d: %s: %d", state, what,
	   rc ? rc : (int)lack);
}

static void block(struct tree *tree, unsigned long long number, const char *state, const char *zones)
{
	machine_set(tree, words(MEMORY "/memory%llu", number), "state", state);
	machine_set(tree, words(MEMORY "/memory%llu", number), "valid_zones", zones);
	tree_dir(tree, words(MEMORY "/memory%llu/node1", number));
}

static void bind_dax(struct tree *tree, const char *driver)
{
	static bool bound;

	if (bound)
		tree_remove(tree, DAX "/driver");
	bound = true;
	tree_link(tree, DAX "/driver", words("../../../bus/dax/drivers/%s", driver));
}

/* -- step by step ------------------------------------------------------------ */

static void test_region(struct tree *tree)
{
	lacks(tree, CXL_MEMORY_GONE, CXL_MEMORY_LACKS_LEAVING, "it is there");
	lacks(tree, 17, -EINVAL, "no such state");
	machine_set(tree, REGION, "commit", "0");
	lacks(tree, CXL_MEMORY_ENABLED, CXL_MEMORY_LACKS_COMMIT, "not committed");
	machine_set(tree, REGION, "commit", "1");
	lacks(tree, CXL_MEMORY_ONLINE, CXL_MEMORY_LACKS_REGION_DRIVER, "without a driver");
	machine_bind(tree, REGION, "cxl_region");
	lacks(tree, CXL_MEMORY_ENABLED, 0, "enabled");
	lacks(tree, CXL_MEMORY_DAX, CXL_MEMORY_LACKS_DAX_REGION, "without a DAX region");
	machine_set(tree, REGION, "mode", "pmem");
	lacks(tree, CXL_MEMORY_ONLINE, CXL_MEMORY_LACKS_RAM, "pmem");
	lacks(tree, CXL_MEMORY_READY, CXL_MEMORY_LACKS_PMEM_DRIVER, "libnvdimm does not have it");
	machine_bind(tree, REGION "/pmem_region0", "cxl_pmem_region");
	lacks(tree, CXL_MEMORY_READY, 0, "libnvdimm has it");
	tree_remove(tree, REGION "/pmem_region0");
	machine_set(tree, REGION, "mode", "ram");
}

static void test_dax(struct tree *tree)
{
	tree_dir(tree, REGION "/dax_region0");
	lacks(tree, CXL_MEMORY_READY, CXL_MEMORY_LACKS_DAX_REGION_DRIVER, "dax_cxl is not loaded");
	machine_bind(tree, REGION "/dax_region0", "cxl_dax_region");
	lacks(tree, CXL_MEMORY_READY, CXL_MEMORY_LACKS_DAX, "without a DAX device");
	machine_set(tree, DAX, "size", "0");
	lacks(tree, CXL_MEMORY_DAX, CXL_MEMORY_LACKS_DAX, "with one of nothing");
	machine_set(tree, DAX, "size", "268435456");
	machine_set(tree, DAX, "target_node", "-1");
	machine_set(tree, DAX, "dev", "252:0");
	machine_set(tree, DAX, "mapping0/start", "0x10000000");
	machine_set(tree, DAX, "mapping0/end", "0x1fffffff");
	machine_set(tree, MEMORY, "block_size_bytes", "8000000");
	lacks(tree, CXL_MEMORY_DAX, 0, "with a DAX device");
	lacks(tree, CXL_MEMORY_READY, CXL_MEMORY_LACKS_NODE, "without a node");
	machine_set(tree, DAX, "target_node", "1");
	lacks(tree, CXL_MEMORY_PRESENT, CXL_MEMORY_LACKS_KMEM, "kmem is not loaded");
	tree_dir(tree, "sys/bus/dax/drivers/kmem");
	lacks(tree, CXL_MEMORY_PRESENT, CXL_MEMORY_LACKS_DAX_DRIVER, "nobody knows why");
	machine_set(tree, MEMORY, "block_size_bytes", "80000000");
	lacks(tree, CXL_MEMORY_PRESENT, CXL_MEMORY_LACKS_WHOLE_BLOCK, "blocks of 2 GiB");
	machine_set(tree, MEMORY, "block_size_bytes", "8000000");
}

static void test_device_dax(struct tree *tree)
{
	bind_dax(tree, "device_dax");
	lacks(tree, CXL_MEMORY_ONLINE, CXL_MEMORY_LACKS_OTHER_MODE, "devdax");
	lacks(tree, CXL_MEMORY_READY, CXL_MEMORY_LACKS_DEVICE_NODE, "without a node in /dev");
	tree_file(tree, "dev/dax0.0", "");
	lacks(tree, CXL_MEMORY_READY, 0, "which can be opened");
	locked = "dev/dax0.0";
	lacks(tree, CXL_MEMORY_READY, -EACCES, "but not by everybody");
	locked = NULL;
	machine_set(tree, DAX, "dev", "252:1");
	lacks(tree, CXL_MEMORY_READY, CXL_MEMORY_LACKS_DEVICE_NODE, "and is of this device");
	machine_set(tree, DAX, "dev", "252:0");
	bind_dax(tree, "fsdev_dax");
	lacks(tree, CXL_MEMORY_READY, 0, "famfs");
}

static void test_blocks(struct tree *tree)
{
	bind_dax(tree, "kmem");
	lacks(tree, CXL_MEMORY_PRESENT, CXL_MEMORY_LACKS_BLOCKS, "no block yet");
	block(tree, FIRST - 1, "online", "Normal");
	block(tree, FIRST, "offline", "Normal Movable");
	lacks(tree, CXL_MEMORY_READY, CXL_MEMORY_LACKS_BLOCKS, "one of two");
	block(tree, FIRST + 1, "offline", "Normal Movable");
	block(tree, FIRST + 2, "online", "Normal");
	lacks(tree, CXL_MEMORY_PRESENT, 0, "both");
	lacks(tree, CXL_MEMORY_READY, 0, "which the policy leaves offline");
	machine_set(tree, MEMORY, "auto_online_blocks", "online_movable");
	lacks(tree, CXL_MEMORY_READY, CXL_MEMORY_LACKS_ONLINE, "or does not");
	machine_set(tree, MEMORY, "auto_online_blocks", "offline");
	locked = "auto_online_blocks";
	lacks(tree, CXL_MEMORY_READY, CXL_MEMORY_LACKS_ONLINE, "or nobody knows");
	locked = NULL;
	lacks(tree, CXL_MEMORY_ONLINE, CXL_MEMORY_LACKS_ONLINE, "which is not online");
	block(tree, FIRST, "online", "Movable");
	lacks(tree, CXL_MEMORY_ONLINE, CXL_MEMORY_LACKS_ONLINE, "nor is one of two");
	block(tree, FIRST + 1, "online", "Movable");
	lacks(tree, CXL_MEMORY_ONLINE, 0, "both are");
	machine_set(tree, "sys/devices/system/node", "has_memory", "0,2-7");
	lacks(tree, CXL_MEMORY_READY, CXL_MEMORY_LACKS_NODE_MEMORY, "the node has none");
	machine_set(tree, "sys/devices/system/node", "has_memory", "0-1");
	lacks(tree, CXL_MEMORY_READY, 0, "ready");
	tree_file(tree, "run/udev/queue", "");
	lacks(tree, CXL_MEMORY_READY, CXL_MEMORY_LACKS_UDEV, "udev is busy");
	tree_remove(tree, "run/udev/queue");
}

/* -- the view ---------------------------------------------------------------- */

static void test_view(struct tree *tree)
{
	enum cxl_dax_driver driver = CXL_DAX_DRIVER_NONE;
	unsigned int online = 9, total = 9, wanted = 9;
	struct cxl_memory_block *b;
	struct cxl_dax *dax;
	char user[64] = "";
	bool is = false;

	machine_set(tree, DAX, "state", "online_movable");
	look(tree);
	ok(!strcmp(cxl_region_get_devname(cxl_memory_get_region(memory)), "region0") &&
	   !strcmp(cxl_memory_get_dax_region(memory), "dax_region0"), "whose it is");
	ok(cxl_memory_get_block_size(memory) == BLOCK, "how large a block is");
	ok(!cxl_memory_query_blocks(memory, &online, &total, &wanted) && online == 2 &&
	   total == 2 && wanted == 2, "blocks: %u %u %u", online, total, wanted);
	ok(!cxl_memory_query_auto_online(memory, &is) && !is, "the policy is offline");
	ok(!cxl_memory_query_node(memory, 1, &is) && is, "node 1 has memory");
	ok(!cxl_memory_query_node(memory, 2, &is) && !is, "node 2 has none");
	dax = cxl_dax_get_first(memory);
	ok(dax && !cxl_dax_get_next(dax) && !strcmp(cxl_dax_get_devname(dax), "dax0.0"),
	   "one DAX device");
	ok(!cxl_dax_query_driver(dax, &driver) && driver == CXL_DAX_DRIVER_KMEM &&
	   !strcmp(cxl_dax_get_driver_name(dax), "kmem"), "its driver");
	ok(cxl_dax_get_size(dax) == SIZE && cxl_dax_get_target_node(dax) == 1 &&
	   !strcmp(cxl_dax_get_state(dax), "online_movable"), "its attributes");
	b = cxl_memory_block_get_first(memory);
	ok(b && !strcmp(cxl_memory_block_get_devname(b), "memory2") &&
	   cxl_memory_block_get_resource(b) == START && cxl_memory_block_get_node(b) == 1 &&
	   !strcmp(cxl_memory_block_get_zone(b), "Movable"), "the first block");
	ok(cxl_memory_get_zone(memory) == CXL_MEMORY_ZONE_MOVABLE, "and its zone");
	ok(!cxl_memory_block_query_online(b, &is) && is, "which is online");
	b = cxl_memory_block_get_next(b);
	ok(b && !cxl_memory_block_get_next(b), "and another");
	ok(cxl_memory_find_user(memory, user, sizeof(user)) == 1 &&
	   !strcmp(user, "memory block memory2 is online"), "used: %s", user);
}

static void test_zones(void)
{
	ok(memory_zone_named("Movable") == CXL_MEMORY_ZONE_MOVABLE &&
	   memory_zone_named("Normal") == CXL_MEMORY_ZONE_KERNEL, "one zone");
	ok(memory_zone_named("none") == CXL_MEMORY_ZONE_DEFAULT &&
	   memory_zone_named("Normal Movable") == CXL_MEMORY_ZONE_DEFAULT, "several");
	ok(memory_zone_named("") == CXL_MEMORY_ZONE_NONE && !memory_zone_word(CXL_MEMORY_ZONE_NONE), "none");
}

/* What cannot be read is not absent. */
static void test_unseen(struct tree *tree)
{
	enum cxl_dax_driver driver;
	unsigned int n = 9;
	bool is;

	locked = "memory3/state";
	look(tree);
	ok(cxl_memory_query_blocks(memory, &n, NULL, NULL) == -EACCES && n == 9, "a block");
	ok(cxl_memory_block_query_online(cxl_memory_block_get_next(cxl_memory_block_get_first(memory)),
					 &is) == -EACCES, "that block");
	lacks(tree, CXL_MEMORY_ONLINE, -EACCES, "a block");
	locked = "mapping0/start";
	lacks(tree, CXL_MEMORY_PRESENT, -EACCES, "where it is");
	ok(cxl_memory_query_blocks(memory, NULL, NULL, &n) == -EACCES, "how many there could be");
	locked = "resource";
	lacks(tree, CXL_MEMORY_PRESENT, -EACCES, "where the region is");
	locked = "dax0.0/driver";
	lacks(tree, CXL_MEMORY_READY, -EACCES, "its driver");
	ok(cxl_dax_query_driver(cxl_dax_get_first(memory), &driver) == -EACCES &&
	   !cxl_dax_get_driver_name(cxl_dax_get_first(memory)), "that driver");
	locked = "dax0.0/size";
	lacks(tree, CXL_MEMORY_READY, -EACCES, "its size");
	locked = "has_memory";
	lacks(tree, CXL_MEMORY_READY, -EACCES, "the nodes");
	ok(cxl_memory_query_node(memory, 1, &is) == -EACCES, "a node");
	locked = "udev/queue";
	lacks(tree, CXL_MEMORY_READY, -EACCES, "udev");
	locked = "block_size";
	lacks(tree, CXL_MEMORY_PRESENT, -EACCES, "how large a block is");
	locked = NULL;
	machine_set(tree, MEMORY, "block_size_bytes", "8000001");
	lacks(tree, CXL_MEMORY_PRESENT, -ERANGE, "a size that cannot be");
	machine_set(tree, MEMORY, "block_size_bytes", "8000000");
}

/* Kernels without mappings, with several devices, with drivers to come. */
static void test_kinds(struct tree *tree)
{
	enum cxl_dax_driver driver = CXL_DAX_DRIVER_NONE;
	struct cxl_dax *dax;
	unsigned int n = 0;

	tree_remove(tree, DAX "/mapping0");
	machine_set(tree, DAX, "resource", "0x10000000");
	look(tree);
	ok(!cxl_memory_query_blocks(memory, NULL, NULL, &n) && n == 2, "in one piece");
	machine_set(tree, DAX, "resource", "0x10000001");
	look(tree);
	ok(!cxl_memory_query_blocks(memory, NULL, NULL, &n) && n == 1, "cut to whole blocks: %u", n);
	machine_set(tree, DAX, "resource", "0x10000000");
	machine_set(tree, REGION "/dax_region0/dax0.10", "size", "1");
	machine_set(tree, REGION "/dax_region0/dax0.2", "size", "1");
	tree_link(tree, REGION "/dax_region0/dax0.2/driver", "drivers/newer");
	look(tree);
	dax = cxl_dax_get_next(cxl_dax_get_first(memory));
	ok(!strcmp(cxl_dax_get_devname(dax), "dax0.2") && !cxl_dax_query_driver(dax, &driver) &&
	   driver == CXL_DAX_DRIVER_OTHER && !cxl_dax_get_state(dax) &&
	   cxl_dax_get_target_node(dax) == -1, "by number");
	tree_remove(tree, REGION "/dax_region0");
	look(tree);
	ok(!cxl_memory_get_dax_region(memory) && !cxl_dax_get_first(memory), "none at all");
	ok(cxl_region_wait_memory(cxl_memory_get_region(memory), CXL_MEMORY_DAX, 1, NULL) == -EROFS,
	   "nobody waits for what stands still");
}

static void test_lists(void)
{
	ok(list_has("0-1,3", 1) && list_has("0-1,3", 3) && !list_has("0-1,3", 2) &&
	   !list_has("", 0) && !list_has("x", 0) && !list_has("1,", 0), "lists of numbers");
}

int main(void)
{
	struct tree *tree = given_region();

	calls = io_kernel;
	calls.stat = stat_device;
	calls.open = open_unlocked;
	calls.readlink = readlink_unlocked;
	calls.exists = exists_unlocked;
	test_region(tree);
	test_dax(tree);
	test_device_dax(tree);
	test_blocks(tree);
	test_view(tree);
	test_zones();
	test_unseen(tree);
	test_kinds(tree);
	test_lists();
	cxl_memory_free(memory);
	cxl_unref(ctx);
	tree_free(tree);
	return tap_done();
}
