// SPDX-License-Identifier: GPL-2.0-or-later
/* Walks over a whole machine: their order, and what becomes of one when any call fails. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/io.h"
#include "device-files.h"
#include "tap.h"

#define MEM9 "sys/devices/pci0000:0c/0000:0c:09.0/mem9"

/* ---- the machine, and system calls that fail on demand -------------------- */

static struct tree *given_machine(void)
{
	static const int memdevs[] = { 10, 9 };
	struct tree *tree = tree_new();

	machine_root(tree);
	machine_window(tree, &(struct machine_window){ .id = 10, .start = 1ULL << 40 });
	machine_window(tree, &(struct machine_window){
		.id = 2, .start = 1ULL << 32, .size = 1ULL << 31, .ways = 1,
		.granularity = 256, .targets = "109,110" });
	for (int id = 8; id <= 10; id++) {
		machine_memdev(tree, id);
		machine_decoder(tree, id, 0, 0, 1 << 28, id > 8 ? "region4" : "");
		tree_link(tree, words(ROOT0 "/dport%d", id + ENDPOINTS),
			  words("../../../pci0000:0c/0000:0c:%02x.0", id));
	}
	machine_region(tree, &(struct members){
		.window = 2, .id = 4, .start = 1ULL << 32, .size = 1 << 29,
		.ways = 2, .granularity = 256, .memdevs = memdevs });
	tree_file(tree, "sys/bus/cxl/flush", "");
	return tree;
}

static struct faulty {
	struct tree *tree;
	int calls, open;	/* made; fds that are open */
	int writes;
	int at;			/* which call fails; -1: none */
	int error;
	void (*event)(struct tree *tree);	/* or what happens before it */
} faulty;

/* Returns the error of this call, or 0 to pass it to the kernel. */
static int fault(void)
{
	if (faulty.calls++ != faulty.at)
		return 0;
	if (faulty.event)
		faulty.event(faulty.tree);
	return faulty.error;
}

static int faulty_open(void *machine, int dirfd, const char *name, int flags)
{
	int rc = fault();

	if (!rc)
		rc = io_kernel.open(NULL, dirfd,
				    strcmp(name, "/") ? name : faulty.tree->root, flags);
	faulty.open += rc >= 0;
	return rc;
}

static int faulty_close(void *machine, int fd)
{
	int rc = fault();

	faulty.open--;
	io_kernel.close(NULL, fd);
	return rc;
}

static int faulty_stat(void *machine, int fd, struct stat *st)
{
	int rc = fault();

	return rc ? rc : io_kernel.stat(NULL, fd, st);
}

static int faulty_exists(void *machine, int dirfd, const char *name)
{
	int rc = fault();

	return rc ? rc : io_kernel.exists(NULL, dirfd, name);
}

static ssize_t faulty_read(void *machine, int fd, void *buf, size_t len)
{
	int rc = fault();

	return rc ? rc : io_kernel.read(NULL, fd, buf, len);
}

static ssize_t faulty_write(void *machine, int fd, const void *buf, size_t len)
{
	int rc = fault();

	faulty.writes++;
	return rc ? rc : (ssize_t)len;
}

static ssize_t faulty_readlink(void *machine, int dirfd, const char *name,
			     char *buf, size_t len)
{
	int rc = fault();

	return rc ? rc : io_kernel.readlink(NULL, dirfd, name, buf, len);
}

static ssize_t faulty_getdents(void *machine, int fd, void *buf, size_t len)
{
	int rc = fault();

	return rc ? rc : io_kernel.getdents(NULL, fd, buf, len);
}

/* Time passes as often as somebody looks, so that nobody waits. */
static uint64_t faulty_now(void *machine)
{
	static uint64_t now;

	return now += 100;
}

static void faulty_sleep(void *machine, unsigned int ms)
{
}

static struct io_calls calls;

static void set_faulty_calls(struct tree *tree)
{
	calls = io_kernel;
	calls.open = faulty_open;
	calls.close = faulty_close;
	calls.stat = faulty_stat;
	calls.exists = faulty_exists;
	calls.read = faulty_read;
	calls.write = faulty_write;
	calls.readlink = faulty_readlink;
	calls.getdents = faulty_getdents;
	calls.now = faulty_now;
	calls.sleep = faulty_sleep;
	io_calls_here = &calls;
	faulty = (struct faulty){ .tree = tree, .at = -1 };
}

/* ---- the walk -------------------------------------------------------------- */

/* What a walk has come by, as words. */
static char seen[4096];
static bool mixed;		/* a memdev with attributes of two */

static void see(const char *name)
{
	if (strlen(seen) + strlen(name) + 2 < sizeof(seen))
		strcat(strcat(seen, name), " ");
}

static void see_region(struct cxl_region *region)
{
	struct cxl_memdev_mapping *mapping;

	see(cxl_region_get_devname(region));
	cxl_region_qos_class_mismatch(region);
	cxl_region_is_enabled(region);
	cxl_mapping_foreach(region, mapping)
		see(cxl_decoder_get_devname(cxl_mapping_get_decoder(mapping)));
}

static void see_decoders(struct cxl_port *port)
{
	struct cxl_decoder *decoder;
	struct cxl_region *region;
	struct cxl_target *target;

	cxl_decoder_foreach(port, decoder) {
		see(cxl_decoder_get_devname(decoder));
		cxl_decoder_get_max_available_extent(decoder);
		cxl_decoder_get_region(decoder);
		cxl_decoder_is_locked(decoder);
		cxl_target_foreach(decoder, target)
			see(cxl_target_get_devname(target));
		cxl_region_foreach(decoder, region)
			see_region(region);
	}
}

static void see_port(struct cxl_port *port)
{
	struct cxl_endpoint *endpoint;

	see(cxl_port_get_devname(port));
	see_decoders(port);
	cxl_endpoint_foreach(port, endpoint) {
		see(cxl_endpoint_get_devname(endpoint));
		cxl_endpoint_get_memdev(endpoint);
		see_decoders(cxl_endpoint_get_port(endpoint));
	}
}

/* The replacement of mem9 has another serial and another firmware. */
static void see_memdev(struct cxl_memdev *memdev)
{
	const char *firmware = cxl_memdev_get_firmware_version(memdev);
	unsigned long long serial = cxl_memdev_get_serial(memdev);

	see(cxl_memdev_get_devname(memdev));
	if (firmware && serial != ~0ULL &&
	    (serial == 0x99) != (strcmp(firmware, "2.0") == 0))
		mixed = true;
	cxl_memdev_get_bus(memdev);
	cxl_memdev_get_payload_max(memdev);
}

static void walk(void)
{
	struct cxl_memdev *memdev;
	struct cxl_port *port;
	struct cxl_ctx *ctx;
	struct cxl_bus *bus;

	*seen = '\0';
	faulty.calls = 0;
	if (cxl_new(&ctx) < 0)
		return;
	cxl_set_log_priority(ctx, -1);
	cxl_memdev_foreach(ctx, memdev)
		see_memdev(memdev);
	cxl_bus_foreach(ctx, bus) {
		see_port(cxl_bus_get_port(bus));
		cxl_port_foreach_all(cxl_bus_get_port(bus), port)
			see_port(port);
	}
	cxl_unref(ctx);
}

static const char everything[] =
	"mem8 mem9 mem10 root0 decoder0.2 0000:0c:09.0 0000:0c:0a.0 "
	"region4 decoder110.0 decoder109.0 decoder0.10 endpoint108 decoder108.0 "
	"endpoint109 decoder109.0 endpoint110 decoder110.0 ";

static int test_order(void)
{
	faulty.writes = 0;
	walk();
	ok(faulty.writes == 1, "the kernel's queue is flushed once");
	if (!ok(!strcmp(seen, everything), "everything, in the order of ids"))
		printf("# %s\n", seen);
	ok(faulty.open == 0, "all that was opened is closed");
	return faulty.calls;
}

/* Where a walk stands nothing is read of what comes after it. */
static void test_stopping(void)
{
	struct cxl_memdev *memdev;
	struct cxl_ctx *ctx;
	int first, second;

	cxl_new(&ctx);
	memdev = cxl_memdev_get_first(ctx);
	first = faulty.calls;
	cxl_memdev_get_by_name(ctx, "mem10");
	second = faulty.calls - first;
	ok(second > 10, "mem10 was not read for mem8: %d calls", second);
	ok(!strcmp(cxl_memdev_get_devname(cxl_memdev_get_next(memdev)), "mem9"),
	   "and mem9 still comes before it");
	cxl_unref(ctx);
}

/* ---- any call fails ---------------------------------------------------------- */

static void test_failures(int count)
{
	static const int errors[] = { EIO, ENOENT, ENODEV, EMFILE };

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		int open = 0;

		faulty.error = -errors[i];
		for (faulty.at = 0; faulty.at < count; faulty.at++) {
			walk();
			open += faulty.open != 0;
		}
		ok(!open, "each of %d calls once fails: %s", count,
		   strerror(errors[i]));
	}
	faulty.error = 0;
	faulty.at = -1;
	walk();
	ok(!strcmp(seen, everything), "nothing of it stays");
}

/* ---- a device leaves, at any moment ------------------------------------------- */

static const char *leaving;

static void leave(struct tree *tree)
{
	tree_hide(tree, leaving);
}

/* Another mem9, which waits for its turn. */
#define OTHER "sys/devices/other"

static void make_other(struct tree *tree)
{
	tree_hide(tree, MEM9);
	machine_memdev(tree, 9);
	machine_set(tree, MEM9, "serial", "0x99");
	machine_set(tree, MEM9, "firmware_version", "2.0");
	tree_move(tree, MEM9, OTHER);
	tree_show(tree, MEM9);
}

static void replace(struct tree *tree)
{
	tree_hide(tree, MEM9);
	tree_move(tree, OTHER, MEM9);
}

static void test_leaving(int count, const char *path)
{
	int open = 0;

	leaving = path;
	faulty.event = leave;
	for (faulty.at = 0; faulty.at < count; faulty.at++) {
		walk();
		open += faulty.open != 0;
		if (faulty.calls > faulty.at)
			tree_show(faulty.tree, path);
	}
	faulty.event = NULL;
	ok(!open, "%s leaves at any of %d calls", strrchr(path, '/') + 1, count);
}

static void test_replacing(int count)
{
	int open = 0;

	make_other(faulty.tree);
	faulty.event = replace;
	mixed = false;
	for (faulty.at = 0; faulty.at < count; faulty.at++) {
		walk();
		open += faulty.open != 0;
		if (faulty.calls <= faulty.at)
			continue;
		tree_move(faulty.tree, MEM9, OTHER);
		tree_show(faulty.tree, MEM9);
	}
	faulty.event = NULL;
	ok(!open, "mem9 is replaced at any of %d calls", count);
	ok(!mixed, "no memdev has attributes of two");
}

int main(void)
{
	struct tree *tree = given_machine();
	int count;

	set_faulty_calls(tree);
	count = test_order();
	test_stopping();
	test_failures(count);
	test_leaving(count, MEM9);
	test_leaving(count, ROOT0 "/endpoint109/decoder109.0");
	test_leaving(count, ROOT0 "/decoder0.2");
	test_leaving(count, ROOT0);
	test_replacing(count);
	tree_free(tree);
	return tap_done();
}
