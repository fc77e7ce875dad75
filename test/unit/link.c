// SPDX-License-Identifier: GPL-2.0-or-later
/* The PCI Express link of a memdev, on a machine made of files. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "device-files.h"
#include "tap.h"

static struct tree *tree;
static char host[128], port[128];

typedef int query_fn(struct cxl_memdev *memdev, unsigned int *now, unsigned int *max);

/* 1 in @now and 2 in @max where nothing was written. */
static bool answers(query_fn *query, int wanted, unsigned int wanted_now, unsigned int wanted_max)
{
	struct cxl_ctx *ctx;
	unsigned int now = 1, max = 2;
	int rc;

	if (cxl_new_at(&ctx, tree->root) < 0)
		return false;
	rc = query(cxl_memdev_get_by_name(ctx, "mem0"), &now, &max);
	cxl_unref(ctx);
	return rc == wanted && now == wanted_now && max == wanted_max;
}

static bool speed_is(int wanted, unsigned int now, unsigned int max)
{
	return answers(cxl_memdev_query_link_speed, wanted, now, max);
}

static bool width_is(int wanted, unsigned int now, unsigned int max)
{
	return answers(cxl_memdev_query_link_width, wanted, now, max);
}

static void set(const char *dir, const char *attribute, const char *text)
{
	tree_file(tree, words("%s/%s", dir, attribute), words("%s\n", text));
}

static void test_speed(void)
{
	ok(speed_is(-ENXIO, 1, 2), "a host without a link");
	set(host, "current_link_speed", "32.0 GT/s PCIe");
	ok(speed_is(-ENXIO, 1, 2), "nobody says what it can do");
	set(host, "max_link_speed", "32.0 GT/s PCIe");
	ok(speed_is(0, 32000, 32000), "as fast as it can be");
	set(port, "max_link_speed", "64.0 GT/s PCIe");
	ok(speed_is(0, 32000, 32000), "or as the device can be");
	set(port, "max_link_speed", "16 GT/s");
	ok(speed_is(0, 32000, 16000), "or as the other end can be, in an older kernel's words");
	set(host, "current_link_speed", "2.5 GT/s PCIe");
	ok(speed_is(0, 2500, 16000), "slower than both");
	for (const char *const *text = (const char *const []){ "Unknown", "", "32.0", "GT/s", "32.x GT/s",
	     "99999999999999999999 GT/s", "0 GT/s", "-1 GT/s", NULL }; *text; text++) {
		set(host, "current_link_speed", *text);
		ok(speed_is(-ENXIO, 1, 2), "not known: \"%s\"", *text);
	}
}

static void test_width(void)
{
	ok(width_is(-ENXIO, 1, 2), "no lanes");
	set(host, "current_link_width", "8");
	set(host, "max_link_width", "16");
	ok(width_is(0, 8, 16), "half of them");
	set(port, "max_link_width", "4");
	ok(width_is(0, 8, 4), "the other end has fewer, and says so");
	for (const char *const *text = (const char *const []){ "0", "255", "-1", "x8", "", NULL }; *text; text++) {
		set(host, "current_link_width", *text);
		ok(width_is(-ENXIO, 1, 2), "not known: \"%s\"", *text);
	}
	tree_remove(tree, words("%s/current_link_width", host));
	tree_dir(tree, words("%s/current_link_width", host));
	ok(width_is(-EISDIR, 1, 2), "what cannot be read is an error");
}

int main(void)
{
	const char *memdev;

	tree = tree_new();
	machine_root(tree);
	memdev = machine_memdev(tree, 0);
	strcpy(host, memdev);
	*strrchr(host, '/') = '\0';
	strcpy(port, host);
	*strrchr(port, '/') = '\0';
	test_speed();
	test_width();
	tree_free(tree);
	return tap_done();
}
