// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory goes offline only where the machine can do without it, on a machine made of files. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "device-files.h"
#include "tap.h"

#define START	(1ULL << 32)
#define BLOCK	0x8000000ULL
#define FIRST	(START / BLOCK)
#define MEMORY	"sys/devices/system/memory"
#define NODES	"sys/devices/system/node"

static struct io_calls calls;
static const char *locked;

static int open_unlocked(void *machine, int dirfd, const char *name, int flags)
{
	if (locked && strstr(name, locked))
		return -EACCES;
	return io_kernel.open(machine, dirfd, name, flags);
}

/* 262144 kB are the two blocks of the region. */
static void node(struct tree *tree, int id, int total, int free, int file)
{
	tree_file(tree, words(NODES "/node%d/meminfo", id),
		  words("Node %d MemTotal:  %d kB\nNode %d MemFree:  %d kB\nNode %d Active(file):  %d kB\n",
			id, total, id, free, id, file));
}

static void process(struct tree *tree, int pid, const char *mems, const char *maps)
{
	tree_file(tree, words("proc/%d/comm", pid), "vmm\n");
	tree_file(tree, words("proc/%d/numa_maps", pid), maps);
	tree_file(tree, words("proc/%d/status", pid),
		  words("Name:\tvmm\nMems_allowed:\t2\nMems_allowed_list:\t%s\n", mems));
}

static void online(struct tree *tree)
{
	for (unsigned long long i = FIRST; i < FIRST + 2; i++)
		tree_file(tree, words(MEMORY "/memory%llu/state", i), "online\n");
}

static struct tree *given_a_region(void)
{
	struct tree *tree = machine_with_region(1, 1, 4, START);

	machine_set(tree, MEMORY, "block_size_bytes", "8000000");
	for (unsigned long long i = FIRST; i < FIRST + 2; i++)
		tree_dir(tree, words(MEMORY "/memory%llu/node1", i));
	tree_link(tree, "proc/self/ns/pid", "pid:[4026531836]");
	tree_file(tree, "proc/meminfo", "SwapFree:   0 kB\n");
	process(tree, 1, "0-1", "55 default anon=3 N0=3 kernelpagesize_kB=4\n");
	node(tree, 0, 1000000, 200000, 0);
	node(tree, 1, 262144, 100000, 0);
	return tree;
}

/* What offlining returns, and what it is about; all is online before. */
static void gives(struct tree *tree, int wanted, const char *about, const char *what)
{
	struct cxl_region *region;
	const char *attribute;
	struct cxl_ctx *ctx;
	int rc;

	online(tree);
	if (cxl_new_at(&ctx, tree->root) < 0)
		return;
	region = cxl_region_get_by_name(ctx, "region4");
	ctx->io.calls = &calls;
	rc = cxl_region_memory_offline(region);
	attribute = rc ? cxl_error_get_attribute(cxl_get_error(ctx)) : NULL;
	ok(rc == wanted && !strcmp(attribute ? attribute : "", about), "%s: %d %s", what, rc,
	   attribute ? attribute : "");
	ctx->io.calls = &io_kernel;
	cxl_unref(ctx);
}

static void test_room(struct tree *tree)
{
	gives(tree, 0, "", "there is room");
	node(tree, 0, 1000000, 160000, 0);
	gives(tree, -ENOSPC, "node1", "or not");
	node(tree, 0, 1000000, 160000, 3000);
	gives(tree, 0, "", "the kernel can drop what it has cached");
	node(tree, 0, 1000000, 160000, 0);
	tree_file(tree, "proc/meminfo", "SwapTotal: 9000 kB\nSwapFree:   2200 kB\n");
	gives(tree, 0, "", "or swap");
	tree_file(tree, "proc/meminfo", "SwapFree:   0 kB\n");
	node(tree, 1, 524288, 300000, 0);
	gives(tree, 0, "", "or move it within the node");
	node(tree, 1, 100, 200, 0);
	gives(tree, -ERANGE, "node1", "sizes that cannot be");
	node(tree, 1, 262144, 262144, 0);
	node(tree, 0, 1000000, 0, 0);
	gives(tree, 0, "", "there is nothing on it");
}

static void test_bound(struct tree *tree)
{
	process(tree, 42, "0-1", "55 bind:0 anon=1\n56 bind:0-1 anon=1\n57 prefer:1 anon=1\n58 bind:11\n");
	gives(tree, 0, "", "nobody is bound to it alone");
	process(tree, 42, "0-1", "55 default\n56 bind:1 anon=1 N1=1 kernelpagesize_kB=4\n");
	gives(tree, -EUSERS, "process 42 (vmm)", "a mapping is");
	process(tree, 42, "0-1", "56 bind=static:1\n");
	gives(tree, -EUSERS, "process 42 (vmm)", "or will be");
	node(tree, 1, 524288, 300000, 0);
	gives(tree, 0, "", "the node keeps other memory");
	node(tree, 1, 262144, 262144, 0);
	process(tree, 42, "1", "56 default\n");
	gives(tree, -EUSERS, "process 42 (vmm)", "a process is");
	process(tree, 42, "0-1", "56 default\n");
}

/* What cannot be read may be so. */
static void test_unread(struct tree *tree)
{
	locked = "42/numa_maps";
	gives(tree, -EACCES, "process 42 (vmm)", "a process that cannot be read");
	locked = "node1/meminfo";
	gives(tree, -EACCES, "node1", "a node");
	locked = "node0/meminfo";
	gives(tree, -EACCES, "node1", "another node");
	locked = "proc/meminfo";
	gives(tree, -EACCES, "node1", "swap");
	locked = NULL;
	tree_remove(tree, "proc/42/numa_maps");
	gives(tree, 0, "", "a process that has ended");
	tree_remove(tree, "proc/self/ns/pid");
	tree_link(tree, "proc/self/ns/pid", "pid:[4026532000]");
	gives(tree, -EUSERS, "a process that cannot be seen from here", "in a container");
	tree_remove(tree, NODES);
	gives(tree, 0, "", "a kernel without nodes");
}

int main(void)
{
	struct tree *tree = given_a_region();

	calls = io_kernel;
	calls.open = open_unlocked;
	test_room(tree);
	test_bound(tree);
	test_unread(tree);
	tree_free(tree);
	return tap_done();
}
