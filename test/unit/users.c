// SPDX-License-Identifier: GPL-2.0-or-later
/* All users of the memory of a region, and what is known of its NUMA node, on a machine made of files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "device-files.h"
#include "memory/migrate.h"
#include "tap.h"

#define REGION	ROOT0 "/decoder0.0/region4"
#define DAX	REGION "/dax_region4/dax4.0"
#define START	0x10000000ULL
#define MEMORY	"sys/devices/system/memory"
#define NODE	"sys/devices/system/node/node1"
#define TIERS	"sys/devices/virtual/memory_tiering"
#define ND	"sys/bus/nd/devices/region4"
#define DISK	ND "/namespace0.0/block/pmem0"

static struct io_calls calls;
static const char *locked;

/* A file of /dev stands for a device node, 252:0. */
static int stat_device(void *machine, int fd, struct stat *st)
{
	int rc = io_kernel.stat(machine, fd, st);

	if (!rc && S_ISREG(st->st_mode)) {
		st->st_mode = S_IFCHR;
		st->st_rdev = makedev(252, 0);
	}
	return rc;
}

/* The links of a process lead into the machine. */
static int open_unlocked(void *machine, int dirfd, const char *name, int flags)
{
	if (locked && strstr(name, locked))
		return -EACCES;
	if (flags & O_PATH && strstr(name, "/fd/"))
		return io_kernel.open(machine, dirfd, "dev/dax4.0", O_PATH);
	return io_kernel.open(machine, dirfd, name, flags);
}

static struct cxl_ctx *ctx;
static struct cxl_memory *memory;

static void look(const struct tree *tree)
{
	struct cxl_region *region;

	cxl_memory_free(memory);
	cxl_unref(ctx);
	memory = NULL;
	ctx = NULL;
	if (cxl_new_at(&ctx, tree->root) < 0)
		return;
	region = cxl_region_get_by_name(ctx, "region4");
	ctx->io.calls = &calls;
	if (cxl_memory_new(region, &memory) < 0)
		memory = NULL;
}

/* "use device pid name size; " of each. */
static const char *users(const struct tree *tree)
{
	static char text[512];
	struct cxl_memory_users *all;
	struct cxl_memory_user *user;
	size_t n = 0;

	look(tree);
	*text = '\0';
	if (!memory || cxl_memory_users_new(memory, &all) < 0)
		return "an error";
	cxl_memory_user_foreach(all, user) {
		const char *name = cxl_memory_user_get_name(user);

		n += (size_t)snprintf(text + n, sizeof(text) - n, "%d %s %d %s %llu; ",
				      cxl_memory_user_get_use(user), cxl_memory_user_get_device(user),
				      cxl_memory_user_get_pid(user), name ? name : "-",
				      cxl_memory_user_get_size(user));
	}
	cxl_memory_users_free(all);
	return text;
}

static void used_by(const struct tree *tree, const char *wanted)
{
	const char *found = users(tree);

	ok(!strcmp(found, wanted), "users: %s", found);
}

static void process(struct tree *tree, int pid, const char *comm, const char *maps)
{
	tree_file(tree, words("proc/%d/comm", pid), words("%s\n", comm));
	tree_file(tree, words("proc/%d/numa_maps", pid), maps);
	tree_dir(tree, words("proc/%d/task/%d/fd", pid, pid));
	tree_dir(tree, words("proc/%d/map_files", pid));
}

static struct tree *given_a_region(void)
{
	struct tree *tree = machine_with_region(1, 1, 4, START);

	machine_set(tree, MEMORY, "block_size_bytes", "8000000");
	for (unsigned long long i = START / 0x8000000; i < START / 0x8000000 + 2; i++) {
		machine_set(tree, words(MEMORY "/memory%llu", i), "state", "offline");
		tree_dir(tree, words(MEMORY "/memory%llu/node1", i));
	}
	tree_link(tree, "proc/self/ns/pid", "pid:[4026531836]");
	tree_link(tree, "proc/self/ns/mnt", "mnt:[4026531841]");
	tree_link(tree, "proc/1/ns/mnt", "mnt:[4026531841]");
	tree_file(tree, "proc/self/numa_maps", "");
	process(tree, 1, "init", "55 default file=/init mapped=3 N0=3 kernelpagesize_kB=4\n");
	process(tree, 42, "vmm", "55 default anon=9 N0=1 N1=8 kernelpagesize_kB=4\n"
		"56 bind:1 anon=3 N1=2 N11=1 kernelpagesize_kB=2048\n57 default\n");
	return tree;
}

static void state(struct tree *tree, int which, const char *text)
{
	machine_set(tree, words(MEMORY "/memory%llu", START / 0x8000000 + (unsigned int)which),
		    "state", text);
}

/* -- on the node -- */

static void test_processes(struct tree *tree)
{
	used_by(tree, "");
	state(tree, 0, "online");
	used_by(tree, "6 node1 42 vmm 4227072; ");
	state(tree, 1, "online");
	used_by(tree, "6 node1 42 vmm 4227072; ");
	process(tree, 43, "kswapd0", "");
	used_by(tree, "6 node1 42 vmm 4227072; ");
	tree_remove(tree, "proc/43");
}

/* Nobody who cannot be seen is nobody. */
static void test_unseen(struct tree *tree)
{
	locked = "1/numa_maps";
	used_by(tree, "6 node1 42 vmm 4227072; 0 node1 0 Permission denied 0; ");
	locked = "state";
	used_by(tree, "6 node1 42 vmm 4227072; ");	/* for all we know its blocks are online */
	locked = NULL;
	tree_remove(tree, "proc/self/numa_maps");
	tree_remove(tree, "proc/42/numa_maps");
	used_by(tree, "0 node1 0 the kernel does not tell 0; ");
	tree_remove(tree, "proc/self/ns/pid");
	tree_link(tree, "proc/self/ns/pid", "pid:[4026532000]");
	used_by(tree, "0 node1 0 not every process can be seen from here 0; ");
	tree_remove(tree, "proc/self/ns/pid");
	tree_link(tree, "proc/self/ns/pid", "pid:[4026531836]");
	tree_file(tree, "proc/self/numa_maps", "");
	state(tree, 0, "offline");
	state(tree, 1, "offline");
	used_by(tree, "");
}

/* -- moving it away -- */

static int moved, refused;

static int migrate(void *machine, int pid, const struct io_nodes *from, const struct io_nodes *to)
{
	if (from->bits[0] == 1 << 1 && to->bits[0] == 1 << 3)
		moved = pid;
	return refused;
}

static void test_migration(struct tree *tree)
{
	struct io_nodes to = {};
	char who[64] = "";

	ok(io_nodes_add(&to, 3) && !io_nodes_add(&to, IO_NODES_MAX), "given a node");
	state(tree, 0, "offline");
	state(tree, 1, "offline");
	look(tree);
	ok(!memory_migrate(memory, &to, who, sizeof(who)) && !moved, "nothing is moved from memory that is offline");
	state(tree, 0, "online");
	look(tree);
	ctx->io.readonly = false;
	ok(memory_migrate(memory, &to, who, sizeof(who)) == -ENOSYS, "a machine that cannot");
	calls.migrate = migrate;
	ok(!memory_migrate(memory, &to, who, sizeof(who)) && moved == 42, "a process is moved");
	refused = -ESRCH;
	ok(!memory_migrate(memory, &to, who, sizeof(who)), "one that has ended has no memory");
	refused = -EPERM;
	ok(memory_migrate(memory, &to, who, sizeof(who)) == -EPERM && !strcmp(who, "process 42 (vmm)"),
	   "%s belongs to somebody else", who);
	ok(io_kernel.migrate(NULL, 0, &to, &to) != -EFAULT, "it reaches the kernel");
	ctx->io.readonly = true;
	ok(memory_migrate(memory, &to, who, sizeof(who)) == -EROFS, "a captured machine is not written");
	state(tree, 1, "online");
}

/* -- of devices -- */

static void test_disk(struct tree *tree)
{
	machine_set(tree, ND, "resource", words("%#llx", START));
	machine_set(tree, DISK, "dev", "259:0");
	tree_file(tree, "proc/self/mountinfo", "36 35 259:0 / /mnt rw - ext4 /dev/x rw\n");
	tree_file(tree, "proc/swaps", "Filename Type\n/dev/pmem0 partition 1 0 -2\n");
	tree_dir(tree, DISK "/holders/dm-0");
	used_by(tree, "1 pmem0 0 - 0; 2 pmem0 0 - 0; 3 pmem0 0 dm-0 0; ");
	tree_remove(tree, "sys/bus/nd");
}

static void test_dax(struct tree *tree)
{
	machine_set(tree, DAX, "dev", "252:0");
	machine_set(tree, DAX, "size", "268435456");
	tree_file(tree, "dev/dax4.0", "");
	tree_link(tree, DAX "/driver", "../../bus/dax/drivers/device_dax");
	tree_link(tree, "proc/1/task/1/fd/3", "/dev/dax4.0");
	tree_link(tree, "proc/42/task/42/fd/4", "/dev/dax4.0");
	tree_link(tree, "proc/42/task/42/fd/5", "/dev/dax4.0");
	used_by(tree, strstr(users(tree), "4 dax4.0 1") == users(tree) ?
		"4 dax4.0 1 init 0; 4 dax4.0 42 vmm 0; " : "4 dax4.0 42 vmm 0; 4 dax4.0 1 init 0; ");
	locked = "proc/42/task";
	ok(strstr(users(tree), "0 dax4.0 0 Permission denied 0; "), "of some nobody knows: %s", users(tree));
	locked = NULL;
}

/* -- the node -- */

static void test_node(struct tree *tree)
{
	unsigned int value = 9;

	look(tree);
	ok(cxl_memory_query_tier(memory, 1, &value) == -ENOENT && value == 9, "a kernel without tiers");
	machine_set(tree, TIERS "/memory_tier4", "nodelist", "0");
	machine_set(tree, TIERS "/memory_tier22", "nodelist", "1-2");
	ok(!cxl_memory_query_tier(memory, 1, &value) && value == 22, "tier %u", value);
	ok(cxl_memory_query_tier(memory, 3, &value) == -ENOENT, "a node in none");
	locked = "memory_tier22/nodelist";
	ok(cxl_memory_query_tier(memory, 1, &value) == -EACCES, "a tier that cannot be read");
	locked = NULL;
	ok(cxl_memory_query_figure(memory, 1, CXL_MEMORY_READ_LATENCY, &value) == -ENOENT, "no figures");
	machine_set(tree, NODE "/access1/initiators", "read_latency", "300");
	machine_set(tree, NODE "/access1/initiators", "write_latency", "99999999999");
	ok(!cxl_memory_query_figure(memory, 1, CXL_MEMORY_READ_LATENCY, &value) && value == 300, "%u ns", value);
	ok(cxl_memory_query_figure(memory, 1, CXL_MEMORY_WRITE_LATENCY, &value) == -ERANGE, "no number");
	ok(cxl_memory_query_figure(memory, 1, 9, &value) == -EINVAL, "no such figure");
}

/* -- the pages of a block -- */

/* The flags of the page of that number in the first block. */
static uint64_t flags[(START + 0x8000000) / 4096];

static unsigned int count(enum cxl_memory_pages kind)
{
	unsigned int n = 99;
	int rc = cxl_memory_block_query_pages(cxl_memory_block_get_first(memory), kind, &n);

	return rc ? (unsigned int)-rc : n;
}

static void test_pages(struct tree *tree)
{
	static const struct {
		uint64_t flags;
		unsigned int count;
	} pages[] = {
		{ 1 << 12 | 1 << 5, 8 }, { 1 << 5, 2 }, { 1 << 17 | 1 << 12, 3 }, { 1 << 7, 1 }, { 1 << 26, 3 },
		{ 1 << 11, 5 }, { 1 << 19 | 1 << 12, 6 }, { 1 << 10, 70 }, { 1 << 20, 80 }, { 1 << 23, 90 },
	};
	uint64_t *at = flags + START / 4096;

	look(tree);
	ok(count(CXL_MEMORY_PAGES_FILE) == ENOENT, "a kernel that does not tell");
	at[-1] = 1 << 12;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		for (unsigned int n = 0; n < pages[i].count; n++)
			*at++ = pages[i].flags;
	tree_bytes(tree, "proc/kpageflags", flags, sizeof(flags));
	ok(count(CXL_MEMORY_PAGES_ANONYMOUS) == 8 && count(CXL_MEMORY_PAGES_FILE) == 2, "of processes and files");
	ok(count(CXL_MEMORY_PAGES_HUGE) == 3 && count(CXL_MEMORY_PAGES_KERNEL) == 4, "huge, and of the kernel");
	ok(count(CXL_MEMORY_PAGES_OTHER) == 5 && count(CXL_MEMORY_PAGES_POISONED) == 6, "others: %u",
	   count(CXL_MEMORY_PAGES_OTHER));
	ok(count(6) == EINVAL, "no such kind");
	tree_bytes(tree, "proc/kpageflags", flags, sizeof(flags) - 4096);
	ok(count(CXL_MEMORY_PAGES_OTHER) == EIO, "less than all");
	calls.read_at = NULL;
	ok(count(CXL_MEMORY_PAGES_OTHER) == EOPNOTSUPP, "a machine without");
}

/* -- whose the pages of a block are -- */

#define PRESENT (UINT64_C(1) << 63)

/* "use device pid name size; " of each who has pages of the first block. */
static const char *owners(void)
{
	static char text[512];
	struct cxl_memory_users *all;
	struct cxl_memory_user *user;
	size_t n = 0;

	*text = '\0';
	if (cxl_memory_block_users_new(cxl_memory_block_get_first(memory), &all) < 0)
		return "an error";
	cxl_memory_user_foreach(all, user)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%d %s %d %s %llu; ",
				      cxl_memory_user_get_use(user), cxl_memory_user_get_device(user),
				      cxl_memory_user_get_pid(user), cxl_memory_user_get_name(user),
				      cxl_memory_user_get_size(user));
	cxl_memory_users_free(all);
	return text;
}

static void owned_by(const char *wanted)
{
	const char *found = owners();

	ok(!strcmp(found, wanted), "owners: %s", found);
}

/* Two pages that a cgroup has, one of the root, one of a cgroup that left, and one that is free. */
static void test_cgroups(struct tree *tree)
{
	static uint64_t groups[sizeof(flags) / sizeof(*flags)];
	uint64_t *at = groups + START / 4096, *flag = flags + START / 4096;
	struct stat st;

	memset(flags, 0, sizeof(flags));
	for (int i = 0; i < 4; i++)
		flag[i] = 1 << 12 | 1 << 5;
	tree_bytes(tree, "proc/kpageflags", flags, sizeof(flags));
	tree_dir(tree, "sys/fs/cgroup/a/vmm");
	tree_file(tree, "sys/fs/cgroup/a/vmm/cgroup.procs", "");
	ok(!stat(words("%s/sys/fs/cgroup/a/vmm", tree->root), &st), "given a cgroup");
	at[0] = at[1] = at[4] = st.st_ino;
	at[2] = 1;
	at[3] = ~UINT64_C(0);
	tree_bytes(tree, "proc/kpagecgroup", groups, sizeof(groups));
	owned_by("6 memory2 42 vmm 8192; 7 memory2 0 /a/vmm 8192; ");
	tree_bytes(tree, "proc/kpagecgroup", groups, sizeof(groups) / 2);
	owned_by("6 memory2 42 vmm 8192; ");
	tree_remove(tree, "proc/kpagecgroup");
}

/* Two pages of the first block, one directly before it, one that is swapped out; and in a second mapping one at its end. */
static void test_owners(struct tree *tree)
{
	uint64_t first = START / 4096, entries[] = {
		PRESENT | 1ULL << 61 | first, PRESENT | (first + 1), PRESENT | (first - 1), first + 2,
		0, PRESENT | (first + 0x8000000 / 4096 - 1), PRESENT | (first + 0x8000000 / 4096),
	};

	process(tree, 42, "vmm", "00 default anon=9 N0=1 N1=8 kernelpagesize_kB=4\n");
	look(tree);
	owned_by("");
	tree_file(tree, "proc/42/maps", "00000000-00004000 rw-p 00000000 00:00 0\n00005000-00009000 rw-s 00000000 00:01 2 /x\n");
	tree_bytes(tree, "proc/42/pagemap", entries, sizeof(entries));
	owned_by("6 memory2 42 vmm 12288; ");
	entries[5] = PRESENT;
	tree_bytes(tree, "proc/42/pagemap", entries, sizeof(entries));
	owned_by("6 memory2 42 vmm 8192; 0 memory2 0 the kernel hides where memory lies 0; ");
	tree_file(tree, "proc/42/maps", "00000000-00002000 rw-p 00000000 00:00 0\n10000000000-20000000000 rw-p 0 00:00 0\n");
	owned_by("6 memory2 42 vmm 8192; 0 memory2 0 a process has too much memory to look through 0; ");
	tree_file(tree, "proc/42/maps", "00000000-00002000 rw-p 00000000 00:00 0\nvmm\n");
	owned_by("6 memory2 42 vmm 8192; 0 memory2 0 Protocol error 0; ");
	tree_file(tree, "proc/42/maps", "00000000-00002000 rw-p 00000000 00:00 0\n");
	test_cgroups(tree);
	locked = "42/pagemap";
	owned_by("0 memory2 0 Permission denied 0; ");
	locked = NULL;
	process(tree, 42, "vmm", "00 default anon=9 N0=1 N11=8 kernelpagesize_kB=4\n");
	owned_by("");
	tree_remove(tree, "proc/self/ns/pid");
	owned_by("0 memory2 0 not every process can be seen from here 0; ");
}

int main(void)
{
	struct tree *tree = given_a_region();

	calls = io_kernel;
	calls.stat = stat_device;
	calls.open = open_unlocked;
	calls.migrate = NULL;
	test_processes(tree);
	test_migration(tree);
	test_unseen(tree);
	test_disk(tree);
	test_dax(tree);
	test_node(tree);
	test_pages(tree);
	calls.read_at = io_kernel.read_at;
	test_owners(tree);
	cxl_memory_free(memory);
	cxl_unref(ctx);
	tree_free(tree);
	return tap_done();
}
