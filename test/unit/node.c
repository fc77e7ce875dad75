// SPDX-License-Identifier: GPL-2.0-or-later
/* Nodes: a device is its directory, and another one in its place is not it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/captured.h"
#include "core/cleanup.h"
#include "core/io.h"
#include "core/node.h"
#include "tap.h"
#include "file-tree.h"

#define DIR "sys/devices/x/mem0"

static void put_device(struct tree *tree, const char *serial)
{
	tree_file(tree, DIR "/uevent", "");
	tree_file(tree, DIR "/serial", serial);
	tree_link(tree, DIR "/driver", "../../../bus/cxl/drivers/cxl_mem");
	tree_dir(tree, "sys/bus/cxl/drivers/cxl_mem");
}

/* Every function that reads a device returns -ENODEV once it is gone. */
static void test_gone(struct node *node, const char *how)
{
	char buf[IO_PATH_MAX];
	bool there;

	ok(node_open(node) == -ENODEV, "%s: cannot be opened", how);
	ok(node_check(node) == -ENODEV && node_is_gone(node), "%s: is gone", how);
	ok(node_read(node, "serial", buf, sizeof(buf)) == -ENODEV,
	   "%s: nothing is read", how);
	ok(node_write(node, "serial", "3") < 0, "%s: nothing is written", how);
	ok(node_readlink(node, "driver", buf, sizeof(buf)) == -ENODEV,
	   "%s: no link is read", how);
	ok(node_follow(node, "driver", buf) == -ENODEV,
	   "%s: no link is followed", how);
	ok(node_look(node, "serial", &there) == -ENODEV, "%s: it has nothing", how);
}

static void test_there(struct node *node)
{
	bool serial = false, nothing = true;
	char buf[IO_PATH_MAX];

	ok(!strcmp(node_name(node), "mem0"), "its name is that of its directory");
	ok(node_check(node) == 0 && !node_is_gone(node), "it is alive");
	ok(node_read(node, "serial", buf, sizeof(buf)) == 1 && !strcmp(buf, "1"),
	   "an attribute is read, without its newline");
	ok(node_read(node, "serial", buf, 2) == -EOVERFLOW,
	   "one that does not fit is not");
	ok(node_read(node, "nothing", buf, sizeof(buf)) == -ENOENT,
	   "a missing attribute is no missing device");
	ok(node_look(node, "serial", &serial) == 0 && serial &&
	   node_look(node, "nothing", &nothing) == 0 && !nothing,
	   "it has what it has");
	ok(node_follow(node, "driver", buf) == 0 &&
	   !strcmp(buf, "sys/bus/cxl/drivers/cxl_mem"), "a link is followed");
	ok(node_follow(node, "serial", buf) == -EINVAL, "a file is no link");
	ok(node_write(node, "serial", "2") == -EROFS,
	   "a captured machine is not written");
}

/* ---- on files ------------------------------------------------------------ */

static void test_on_files(void)
{
	struct tree *tree = tree_new();
	struct node node;
	struct io io;
	int fd;

	put_device(tree, "1\n");
	io_init_captured(&io, tree->root);
	fd = node_init(&node, &io, DIR);
	ok(fd >= 0, "a device is found");
	io_close(&io, fd);
	test_there(&node);

	tree_hide(tree, DIR);
	test_gone(&node, "left");
	put_device(tree, "2\n");
	test_gone(&node, "replaced under its name");
	tree_remove(tree, DIR);
	tree_file(tree, DIR, "");
	ok(node_open(&node) < 0 && node_is_gone(&node), "a file in its place");
	tree_remove(tree, DIR);
	tree_show(tree, DIR);
	ok(node_check(&node) == 0, "the same directory is the same device");
	tree_remove(tree, DIR "/uevent");
	ok(node_is_gone(&node), "without uevent there is no device");
	tree_remove(tree, DIR "/serial");
	test_gone(&(struct node){ &io, node.path, node.dev, node.ino + 1 },
		  "another inode");

	node_done(&node);
	io_done(&io);
	tree_free(tree);
}

static void test_init(void)
{
	struct tree *tree = tree_new();
	struct node node = { 0 };
	struct io io;

	tree_file(tree, "file", "");
	io_init(&io, tree->root);
	ok(node_init(&node, &io, "nowhere") == -ENOENT, "no device where nothing is");
	ok(node_init(&node, &io, "file") == -ENOTDIR, "no device is a file");
	ok(!node.path, "and nothing is kept of them");
	io_done(&io);
	ok(io_init(&io, words("%s/file", tree->root)) == -ENOTDIR &&
	   io_init(&io, words("%s/nowhere", tree->root)) == -ENOENT,
	   "no machine either");
	tree_free(tree);
}

/* ---- on the kernel's own sysfs ------------------------------------------- */

#define LOOP_CONTROL "/dev/loop-control"
#define LOOP_CTL_ADD	0x4C80
#define LOOP_CTL_REMOVE	0x4C81
#define LOOP_NUMBER	977

static int loop(int request)
{
	struct io io = { .calls = &io_kernel };
	int fd = open(LOOP_CONTROL, O_RDWR | O_CLOEXEC), rc;

	if (fd < 0)
		return -errno;
	rc = io_ioctl(&io, fd, (unsigned long)request, (void *)LOOP_NUMBER);
	close(fd);
	return rc;
}

/* A loop device leaves and comes back under its name, as memdevs do. */
static void test_on_kernel(void)
{
	char path[64];
	struct node node;
	struct io io;
	int fd;

	snprintf(path, sizeof(path), "sys/devices/virtual/block/loop%d", LOOP_NUMBER);
	if (geteuid() || loop(LOOP_CTL_ADD) < 0) {
		ok(true, "replaced on a real kernel # SKIP no loop devices for us");
		return;
	}
	io_init(&io, "/");
	fd = node_init(&node, &io, path);
	if (fd >= 0) {
		io_close(&io, fd);
		ok(node_check(&node) == 0, "a device of the kernel");
		ok(loop(LOOP_CTL_REMOVE) >= 0 && node_is_gone(&node), "that left");
		ok(loop(LOOP_CTL_ADD) >= 0 && node_open(&node) == -ENODEV,
		   "and came back as another");
		node_done(&node);
	} else {
		ok(true, "replaced on a real kernel # SKIP no sysfs");
	}
	loop(LOOP_CTL_REMOVE);
	io_done(&io);
}

int main(void)
{
	test_on_files();
	test_init();
	test_on_kernel();
	return tap_done();
}
