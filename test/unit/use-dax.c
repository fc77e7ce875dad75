// SPDX-License-Identifier: GPL-2.0-or-later
/* Who uses a region through the device node of its DAX devices and disks: processes, on a machine made of files. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "device-files.h"
#include "tap.h"

#define REGION	ROOT0 "/decoder0.0/region0"
#define DAX	REGION "/dax_region0/dax0.0"
#define START	0x10000000

#define ND	"sys/bus/nd/devices/region0"
#define DISK	ND "/namespace0.0/block/pmem0"
#define ND_DAX	ND "/dax0.1/dax1.0"

/* A file of so many bytes stands for the device 252:that, of 100 more for the disk 259:that; and what cannot be opened. */
#define DAX_MAJOR 252
#define DISK_MAJOR 259
static const char *locked;
static bool claimed;

/* udev has a disk open until somebody waits for its queue. */
static struct tree *probed;

static int stat_device(void *machine, int fd, struct stat *st)
{
	int rc = io_kernel.stat(machine, fd, st);

	if (!rc && S_ISREG(st->st_mode)) {
		unsigned int minor = (unsigned int)st->st_size % 100;
		bool disk = st->st_size >= 100;

		st->st_mode = disk ? S_IFBLK : S_IFCHR;
		st->st_rdev = makedev(disk ? DISK_MAJOR : DAX_MAJOR, minor);
	}
	return rc;
}

static int exists(void *machine, int dirfd, const char *name)
{
	if (probed && !strcmp(name, "run/udev/queue")) {
		tree_remove(probed, "proc/42/task/42/fd/5");
		probed = NULL;
	}
	return io_kernel.exists(machine, dirfd, name);
}

/* The links of a process are of the machine's root, and lead there. */
static int open_link(int dirfd, const char *name)
{
	char target[64];
	ssize_t n = readlinkat(dirfd, name, target, sizeof(target) - 1);

	if (n < 1)
		return -errno;
	target[n] = '\0';
	return io_kernel.open(NULL, dirfd, target + 1, O_PATH);
}

static int open_unlocked(void *machine, int dirfd, const char *name, int flags)
{
	if (locked && strstr(name, locked))
		return -EACCES;
	if (flags & O_EXCL && claimed)
		return -EBUSY;
	if (flags & O_PATH && strncmp(name, "proc/", 5) == 0)
		return open_link(dirfd, name);
	return io_kernel.open(machine, dirfd, name, flags);
}

static ssize_t readlink_unlocked(void *machine, int dirfd, const char *name, char *buf, size_t len)
{
	if (locked && strstr(name, locked))
		return -EACCES;
	return io_kernel.readlink(machine, dirfd, name, buf, len);
}

/* -- the machine -- */

static void process(struct tree *tree, int pid, const char *comm)
{
	tree_file(tree, words("proc/%d/comm", pid), comm);
	tree_dir(tree, words("proc/%d/task/%d/fd", pid, pid));
	tree_dir(tree, words("proc/%d/map_files", pid));
}

static struct tree *given_a_region(void)
{
	struct tree *tree = machine_with_region(1, 1, 0, START);

	tree_file(tree, "dev/dax0.0", "xyz");
	tree_file(tree, "dev/other", "x");
	tree_link(tree, "proc/self/ns/pid", "pid:[4026531836]");
	process(tree, 1, "init\n");
	process(tree, 42, "vmm\n");
	tree_file(tree, "proc/version", "Linux\n");
	return tree;
}

static void opens(struct tree *tree, const char *where, const char *node)
{
	tree_link(tree, where, words("/dev/%s", node));
}

static const char *user(const struct tree *tree)
{
	static char name[128];
	struct io_calls calls = io_kernel;
	struct cxl_region *region;
	struct cxl_ctx *ctx;
	int rc;

	calls.stat = stat_device;
	calls.open = open_unlocked;
	calls.exists = exists;
	calls.readlink = readlink_unlocked;
	*name = '\0';
	if (cxl_new_at(&ctx, tree->root) < 0)
		return "no context";
	region = cxl_region_get_by_name(ctx, "region0");
	ctx->io.calls = &calls;
	rc = region ? cxl_region_find_user(region, name, sizeof(name)) : -ENODEV;
	ctx->io.calls = &io_kernel;
	cxl_unref(ctx);
	return rc < 0 || rc != (*name != '\0') ? "an error" : name;
}

static bool used_by(const struct tree *tree, const char *wanted)
{
	const char *name = user(tree);

	return ok(!strcmp(name, wanted), "used by: %s", *name ? name : "nobody");
}

/* -- who -- */

static void test_drivers(struct tree *tree)
{
	used_by(tree, "");
	machine_set(tree, DAX, "dev", "252:3");
	opens(tree, "proc/42/task/42/fd/5", "dax0.0");
	used_by(tree, "");		/* without a driver nobody can have opened it */
	tree_link(tree, DAX "/driver", "../../bus/dax/drivers/kmem");
	used_by(tree, "");
	tree_remove(tree, DAX "/driver");
	tree_link(tree, DAX "/driver", "../../bus/dax/drivers/fsdev_dax");
	used_by(tree, "dax0.0 may be in use: the types of file systems cannot be read");
	tree_file(tree, "proc/filesystems", "nodev\ttmpfs\n\text4\nnodev\tfusectl\n");
	used_by(tree, "dax0.0 is open in process 42 (vmm)");
	tree_file(tree, "proc/filesystems", "nodev\tfuse\nnodev\ttmpfs\nnodev\tfamfs\n");
	tree_file(tree, "proc/42/mountinfo", "22 1 0:21 / / rw - ext4 /dev/vda rw\n23 22 0:31 / /c rw - fusectl c rw\n");
	used_by(tree, "dax0.0 is open in process 42 (vmm)");
	tree_file(tree, "proc/42/mountinfo", "23 22 0:31 / /c rw - fuse.famfs x rw\n");
	used_by(tree, "dax0.0 may be in use: a file system that is mounted may have it");
	tree_file(tree, "proc/42/mountinfo", "23 22 0:31 / /c rw - famfs /dev/dax0.0 rw\n");
	used_by(tree, "dax0.0 may be in use: a file system that is mounted may have it");
	locked = "42/mountinfo";
	used_by(tree, "dax0.0 may be in use: Permission denied");
	locked = NULL;
	tree_remove(tree, "proc/42/mountinfo");
	tree_remove(tree, DAX "/driver");
	tree_link(tree, DAX "/driver", "../../bus/dax/drivers/other");
	used_by(tree, "dax0.0 may be in use: its driver does not tell");
	tree_remove(tree, DAX "/driver");
	tree_link(tree, DAX "/driver", "../../bus/dax/drivers/device_dax");
	used_by(tree, "dax0.0 is open in process 42 (vmm)");
}

static void test_files(struct tree *tree)
{
	tree_remove(tree, "proc/42/task/42/fd/5");
	tree_link(tree, "proc/1/task/1/fd/0", "pipe:[123]");
	opens(tree, "proc/1/task/1/fd/1", "other");
	tree_link(tree, "proc/1/task/1/fd/2", "/nonexistent (deleted)");
	used_by(tree, "");
	tree_dir(tree, "proc/42/task/43/fd");
	opens(tree, "proc/42/task/43/fd/7", "dax0.0");
	used_by(tree, "dax0.0 is open in process 42 (vmm)");
	tree_remove(tree, "proc/42/task/43");
	opens(tree, "proc/1/map_files/7f00-7f10", "other");
	opens(tree, "proc/42/map_files/7f00-7f10", "dax0.0");
	used_by(tree, "dax0.0 is mapped in process 42 (vmm)");
	tree_file(tree, "dev/dax0.0", "wxyz");
	used_by(tree, "");		/* another device by now */
	tree_file(tree, "dev/dax0.0", "xyz");
	tree_remove(tree, "proc/42/map_files/7f00-7f10");
	used_by(tree, "");
}

/* Who cannot be looked at may have it open. */
static void test_unseen(struct tree *tree)
{
	locked = "42/task/42/fd";
	used_by(tree, "dax0.0 may be in use: Permission denied");
	locked = "map_files";
	used_by(tree, "dax0.0 may be in use: Permission denied");
	locked = NULL;
	tree_remove(tree, "proc/self/ns/pid");
	tree_link(tree, "proc/self/ns/pid", "pid:[4026532000]");
	used_by(tree, "dax0.0 may be in use: not every process can be seen from here");
	tree_remove(tree, "proc");
	used_by(tree, "dax0.0 may be in use: not every process can be seen from here");
	tree_remove(tree, DAX "/dev");
	used_by(tree, "");
}

/* ---- disks -------------------------------------------------------------- */

static struct tree *given_a_disk(void)
{
	static char size[102];
	struct tree *tree = given_a_region();

	memset(size, 'x', 100);
	tree_file(tree, "dev/pmem0", size);
	memset(size, 'x', 101);
	tree_file(tree, "dev/pmem0p1", size);
	machine_set(tree, ND, "resource", words("%#x", START));
	machine_set(tree, DISK, "dev", "259:0");
	machine_set(tree, DISK "/pmem0p1", "dev", "259:1");
	tree_link(tree, "proc/self/ns/mnt", "mnt:[4026531841]");
	tree_file(tree, "proc/self/mountinfo", "22 1 0:21 / / rw - ext4 /dev/vda rw\n");
	tree_link(tree, "proc/1/ns/mnt", "mnt:[4026531841]");
	return tree;
}

static void test_open_disk(struct tree *tree)
{
	used_by(tree, "");
	opens(tree, "proc/42/task/42/fd/5", "dax0.0");
	used_by(tree, "");
	tree_remove(tree, "proc/42/task/42/fd/5");
	opens(tree, "proc/42/task/42/fd/5", "pmem0");
	used_by(tree, "pmem0 is open in process 42 (vmm)");
	probed = tree;
	used_by(tree, "");		/* udev has closed it by now */
	opens(tree, "proc/42/map_files/7f00-7f10", "pmem0p1");
	used_by(tree, "pmem0p1 is mapped in process 42 (vmm)");
	locked = "42/map_files";
	used_by(tree, "pmem0 may be in use: Permission denied");
	locked = NULL;
	tree_remove(tree, "proc/42/map_files/7f00-7f10");
}

/* A container mounts what its host does not see. */
static void test_mounted_elsewhere(struct tree *tree)
{
	tree_file(tree, "proc/42/mountinfo", "9 8 259:1 / /data rw - xfs /dev/x rw\n");
	tree_link(tree, "proc/42/ns/mnt", "mnt:[4026531841]");
	used_by(tree, "");		/* proc/self/mountinfo has told what is mounted there */
	tree_remove(tree, "proc/42/ns/mnt");
	tree_link(tree, "proc/42/ns/mnt", "mnt:[4026532001]");
	used_by(tree, "pmem0p1 is mounted in the mount namespace of process 42 (vmm)");
	locked = "42/ns/mnt";
	used_by(tree, "pmem0 may be in use: Permission denied");
	locked = "42/mountinfo";
	used_by(tree, "pmem0 may be in use: Permission denied");
	locked = NULL;
	tree_remove(tree, "proc/42/mountinfo");
	used_by(tree, "");
}

/* By a file system that was unmounted lazily. */
static void test_claimed(struct tree *tree)
{
	claimed = true;
	used_by(tree, "pmem0 is held by a file system or another device");
	tree_dir(tree, DISK "/holders/dm-0");
	used_by(tree, "pmem0 is held by another device");
	tree_remove(tree, DISK "/holders");
	claimed = false;
	locked = "dev/pmem0";
	used_by(tree, "pmem0 may be in use: Permission denied");
	locked = NULL;
	used_by(tree, "");
}

/* A namespace in the mode devdax. */
static void test_dax_of_disk(struct tree *tree)
{
	machine_set(tree, ND_DAX, "dev", "252:3");
	tree_link(tree, ND_DAX "/driver", "../../../bus/dax/drivers/device_dax");
	used_by(tree, "");
	opens(tree, "proc/42/task/42/fd/5", "dax0.0");
	used_by(tree, "dax1.0 is open in process 42 (vmm)");
	tree_remove(tree, "proc/42/task/42/fd/5");
	used_by(tree, "");
}

static void test_disk_unseen(struct tree *tree)
{
	tree_remove(tree, ND "/dax0.1");
	tree_remove(tree, "proc/self/ns/mnt");
	used_by(tree, "pmem0 may be in use: No such file or directory");
	tree_remove(tree, "proc/self/ns/pid");
	used_by(tree, "pmem0 may be in use: not every process can be seen from here");
	tree_remove(tree, "proc");
	used_by(tree, "");		/* a captured machine has no processes */
}

static void test_disks(void)
{
	struct tree *tree = given_a_disk();

	test_open_disk(tree);
	test_mounted_elsewhere(tree);
	test_claimed(tree);
	test_dax_of_disk(tree);
	test_disk_unseen(tree);
	tree_free(tree);
}

int main(void)
{
	struct tree *tree = given_a_region();

	test_drivers(tree);
	test_files(tree);
	test_unseen(tree);
	tree_free(tree);
	test_disks();
	return tap_done();
}
