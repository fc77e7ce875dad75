// SPDX-License-Identifier: GPL-2.0-or-later
/* Queries with three results: on malformed texts, and on kernels without the attribute. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "device-files.h"
#include "tap.h"

#define REGION	ROOT0 "/decoder0.0/region4"
#define START	(1ULL << 32)

static struct tree *tree;

static struct cxl_ctx *look(void)
{
	struct cxl_ctx *ctx = NULL;

	cxl_new_at(&ctx, tree->root);
	return ctx;
}

/* Each returns 1, 0 or -errno, or a number. */

static long long locked(void)
{
	struct cxl_ctx *ctx = look();
	bool is = false;
	int rc = cxl_region_query_locked(cxl_region_get_by_name(ctx, "region4"), &is);

	cxl_unref(ctx);
	return rc ? rc : is;
}

static long long region_start(void)
{
	struct cxl_ctx *ctx = look();
	unsigned long long start = 0, size;
	int rc = cxl_region_query_range(cxl_region_get_by_name(ctx, "region4"), &start, &size);

	cxl_unref(ctx);
	return rc ? rc : (long long)start;
}

static long long committed_decoders(void)
{
	struct cxl_ctx *ctx = look();
	unsigned int count = 0;
	int rc = cxl_port_query_decoders_committed(cxl_port_get_by_name(ctx, "endpoint100"), &count);

	cxl_unref(ctx);
	return rc ? rc : (long long)count;
}

static long long has_region(void)
{
	struct cxl_ctx *ctx = look();
	struct cxl_region *region = NULL;
	int rc = cxl_decoder_query_region(cxl_decoder_get_by_name(ctx, "decoder100.0"), &region);

	cxl_unref(ctx);
	return rc ? rc : region != NULL;
}

static long long has_endpoint(void)
{
	struct cxl_ctx *ctx = look();
	struct cxl_endpoint *endpoint = NULL;
	int rc = cxl_memdev_query_endpoint(cxl_memdev_get_by_name(ctx, "mem0"), &endpoint);

	cxl_unref(ctx);
	return rc ? rc : endpoint != NULL;
}

static void set(const char *dir, const char *attr, const char *text)
{
	machine_set(tree, dir, attr, text);
}

#define MEMBER	ROOT0 "/endpoint100/decoder100.0"

static void test_locked(void)
{
	tree = machine_with_region(1, 1, 4, START);
	set(MEMBER, "locked", "0");
	ok(locked() == 0, "before Linux 7.1: none of its decoders is locked");
	set(MEMBER, "locked", "1");
	ok(locked() == 1, "one is");
	set(MEMBER, "locked", "perhaps");
	ok(locked() == -EBADMSG, "that is no answer");
	set(REGION, "interleave_ways", "17");
	ok(locked() == -ERANGE, "nor do so many ways say how many there are");
	set(REGION, "locked", "1");
	ok(locked() == 1, "the region itself tells");
	set(REGION, "locked", "junk");
	ok(locked() == -EBADMSG, "but not so");
	tree_free(tree);
}

static void test_numbers(void)
{
	tree = machine_with_region(1, 1, 4, START);
	ok(region_start() == (long long)START, "where it starts");
	set(REGION, "resource", "0x0");
	ok(region_start() == 0, "0 is an address");
	set(REGION, "resource", "0xfffffffffffffff0");
	ok(region_start() == -ERANGE, "it cannot end before it starts");
	set(REGION, "resource", "0xffffffffffffffff");
	ok(region_start() == -ENXIO, "no address so far");
	set(REGION, "size", "junk");
	ok(region_start() == -EBADMSG, "no size comes");
	set(ROOT0 "/endpoint100", "decoders_committed", "1");
	ok(committed_decoders() == 1, "one decoder is committed");
	set(ROOT0 "/endpoint100", "decoders_committed", "0x1ffffffff");
	ok(committed_decoders() == -ERANGE, "so many there are not");
	tree_free(tree);
}

static void test_relations(void)
{
	tree = machine_with_region(1, 1, 4, START);
	ok(has_region() == 1, "a decoder in a region");
	set(MEMBER, "region", "region9");
	ok(has_region() == -ENOENT, "in one that does not exist");
	set(MEMBER, "region", "mem0");
	ok(has_region() == -ENOENT, "in what is no region");
	set(MEMBER, "region", "");
	ok(has_region() == 0, "in none");
	ok(has_endpoint() == 1, "a memdev with its endpoint");
	tree_remove(tree, ROOT0 "/endpoint100");
	ok(has_endpoint() == -ENXIO, "one that is enabled and has none");
	tree_free(tree);
}

int main(void)
{
	test_locked();
	test_numbers();
	test_relations();
	return tap_done();
}
